// Changes to links in SQLite, called by `apply` inside its transaction.
// Rule: a link's sort is the smallest that its present makers gave, so that every order of changes ends alike.
import { type Connection, prepare } from './connection.ts';
import type { Names } from './names.ts';

const KEY = 'young = ?1 AND old = ?2 AND kind = ?3 AND leaves = ?4';

export const LINKING_SQL = {
  insert: `INSERT INTO links (young, old, kind, leaves, src, dst, sort, maker)
    VALUES (?1, ?2, ?3, ?4, iif(?4, ?1, ?2), iif(?4, ?2, ?1), ?5, ?6) ON CONFLICT DO NOTHING`,
  find: `SELECT sort, maker, makers FROM links WHERE ${KEY}`,
  update: `UPDATE links SET sort = ?5, maker = ?6, makers = ?7 WHERE ${KEY}`,
  remove: `DELETE FROM links WHERE ${KEY}`,
  removeOut: 'DELETE FROM links INDEXED BY links_out WHERE src = ?',
  removeIn: 'DELETE FROM links INDEXED BY links_in WHERE dst = ?',
  note: 'INSERT INTO made (young, old, kind, leaves, maker) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING',
  unnote: `DELETE FROM made WHERE ${KEY} AND maker = ?5`,
  madeBy: 'SELECT young, old, kind, leaves FROM made WHERE maker = ?',
};

/** A link's ends and kind as the table's key: numbers of names, and 1 if it leaves the younger end, 0 if it reaches it. */
export type Place = [young: number, old: number, kind: number, leaves: 0 | 1];

/** Who makes a link, and with which sort. */
type Maker = [n: number, sort: string];

export interface Linking {
  place(link: { kind: string; from: string; to: string }): Place;
  /** True if the set or its sort changed. */
  link(place: Place, maker: number, sort: string): boolean;
  /** True if the maker was in the set. */
  unlink(place: Place, maker: number): boolean;
  /** Removes every link from or to a buried id, and takes it out of those that it made. */
  forget(n: number): void;
}

interface Key {
  young: number;
  old: number;
  kind: number;
  leaves: 0 | 1;
}

interface Stored {
  sort: string;
  maker: number;
  makers: string | null;
}

export function makeLinking(connection: Connection, names: Names): Linking {
  const sql = prepare(connection.db, LINKING_SQL);

  return {
    place: ({ kind, from, to }) => placeOf(names.number(from), names.number(kind), names.number(to)),

    link(place, maker, sort) {
      if (!isEnd(place, maker)) sql.note.run(...place, maker);
      if (sql.insert.run(...place, sort, maker).changes === 1) return true;
      const makers = stored(place);
      const known = makers.find(([n]) => n === maker);
      if (known && known[1] <= sort) return false;
      if (known) known[1] = sort;
      else makers.push([maker, sort]);
      store(place, makers);
      return true;
    },

    unlink,

    forget(n) {
      sql.removeOut.run(n);
      sql.removeIn.run(n);
      for (const { young, old, kind, leaves } of sql.madeBy.all(n) as unknown as Key[]) {
        unlink([young, old, kind, leaves], n);
      }
    },
  };

  function unlink(place: Place, maker: number): boolean {
    if (!isEnd(place, maker)) sql.unnote.run(...place, maker);
    const makers = stored(place);
    const rest = makers.filter(([n]) => n !== maker);
    if (rest.length === makers.length) return false;
    store(place, rest);
    return true;
  }

  function stored(place: Place): Maker[] {
    const row = sql.find.get(...place) as Stored | undefined;
    if (!row) return [];
    return row.makers === null ? [[row.maker, row.sort]] : readMakers(row.makers);
  }

  function store(place: Place, makers: Maker[]): void {
    const [first, ...others] = makers.sort(([, a], [, b]) => (a < b ? -1 : 1));
    if (!first) sql.remove.run(...place);
    else sql.update.run(...place, first[1], first[0], others.length > 0 ? JSON.stringify(makers) : null);
  }
}

/** The makers of a link that has several. */
export function readMakers(json: string): Maker[] {
  return JSON.parse(json) as Maker[];
}

export function placeOf(src: number, kind: number, dst: number): Place {
  return src > dst ? [src, dst, kind, 1] : [dst, src, kind, 0];
}

function isEnd([young, old]: Place, n: number): boolean {
  return n === young || n === old;
}
