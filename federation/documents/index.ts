// Everything a peer can GET: actors, things, activities, collections, and how to find them. Requests for pages go by.
import express, { type Request, type Router } from 'express';
import type { Actor } from '../../src/domain/records.ts';
import type { Storage } from '../../storage/port.ts';
import type { KeyRing } from '../keys.ts';
import type { Urls } from '../urls.ts';
import { makeActorDocuments } from './actors.ts';
import { makeSight } from './sight.ts';
import { makeThingDocuments } from './things.ts';
import { makeWellKnown } from './wellknown.ts';

export interface DocumentDeps {
  storage: Storage;
  urls: Urls;
  /** The hub's name and version, for NodeInfo. */
  name: string;
  version: string;
  /** The member whose bearer token the request carries. */
  memberOf(req: Request): Promise<Actor | undefined>;
  keys: KeyRing;
}

/** The routes that peers read. */
export function makeDocuments(deps: DocumentDeps): Router {
  const router = express.Router();
  const sight = makeSight(deps);
  router.use(makeWellKnown(deps));
  router.use(makeActorDocuments(deps, sight));
  router.use(makeThingDocuments(deps, sight));
  return router;
}
