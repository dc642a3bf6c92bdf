// `relay add ADDRESS`: takes what a relay announces, each thing from its own origin.
import { hubAct } from './hub-act.ts';
import { addressNamed } from './relays.ts';
import { type Verb, withCore } from './verb.ts';

export const relayAdd: Verb = {
  name: 'relay add',
  takes: ['ADDRESS'],
  about: 'subscribes to a relay, by its inbox (as Mastodon does) or its actor (LitePub)',
  run: ({ config, words: [named = ''] }) =>
    withCore(config, async core => {
      const address = addressNamed(named, config.devPeers);
      await core.takeLocal({ ...hubAct(core), type: 'relayChosen', address, wanted: true });
      return { json: { address }, text: `asking ${address}, while the hub runs; relay list tells whether it agrees` };
    }),
};
