// Actors and their collections. A GET never writes and never asks the network.
import express, { type Request, type Response, type Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import type { LinkList } from '../../storage/port.ts';
import { writeActor } from '../write/index.ts';
import { collection, lastOf, page, pageSize, readCursor } from './collection.ts';
import type { DocumentDeps } from './index.ts';
import { sendActivity, wantsActivity } from './negotiate.ts';
import type { Sight } from './sight.ts';

/** Most actors whose posts are merged into one member's inbox. */
const followLimit = 900;

export function makeActorDocuments(deps: DocumentDeps, sight: Sight): Router {
  const { storage, urls, keys, memberOf } = deps;
  const router = express.Router();

  /** The actor of the address; 404 or 410 otherwise. */
  async function named(req: Request): Promise<Actor> {
    const record = await storage.records.get(`${urls.origin}/a/${req.params.key}`);
    if (record?.buried !== undefined) throw new Problem('gone', 410, 'This actor is gone.');
    if (record?.kind !== 'actor') throw new Problem('not-found', 404, 'No such actor.');
    return record.body as Actor;
  }

  router.get('/a/:key', async (req, res, next) => {
    res.vary('Accept');
    if (!wantsActivity(req)) return next();
    const actor = await named(req);
    if (!actor.local) throw new Problem('not-found', 404, 'No such actor.');
    sendActivity(res, writeActor(actor, await keys.keyOf(actor.id), urls));
  });

  router.get('/@:handle', async (req, res, next) => {
    res.vary('Accept');
    if (!wantsActivity(req)) return next();
    const handle = String(req.params.handle).toLowerCase();
    const [link] = await storage.links.list(
      { kind: 'handle', from: handle.includes('@') ? handle : `${handle}@${urls.host}` },
      { limit: 1 },
    );
    if (!link || !urls.isOurs(link.to)) return next();
    res.redirect(302, link.to);
  });

  router.get('/a/:key/outbox', async (req, res) => {
    const actor = await named(req);
    const viewer = await memberOf(req);
    const own = viewer?.id === actor.id;
    const kinds = own ? ['outbox', 'circle', 'direct'] : ['outbox'];
    await sendFeed(req, res, {
      id: urls.actorPart(actor.id, 'outbox'),
      lists: kinds.map(kind => ({ kind, from: actor.id })),
      viewer: own ? viewer : undefined,
    });
  });

  router.get('/a/:key/inbox', async (req, res) => {
    const actor = await named(req);
    const viewer = await memberOf(req);
    if (!viewer) {
      res.set('WWW-Authenticate', 'Bearer');
      throw new Problem('sign-in-needed', 401, 'An inbox is for its owner: a bearer token is needed.');
    }
    if (viewer.id !== actor.id) throw new Problem('not-allowed', 403, 'This is not your inbox.');
    const followed = await storage.links.list({ kind: 'follows', from: actor.id }, { limit: followLimit });
    const lists = [
      { kind: 'box', from: actor.id },
      ...followed.flatMap(({ to }) => [
        { kind: 'outbox', from: to },
        { kind: 'circle', from: to },
      ]),
    ];
    await sendFeed(req, res, { id: urls.actorPart(actor.id, 'inbox'), lists, viewer });
  });

  for (const [part, list] of [
    ['followers', (id: string) => ({ kind: 'follows', to: id })],
    ['following', (id: string) => ({ kind: 'follows', from: id })],
    ['featured', (id: string) => ({ kind: 'featured', from: id })],
    ['liked', (id: string) => ({ kind: 'likes', from: id })],
  ] as const) {
    router.get(`/a/:key/${part}`, async (req, res) => {
      const actor = await named(req);
      const hidden = part === 'followers' && actor.hidesFollowers === true;
      await sendIds(req, res, { id: urls.actorPart(actor.id, part), list: list(actor.id), hidden });
    });
  }

  /** Things and shares of some lists, newest first. */
  async function sendFeed(
    req: Request,
    res: Response,
    { id, lists, viewer }: { id: string; lists: { kind: string; from: string }[]; viewer: Actor | undefined },
  ): Promise<void> {
    const isPrivate = viewer !== undefined;
    const counted = lists.length <= 3 ? await Promise.all(lists.map(list => storage.links.count(list))) : [];
    const after = readCursor(req.query.after);
    if (req.query.page === undefined && counted.length > 0) {
      return sendActivity(res, collection(id, sum(counted)), { isPrivate });
    }
    const links = await storage.links.merge(lists, { limit: pageSize, ...(after && { after }) });
    const items = await sight.activities(
      links.map(link => link.to),
      viewer,
    );
    const totalItems = counted.length > 0 ? sum(counted) : links.length;
    const body = page(id, { after, items, last: lastOf(links, 'to'), totalItems });
    if (req.query.page !== undefined) return sendActivity(res, body, { isPrivate });
    const { partOf: _partOf, next, ...first } = body;
    sendActivity(
      res,
      { ...first, id, type: 'OrderedCollection', first: `${id}?page=true`, ...(next !== undefined && { next }) },
      { isPrivate },
    );
  }

  /** The far ends of one list. */
  async function sendIds(
    req: Request,
    res: Response,
    { id, list, hidden }: { id: string; list: LinkList; hidden: boolean },
  ): Promise<void> {
    const totalItems = await storage.links.count(list);
    if (hidden) return sendActivity(res, { id, type: 'OrderedCollection', totalItems });
    if (req.query.page === undefined) return sendActivity(res, collection(id, totalItems));
    const after = readCursor(req.query.after);
    const links = await storage.links.list(list, { limit: pageSize, ...(after && { after }) });
    const end = 'from' in list ? 'to' : 'from';
    sendActivity(res, page(id, { after, items: links.map(link => link[end]), last: lastOf(links, end), totalItems }));
  }

  return router;
}

function sum(counts: number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
