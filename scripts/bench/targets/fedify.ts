// Fedify as it is published, doing nothing with what arrives. One rule: its memory store and no queue, the fastest it has.

import { installPeer, peerFile } from '../../../test/peers/start.ts';
import { startBaseline, type Target } from '../target.ts';

export const fedify: Target = {
  name: 'Fedify',
  async start() {
    await installPeer('fedify');
    return startBaseline([peerFile('fedify', 'bench.mjs')], 'production');
  },
};
