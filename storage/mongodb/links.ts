// Links in MongoDB, read: one link, the lists from either end, lists merged and counted. records.ts changes them.
// Rule: every list is an index walked in its own order, so that a page costs what it shows.
import { hash } from 'node:crypto';
import type { Link, LinkCursor, LinkList, LinkLists, LinkStore } from '../port.ts';
import type { Connection } from './connection.ts';
import type { LinkDoc } from './folding.ts';
import { query } from './queries.ts';
import { together } from './together.ts';

type Ends = { from: string | { $in: string[] } } | { to: string };

/** The rest of a list past a cursor, by the end that it shows. */
function past(end: 'from' | 'to', after?: LinkCursor, oldest = false): object {
  if (!after) return {};
  const [over, least] = oldest ? ['$gt', '$gte'] : ['$lt', '$lte'];
  return {
    sort: { [least]: after.sort },
    $or: [{ sort: { [over]: after.sort } }, { [end]: { [over]: after.id } }],
  };
}

const listing = (ends: Ends, kind: string, after?: LinkCursor, oldest?: boolean) => ({
  ...ends,
  kind,
  ...past('to' in ends ? 'from' : 'to', after, oldest),
});
const cursor = { sort: '170000000000000001', id: 'x' };

export const LINKS_QUERIES = {
  out: query({ on: 'links', filter: listing, sort: { sort: -1, to: -1 }, sample: [{ from: 'a' }, 'likes', cursor] }),
  outOldest: query({
    on: 'links',
    filter: listing,
    sort: { sort: 1, to: 1 },
    sample: [{ from: 'a' }, 'likes', cursor, true],
  }),
  in: query({ on: 'links', filter: listing, sort: { sort: -1, from: -1 }, sample: [{ to: 'a' }, 'likes', cursor] }),
  inOldest: query({
    on: 'links',
    filter: listing,
    sort: { sort: 1, from: 1 },
    sample: [{ to: 'a' }, 'likes', cursor, true],
  }),
  some: query({
    on: 'links',
    filter: (ids: string[], froms: string[]) => ({ _id: { $in: ids }, from: { $in: froms } }),
    sample: [['x'], ['a']],
  }),
  ends: query({
    on: 'links',
    filter: (lists: LinkList[]) => ({ $or: lists.map(list => ({ ...endsOf(list), kind: list.kind })) }),
    sample: [
      [
        { from: 'a', kind: 'likes' },
        { to: 'b', kind: 'likes' },
      ],
    ] as [LinkList[]],
  }),
  many: query({
    on: 'links',
    filter: (lists: LinkLists) => ({ ['from' in lists ? 'from' : 'to']: { $in: idsOf(lists) }, kind: lists.kind }),
    sample: [{ from: ['a', 'b'], kind: 'likes' }] as [LinkLists],
  }),
  // What is shown at a cursor or before it.
  shown: query({
    on: 'links',
    filter: (tos: string[], kind: string, froms: string[], after: LinkCursor) => ({
      to: { $in: tos },
      kind,
      from: { $in: froms },
      sort: { $gte: after.sort },
    }),
    sample: [['x'], 'likes', ['a'], cursor],
  }),
};

/** Lists that one query merges: the server merges the walks of that many without sorting. */
const walks = 100;
/** Links of lists that are read, for each list of which only some link is sought. */
const glance = 4;

export function makeLinks({ of, run }: Connection): LinkStore {
  const links = of<LinkDoc>('links');

  const one = together(async (asked: { name: string; from: string }[]) => {
    const names = asked.map(({ name }) => name);
    const found = links.find(
      LINKS_QUERIES.some.filter([...new Set(names)], [...new Set(asked.map(({ from }) => from))]),
    );
    const docs = new Map((await found.toArray()).map(doc => [doc._id, doc]));
    return names.map(name => docs.get(name));
  });

  const hasAny = together(async (asked: LinkList[]) => {
    const lists = new Map(asked.map(list => [nameList(list), list]));
    const limit = glance * lists.size;
    const found = await links
      .find(LINKS_QUERIES.ends.filter([...lists.values()]), { limit, projection: { _id: 0, kind: 1, from: 1, to: 1 } })
      .toArray();
    const some = new Set(found.flatMap(({ kind, from, to }) => [nameList({ kind, from }), nameList({ kind, to })]));
    // Long lists may have left no room for the others, which are then asked one by one.
    const open = found.length < limit ? [] : [...lists].filter(([name]) => !some.has(name));
    await Promise.all(open.map(async ([name, list]) => (await hasLink(list)) && some.add(name)));
    return asked.map(list => some.has(nameList(list)));
  });

  async function hasLink(list: LinkList): Promise<boolean> {
    return (await links.findOne(listing(endsOf(list), list.kind), { projection: { _id: 1 } })) !== null;
  }

  async function merged(lists: { kind: string; from: string }[], limit: number, after?: LinkCursor): Promise<Link[]> {
    const groups = [...Map.groupBy(lists.slice(0, 2000), list => list.kind)].flatMap(([kind, some]) => {
      const froms = [...new Set(some.map(list => list.from))];
      return Array.from({ length: Math.ceil(froms.length / walks) }, (_, n) => ({
        kind,
        froms: froms.slice(n * walks, (n + 1) * walks),
      }));
    });
    const found = new Map<string, Link>();
    const size = limit + 20;
    let here = after;
    for (;;) {
      const pages = await Promise.all(
        groups.map(({ kind, froms }) =>
          links
            .find(listing({ from: { $in: froms } }, kind, here), { sort: { sort: -1, to: -1 }, limit: size })
            .toArray(),
        ),
      );
      // Beyond the last of a page that was cut short its list may hold more, so nothing beyond is taken from the others.
      const edge = pages
        .filter(page => page.length === size)
        .map(page => page.at(-1) as LinkDoc)
        .sort(byNewest)[0];
      const reached = pages
        .flat()
        .filter(link => !edge || byNewest(link, edge) <= 0)
        .sort(byNewest);
      const seen = after ? await shownBefore(groups, reached, after) : new Set<string>();
      for (const link of reached) {
        if (found.size < limit && !found.has(link.to) && !seen.has(link.to)) found.set(link.to, toLink(link));
      }
      if (found.size >= limit || !edge) return [...found.values()];
      here = { sort: edge.sort, id: edge.to };
    }
  }

  /** Which ends an earlier page has shown, by another list in which they are newer. */
  async function shownBefore(
    groups: { kind: string; froms: string[] }[],
    candidates: LinkDoc[],
    after: LinkCursor,
  ): Promise<Set<string>> {
    const tos = [...new Set(candidates.map(link => link.to))];
    const newer = await Promise.all(
      groups.map(({ kind, froms }) =>
        links.find(LINKS_QUERIES.shown.filter(tos, kind, froms, after), { projection: { to: 1, sort: 1 } }).toArray(),
      ),
    );
    const before = newer.flat().filter(link => link.sort > after.sort || byBytes(link.to, after.id) >= 0);
    return new Set(before.map(link => link.to));
  }

  return {
    get: (kind, from, to) =>
      run(async () => {
        const doc = await one({ name: nameLink({ kind, from, to }), from });
        return doc ? toLink(doc) : undefined;
      }),

    list: (list, { limit, after, oldest }) =>
      run(async () => {
        const way = oldest ? 1 : -1;
        const order: Record<string, 1 | -1> = 'from' in list ? { sort: way, to: way } : { sort: way, from: way };
        const filter = listing(endsOf(list), list.kind, after, oldest);
        return (await links.find(filter, { sort: order, limit: Math.min(limit, 1000) }).toArray()).map(toLink);
      }),

    merge: (lists, { limit, after }) =>
      run(async () => (lists.length === 0 ? [] : merged(lists, Math.min(limit, 200), after))),

    count: list => run(() => links.countDocuments(listing(endsOf(list), list.kind))),

    counts: lists =>
      run(async () => {
        if (idsOf(lists).length === 0) return new Map();
        const end = 'from' in lists ? '$from' : '$to';
        const rows = links.aggregate<{ _id: string; total: number }>([
          { $match: LINKS_QUERIES.many.filter(lists) },
          { $group: { _id: end, total: { $sum: 1 } } },
        ]);
        return new Map((await rows.toArray()).map(({ _id, total }) => [_id, total]));
      }),

    any: list => run(() => hasAny(list)),

    anyOf: lists =>
      run(async () => {
        const ids = idsOf(lists);
        const found = await Promise.all(
          ids.map(id => hasAny('from' in lists ? { kind: lists.kind, from: id } : { kind: lists.kind, to: id })),
        );
        return new Set(ids.filter((_, n) => found[n]));
      }),
  };
}

/** The `_id` of a link's document: both ends and the kind, at a constant length. */
export function nameLink({ kind, from, to }: { kind: string; from: string; to: string }): string {
  return hash('sha256', JSON.stringify([kind, from, to]), 'base64url');
}

function idsOf(lists: LinkLists): string[] {
  return ('from' in lists ? lists.from : lists.to).slice(0, 1000);
}

function endsOf(list: LinkList): Ends {
  return 'from' in list ? { from: list.from } : { to: list.to };
}

function nameList(list: LinkList): string {
  return 'from' in list ? `${list.kind} from ${list.from}` : `${list.kind} to ${list.to}`;
}

function byNewest(a: LinkDoc, b: LinkDoc): number {
  if (a.sort !== b.sort) return a.sort < b.sort ? 1 : -1;
  return byBytes(b.to, a.to);
}

/** As the database compares texts: bytes of UTF-8, not units of UTF-16. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toLink({ kind, from, to, sort, makers }: LinkDoc): Link {
  return { kind, from, to, sort, by: makers.map(maker => maker.by).sort() };
}
