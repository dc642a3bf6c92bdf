// What this hub serves to machines by GET: actors, things, activities, collections, and how to find them. The same
// addresses have pages; a request that wants a page passes through. Nothing is written, but for a key on its first need,
// and nothing is fetched but the key of a peer who signs for what is not open to all.
import express, { type Router } from 'express';
import { activityRoutes } from './activities.ts';
import { actorRoutes } from './actors.ts';
import { admission } from './admit.ts';
import type { DocumentDeps } from './deps.ts';
import { followersSyncRoutes } from './followers-sync.ts';
import { nodeinfoRoutes } from './nodeinfo.ts';
import { thingRoutes } from './things.ts';
import { webfingerRoutes } from './webfinger.ts';

export type { DocumentDeps } from './deps.ts';
export { wantsActivity } from './negotiate.ts';

/** The routes; what they refuse is thrown as a `Problem` for the edge. */
export function makeDocuments(deps: DocumentDeps): Router {
  const router = express.Router();
  router.use(admission(deps));
  actorRoutes(router, deps);
  thingRoutes(router, deps);
  followersSyncRoutes(router, deps);
  activityRoutes(router, deps);
  webfingerRoutes(router, deps);
  nodeinfoRoutes(router, deps);
  return router;
}
