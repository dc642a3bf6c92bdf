// `peer list`: the hubs that this one gathers from, and how far that has got.
import { peerLine, peersOf } from './peers.ts';
import { type Verb, withStorage } from './verb.ts';

export const peerList: Verb = {
  name: 'peer list',
  takes: [],
  about: 'names the hubs that are gathered from, their state and how many things they have given',
  run: ({ config }) =>
    withStorage(config, async storage => {
      const peers = await peersOf(storage, config);
      return { json: peers, text: peers.map(peerLine).join('\n') || 'no peers' };
    }),
};
