// Things and activities at their own addresses, what is gone as a Tombstone, and the collections around a thing.
import express, { type Request, type Router } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor, Thing } from '../../src/domain/records.ts';
import { upcast } from '../../src/log/entry.ts';
import type { StoredRecord } from '../../storage/port.ts';
import { makeWriteEvent } from '../write/index.ts';
import { collection, lastOf, page, pageSize, readCursor } from './collection.ts';
import type { DocumentDeps } from './index.ts';
import { sendActivity, wantsActivity } from './negotiate.ts';
import type { Sight } from './sight.ts';

const formerTypes: Record<string, string> = { resource: 'Article', discussion: 'Note' };

export function makeThingDocuments(deps: DocumentDeps, sight: Sight): Router {
  const { storage, urls, memberOf } = deps;
  const write = makeWriteEvent(deps);
  const router = express.Router();

  router.get('/o/:key', async (req, res, next) => {
    res.vary('Accept');
    if (!wantsActivity(req)) return next();
    const record = await storage.records.get(`${urls.origin}/o/${req.params.key}`);
    if (record?.buried !== undefined) return sendActivity(res, tombstone(record), { status: 410 });
    const { thing, viewer } = await seen(req, record);
    sendActivity(res, await sight.object(thing), { isPrivate: viewer !== undefined || !isPublic(thing) });
  });

  router.get('/o/:key/create', async (req, res) => {
    const { thing } = await seen(req, await storage.records.get(`${urls.origin}/o/${req.params.key}`));
    sendActivity(res, await sight.create(thing), {
      isPrivate: !isPublic(thing),
    });
  });

  for (const [part, kind] of [
    ['replies', 'replies'],
    ['likes', 'likes'],
    ['shares', 'shares'],
  ] as const) {
    router.get(`/o/:key/${part}`, async (req, res) => {
      const { thing } = await seen(req, await storage.records.get(`${urls.origin}/o/${req.params.key}`));
      const id = urls.thingPart(thing.id, part);
      const list = { kind, to: thing.id };
      const totalItems = await storage.links.count(list);
      const isPrivate = !isPublic(thing);
      if (req.query.page === undefined) return sendActivity(res, collection(id, totalItems), { isPrivate });
      const after = readCursor(req.query.after);
      const links = await storage.links.list(list, { limit: pageSize, ...(after && { after }) });
      const items = part === 'replies' ? await visible(links.map(link => link.from)) : links.map(link => link.from);
      sendActivity(res, page(id, { after, items, last: lastOf(links, 'from'), totalItems }), { isPrivate });
    });
  }

  router.get('/e/:key', async (req, res, next) => {
    res.vary('Accept');
    if (!wantsActivity(req)) return next();
    const stored = await storage.log.get(`${urls.origin}/e/${req.params.key}`);
    const entry = stored && upcast(stored);
    const event = entry?.event;
    if (!event || entry.via !== 'local') throw new Problem('not-found', 404, 'No such activity.');
    if (event.type === 'flagged') throw new Problem('not-found', 404, 'No such activity.');
    if ('thing' in event && !(await sight.sees(await memberOf(req), event.thing)))
      throw new Problem('not-found', 404, 'No such activity.');
    const activity = await write(event);
    if (!activity) throw new Problem('not-found', 404, 'No such activity.');
    sendActivity(res, activity);
  });

  /** The thing of a record, if the asker may see it; 404 and 410 otherwise. */
  async function seen(
    req: Request,
    record: StoredRecord | undefined,
  ): Promise<{ thing: Thing; viewer: Actor | undefined }> {
    if (record?.buried !== undefined) throw new Problem('gone', 410, 'This was withdrawn.');
    const viewer = await memberOf(req);
    if (record?.kind !== 'thing' || !(await sight.sees(viewer, record.body as Thing)))
      throw new Problem('not-found', 404, 'No such thing.');
    return { thing: record.body as Thing, viewer };
  }

  async function visible(ids: string[]): Promise<string[]> {
    const records = ids.length > 0 ? await storage.records.getMany(ids) : [];
    const open = new Set(
      records.filter(record => record.buried === undefined && isPublic(record.body as Thing)).map(record => record.id),
    );
    return ids.filter(id => open.has(id));
  }

  return router;
}

function isPublic(thing: Thing): boolean {
  return thing.visibility === 'public' || thing.visibility === 'unlisted';
}

function tombstone(record: StoredRecord) {
  return { id: record.id, type: 'Tombstone', formerType: formerTypes[record.kind] ?? 'Object', deleted: record.buried };
}
