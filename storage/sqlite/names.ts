// Numbers for ids, so that a link is a row of small integers instead of four addresses.
// Rule: a name once numbered keeps its number for ever; so remembering it is safe, unless the transaction is undone.
import { type Connection, prepare } from './connection.ts';

export const NAMES_SQL = {
  find: 'SELECT n FROM names WHERE id = ?',
  insert: 'INSERT INTO names (id) VALUES (?) ON CONFLICT DO NOTHING',
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

  function remembered(id: string): number | undefined {
    const n = young.get(id);
    if (n !== undefined) return n;
    const older = old.get(id);
    return older === undefined ? undefined : remember(id, older);
  }

  function find(id: string): number | undefined {
    const n = remembered(id);
    if (n !== undefined) return n;
    const row = sql.find.get(id) as { n: number } | undefined;
    return row && remember(id, row.n);
  }

  /** Most ids that are numbered and not remembered are new: trying to insert tells that and numbers them at once. */
  function number(id: string): number {
    const n = remembered(id);
    if (n !== undefined) return n;
    const { changes, lastInsertRowid } = sql.insert.run(id);
    return changes === 1 ? remember(id, Number(lastInsertRowid)) : (find(id) as number);
  }

  return {
    find,
    number,
    text: n => (sql.text.get(n) as { id: string }).id,
  };
}
