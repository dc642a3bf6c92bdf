// Links in SQLite, read: one link, the lists from either end, lists merged and counted. linking.ts changes them.
// Rule: every list is an index walked in its own order, so that a page costs what it shows. Names never change, so that one
// statement needs no transaction to agree with the numbers that were looked up before it.
import type { StatementSync } from 'node:sqlite';
import type { Link, LinkCursor, LinkList, LinkLists, LinkStore } from '../port.ts';
import { type Connection, prepare } from './connection.ts';
import { placeOf, readMakers } from './linking.ts';
import { mergeLists } from './merge.ts';
import { BEHIND_ALL, type Names } from './names.ts';

/** A list of the links that leave (`out`) or reach (`in`) ?1; ties in `sort` are put in order of the other end's id. */
function listing(end: 'out' | 'in', order: 'newest' | 'oldest'): string {
  const [here, there] = end === 'out' ? ['src', 'dst'] : ['dst', 'src'];
  const [past, way] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  return `SELECT other.id AS other, sort, maker.id AS maker, makers
    FROM links INDEXED BY links_${end}
    CROSS JOIN names AS other ON other.n = ${there} CROSS JOIN names AS maker ON maker.n = links.maker
    WHERE ${here} = ?1 AND kind = ?2 AND sort ${past}= ?3 AND (sort ${past} ?3 OR other.id ${past} ?4)
    ORDER BY sort ${way}, other.id ${way} LIMIT +?5`;
}

export const LINKS_SQL = {
  get: `SELECT sort, maker.id AS maker, makers FROM links JOIN names AS maker ON maker.n = links.maker
    WHERE young = ? AND old = ? AND kind = ? AND leaves = ?`,
  outNewest: listing('out', 'newest'),
  outOldest: listing('out', 'oldest'),
  inNewest: listing('in', 'newest'),
  inOldest: listing('in', 'oldest'),
  countOut: 'SELECT count(*) AS total FROM links INDEXED BY links_out WHERE src = ? AND kind = ?',
  countIn: 'SELECT count(*) AS total FROM links INDEXED BY links_in WHERE dst = ? AND kind = ?',
  countsOut: `SELECT src AS n, count(*) AS total FROM json_each(?) CROSS JOIN links INDEXED BY links_out
    ON src = json_each.value AND kind = ? GROUP BY src`,
  countsIn: `SELECT dst AS n, count(*) AS total FROM json_each(?) CROSS JOIN links INDEXED BY links_in
    ON dst = json_each.value AND kind = ? GROUP BY dst`,
  anyOut: 'SELECT 1 FROM links INDEXED BY links_out WHERE src = ? AND kind = ? LIMIT 1',
  anyIn: 'SELECT 1 FROM links INDEXED BY links_in WHERE dst = ? AND kind = ? LIMIT 1',
  anyOfOut: `SELECT value AS n FROM json_each(?)
    WHERE EXISTS (SELECT 1 FROM links INDEXED BY links_out WHERE src = value AND kind = ?)`,
  anyOfIn: `SELECT value AS n FROM json_each(?)
    WHERE EXISTS (SELECT 1 FROM links INDEXED BY links_in WHERE dst = value AND kind = ?)`,
  // Does one of the numbers in ?3 (JSON) reach ?1, whose id is ?4, at the cursor (?5, ?6) or before it?
  shown: `SELECT 1 FROM links INDEXED BY links_in WHERE dst = ?1 AND kind = ?2 AND sort >= ?5 AND (sort > ?5 OR ?4 >= ?6)
    AND src IN (SELECT value FROM json_each(?3)) LIMIT 1`,
};

interface Row {
  sort: string;
  maker: string;
  makers: string | null;
}

export function makeLinks(connection: Connection, names: Names): LinkStore {
  const sql = prepare(connection.db, LINKS_SQL);

  return {
    async get(kind, from, to) {
      return connection.read(() => {
        const [src, k, dst] = numbers(from, kind, to);
        if (src === undefined || k === undefined || dst === undefined) return undefined;
        const row = sql.get.get(...placeOf(src, k, dst)) as Row | undefined;
        return row && { kind, from, to, sort: row.sort, by: makersOf(row) };
      });
    },

    async list(list, { limit, after, oldest }) {
      return connection.read(() => page(list, Math.min(limit, 1000), after, oldest));
    },

    async merge(lists, { limit, after }) {
      return connection.snapshot(() => {
        const distinct = [...new Map(lists.slice(0, 2000).map(list => [`${list.kind} ${list.from}`, list])).values()];
        return mergeLists({
          sources: distinct.map(
            list =>
              (size, past = after) =>
                page(list, size, past),
          ),
          limit: Math.min(limit, 200),
          shownBefore: after ? shownBefore(distinct, after) : () => false,
        });
      });
    },

    async count(list) {
      return connection.read(() => {
        const ends = endOf(list);
        if (!ends) return 0;
        const count = 'from' in list ? sql.countOut : sql.countIn;
        return (count.get(...ends) as { total: number }).total;
      });
    },

    async counts(lists) {
      return connection.read(() => {
        const rows = ofMany('from' in lists ? sql.countsOut : sql.countsIn, lists) as [string, { total: number }][];
        return new Map(rows.map(([id, { total }]) => [id, total]));
      });
    },

    async any(list) {
      return connection.read(() => {
        const ends = endOf(list);
        if (!ends) return false;
        return ('from' in list ? sql.anyOut : sql.anyIn).get(...ends) !== undefined;
      });
    },

    async anyOf(lists) {
      return connection.read(
        () => new Set(ofMany('from' in lists ? sql.anyOfOut : sql.anyOfIn, lists).map(([id]) => id)),
      );
    },
  };

  function numbers(...ids: string[]): (number | undefined)[] {
    return ids.map(id => names.find(id));
  }

  /** The numbers of the end that a list is of and of its kind; undefined when one is unknown, and the list empty. */
  function endOf(list: LinkList): [end: number, kind: number] | undefined {
    const [end, kind] = numbers('from' in list ? list.from : list.to, list.kind);
    return end === undefined || kind === undefined ? undefined : [end, kind];
  }

  /** What a statement answers to the numbers of several ids and of a kind, each with its id. */
  function ofMany(statement: StatementSync, lists: LinkLists): [id: string, row: object][] {
    const kind = names.find(lists.kind);
    const found = names.findMany(('from' in lists ? lists.from : lists.to).slice(0, 1000));
    if (kind === undefined || found.size === 0) return [];
    const ids = new Map([...found].map(([id, n]) => [n, id]));
    const rows = statement.all(JSON.stringify([...ids.keys()]), kind) as { n: number }[];
    return rows.map(row => [ids.get(row.n) as string, row]);
  }

  function page(list: LinkList, limit: number, after?: LinkCursor, oldest = false): Link[] {
    const out = 'from' in list;
    const here = out ? list.from : list.to;
    const ends = endOf(list);
    if (!ends) return [];
    const newest = out ? sql.outNewest : sql.inNewest;
    const query = oldest ? (out ? sql.outOldest : sql.inOldest) : newest;
    const start = after ?? { sort: oldest ? '' : BEHIND_ALL, id: '' };
    const rows = query.all(...ends, start.sort, start.id, limit) as unknown as (Row & { other: string })[];
    return rows.map(row => {
      const ends = out ? { from: here, to: row.other } : { from: row.other, to: here };
      return { kind: list.kind, ...ends, sort: row.sort, by: makersOf(row) };
    });
  }

  function makersOf({ maker, makers }: Row): string[] {
    if (makers === null) return [maker];
    return readMakers(makers)
      .map(([n]) => names.text(n))
      .sort();
  }

  /** Tells of an end of merged lists whether an earlier page has shown it, by another list in which it is newer. */
  function shownBefore(lists: { kind: string; from: string }[], after: LinkCursor): (to: string) => boolean {
    const kinds = Map.groupBy(lists, list => list.kind);
    const sources = [...kinds].map(([kind, some]) => ({
      kind: names.find(kind) ?? 0,
      numbers: JSON.stringify(some.map(list => names.find(list.from) ?? 0)),
    }));
    return to => {
      const n = names.find(to) ?? 0;
      return sources.some(
        source => sql.shown.get(n, source.kind, source.numbers, to, after.sort, after.id) !== undefined,
      );
    };
  }
}
