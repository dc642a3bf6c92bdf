// activitypub-express as it is published, over an in-memory store.
// One rule: NODE_ENV is not production, where it refuses to fetch an actor from loopback, nor development, where it takes
// what nobody signed.

import { installPeer, peerFile } from '../../../test/peers/start.ts';
import { startBaseline, type Target } from '../target.ts';

export const apex: Target = {
  name: 'activitypub-express',
  async start() {
    await installPeer('activitypub-express');
    return startBaseline([peerFile('activitypub-express', 'bench.mjs')], 'test');
  },
};
