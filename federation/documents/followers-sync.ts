// The followers of an actor of this hub that are of one origin (FEP-8fcf), for that origin alone: whoever asks signs, and gets
// those of the own origin.
import type { Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import { challenge } from '../signatures/index.ts';
import { followersAt } from '../sync/followers.ts';
import { originOf } from '../urls.ts';
import { peerOf } from './admit.ts';
import { absent, answer } from './answer.ts';
import { type DocumentDeps, recordAt } from './deps.ts';
import { withoutPage } from './negotiate.ts';
import { standing } from './see.ts';

export function followersSyncRoutes(router: Router, deps: DocumentDeps): void {
  router.get(
    '/a/:key/followers_synchronization',
    withoutPage(async (req, res) => {
      const actor = standing(await recordAt(deps, `/a/${req.params.key}`, 'actor'), 'actor');
      if (!actor?.local) throw absent();
      const asker = await peerOf(req);
      if (!asker) {
        res.set(challenge(req.method));
        throw new Problem('unsigned', 401, 'This list is shown to those who sign.');
      }
      const orderedItems = await followersAt(deps.storage, actor.id, originOf(asker.id) ?? '');
      if (!orderedItems) throw absent();
      const id = deps.urls.followersSync(actor.id);
      answer(res, { id, type: 'OrderedCollection', totalItems: orderedItems.length, orderedItems }, { open: false });
    }),
  );
}
