// The documents of a thing of this hub: itself, the activity that made it, and what came after it. What is withdrawn is
// 410 with a Tombstone, what never was or may not be seen is 404 (I56).
import type { Request, Response, Router } from 'express';
import { isOver } from '../../src/domain/kinds/poll.ts';
import type { Actor, Thing } from '../../src/domain/records.ts';
import { counted } from '../../src/log/counting.ts';
import { upcast } from '../../src/log/entry.ts';
import type { LinkCursor, StoredRecord } from '../../storage/port.ts';
import { writeCreate } from '../write/create.ts';
import { type Lookups, namedBy, readKnown, typeOf, writeThing } from '../write/index.ts';
import { peerOf } from './admit.ts';
import { absent, answer, answerGone } from './answer.ts';
import { answerCollection, type Row } from './collection.ts';
import { answerContext } from './context.ts';
import { type DocumentDeps, recordAt, viewerOf } from './deps.ts';
import { withoutPage, withPage } from './negotiate.ts';
import { recordsOf, type Seen, see } from './see.ts';

type Handle = (about: Seen & { viewer: Actor | undefined }, req: Request, res: Response) => Promise<void>;

export function thingRoutes(router: Router, deps: DocumentDeps): void {
  const handled = (handle: Handle) => async (req: Request, res: Response) => {
    const record = await recordAt(deps, `/o/${req.params.key}`, 'thing');
    if (record.buried !== undefined) return answerGone(res, record, await formerType(deps, record));
    const member = await viewerOf(deps, req);
    const open = await see(deps, member, record);
    // Whose signature it is matters only for what is not for everybody.
    const viewer = open || member ? member : await peerOf(req);
    const seen = open ?? (member ? undefined : await see(deps, viewer, record));
    if (!seen) throw absent();
    const thing = seen.thing.kind === 'poll' ? await counted(deps.storage, deps.urls, seen.thing) : seen.thing;
    await handle({ ...seen, thing, viewer }, req, res);
  };

  router.get(
    '/o/:key',
    withPage(
      handled(async ({ thing, open }, _req, res) => {
        answer(res, writeThing(thing, await lookupsFor(deps, thing)), { open });
      }),
    ),
  );
  router.get(
    '/o/:key/create',
    withoutPage(
      handled(async ({ thing, open }, _req, res) => {
        const id = deps.urls.thingPart(thing.id, 'create');
        answer(res, writeCreate({ id, thing }, await lookupsFor(deps, thing)), { open });
      }),
    ),
  );
  router.get('/o/:key/replies', withoutPage(handled((about, req, res) => answerReplies(deps, about, { req, res }))));
  router.get('/o/:key/context', withoutPage(handled((about, req, res) => answerContext(deps, about, { req, res }))));
  for (const kind of ['likes', 'shares'] as const) {
    router.get(
      `/o/:key/${kind}`,
      withoutPage(handled((about, req, res) => answerSigns(deps, kind, about, { req, res }))),
    );
  }
}

/** What writing a thing must look up. */
export async function lookupsFor(deps: DocumentDeps, thing: Thing): Promise<Lookups> {
  const over = thing.kind === 'poll' && isOver(thing, new Date().toISOString());
  return { urls: deps.urls, known: await readKnown(deps, namedBy(thing)), over };
}

/** A buried record no longer says what it was; the entry that made it may. */
async function formerType({ storage, urls }: DocumentDeps, { id }: StoredRecord): Promise<string | undefined> {
  const stored = await storage.log.get(urls.thingPart(id, 'create'));
  const event = stored && upcast(stored).event;
  if (event?.type !== 'published') return undefined;
  return typeOf[event.thing.kind];
}

/** Oldest first, as a thread is read; by id, as they may be of any hub. */
async function answerReplies(
  deps: DocumentDeps,
  { thing, open, viewer }: Seen & { viewer: Actor | undefined },
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  const { links } = deps.storage;
  const list = { kind: 'replies', to: thing.id };
  await answerCollection(req, res, {
    id: deps.urls.thingPart(thing.id, 'replies'),
    open: open && viewer === undefined,
    total: () => links.count(list),
    rows: async (limit: number, after?: LinkCursor): Promise<Row[]> => {
      const found = await links.list(list, { limit, oldest: true, ...(after && { after }) });
      const records = await recordsOf(
        deps,
        found.map(link => link.from),
      );
      return Promise.all(
        found.map(async ({ from, sort }) => {
          const seen = await see(deps, viewer, records.get(from));
          return { item: seen && !seen.quiet ? from : undefined, cursor: { sort, id: from } };
        }),
      );
    },
  });
}

/** Likes and shares as the ids of their activities; of what is not public only how many. */
async function answerSigns(
  deps: DocumentDeps,
  kind: 'likes' | 'shares',
  { thing, open }: Seen,
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  const { links } = deps.storage;
  const list = { kind, to: thing.id };
  const rows = async (limit: number, after?: LinkCursor): Promise<Row[]> => {
    const found = await links.list(list, { limit, ...(after && { after }) });
    return found.map(({ by, from, sort }) => ({ item: by[0], cursor: { sort, id: from } }));
  };
  await answerCollection(req, res, {
    id: deps.urls.thingPart(thing.id, kind),
    open,
    total: () => links.count(list),
    ...(thing.visibility === 'public' && { rows }),
  });
}
