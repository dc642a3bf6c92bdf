// `relay remove ADDRESS`: takes nothing more from a relay. What it brought stays.
import { hubAct } from './hub-act.ts';
import { relaysOf } from './relays.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const relayRemove: Verb = {
  name: 'relay remove',
  takes: ['ADDRESS'],
  about: 'takes nothing more from a relay; what it brought stays',
  run: ({ config, words: [address = ''] }) =>
    withCore(config, async core => {
      const known = await relaysOf(core.storage, core.urls);
      if (!known.some(relay => relay.address === address)) throw new Refused(`${address} is no relay of this hub`);
      await core.takeLocal({ ...hubAct(core), type: 'relayChosen', address, wanted: false });
      return { json: { address }, text: `nothing more is taken from ${address}` };
    }),
};
