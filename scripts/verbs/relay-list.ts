// `relay list`: the relays that this hub has chosen, and whether they have agreed.
import { relaysOf } from './relays.ts';
import { type Verb, withCore } from './verb.ts';

export const relayList: Verb = {
  name: 'relay list',
  takes: [],
  about: 'names the relays that were added, and whether each has agreed',
  run: ({ config }) =>
    withCore(config, async core => {
      const relays = await relaysOf(core.storage, core.urls);
      const text = relays.map(({ address, state }) => `${address}  ${state}`).join('\n');
      return { json: relays, text: text || 'no relays' };
    }),
};
