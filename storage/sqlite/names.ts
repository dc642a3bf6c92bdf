// Numbers for ids, so that a link is a row of small integers instead of four addresses.
// Rule: a name once numbered keeps its number for ever; so remembering it is safe, unless the transaction is undone.
import { type Connection, prepare } from './connection.ts';

export const NAMES_SQL = {
  find: 'SELECT n FROM names WHERE id = ?',
  insert: 'INSERT INTO names (id) VALUES (?)',
  text: 'SELECT id FROM names WHERE n = ?',
};

export interface Names {
  /** The number of an id that may be unknown. */
  find(id: string): number | undefined;
  /** The number of an id, made if need be; only inside a write. */
  number(id: string): number;
  /** The id of a number. */
  text(n: number): string;
}

/** How many names each of the two generations remembers. */
const REMEMBERED = 10_000;

export function makeNames(connection: Connection): Names {
  const sql = prepare(connection.db, NAMES_SQL);
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  connection.onUndo(() => {
    young = new Map();
    old = new Map();
  });

  function remember(id: string, n: number): number {
    if (young.size >= REMEMBERED) {
      old = young;
      young = new Map();
    }
    young.set(id, n);
    return n;
  }

  function find(id: string): number | undefined {
    const known = young.get(id);
    if (known !== undefined) return known;
    const n = old.get(id) ?? (sql.find.get(id) as { n: number } | undefined)?.n;
    return n === undefined ? undefined : remember(id, n);
  }

  return {
    find,
    number: id => find(id) ?? remember(id, Number(sql.insert.run(id).lastInsertRowid)),
    text: n => (sql.text.get(n) as { id: string }).id,
  };
}
