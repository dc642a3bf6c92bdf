// Numbers for ids, so that a link is a row of small integers instead of four addresses.
// Rule: a name once numbered keeps its number for ever; so remembering it is safe, unless the transaction is undone.
import { type Connection, prepare } from './connection.ts';

export const NAMES_SQL = {
  find: 'SELECT n FROM names WHERE id = ?',
  insert: 'INSERT INTO names (id) VALUES (?) ON CONFLICT DO NOTHING',
  text: 'SELECT id FROM names WHERE n = ?',
  // Many at once: most of what a statement costs is calling it.
  findMany: 'SELECT names.id, n FROM json_each(?) CROSS JOIN names ON names.id = json_each.value',
};

/** Sorts behind every text: SQLite puts blobs last. */
export const BEHIND_ALL = new Uint8Array(0);

export interface Names {
  /** The number of an id that may be unknown. */
  find(id: string): number | undefined;
  /** Finds many at once, for those who ask for each of them next: the numbers of those that have one. */
  findMany(ids: string[]): Map<string, number>;
  /** The number of an id, made if need be; only inside a write. */
  number(id: string): number;
  /** The id of a number. */
  text(n: number): string;
}

/** So few are found sooner one by one. */
const few = 3;
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

  function findMany(ids: string[]): Map<string, number> {
    const found = new Map<string, number>();
    const unknown: string[] = [];
    for (const id of ids) {
      const known = remembered(id);
      if (known === undefined && ids.length > few && isOrdinary(id)) unknown.push(id);
      else {
        const n = known ?? find(id);
        if (n !== undefined) found.set(id, n);
      }
    }
    if (unknown.length === 0) return found;
    for (const { id, n } of sql.findMany.all(JSON.stringify(unknown)) as { id: string; n: number }[])
      found.set(id, remember(id, n));
    return found;
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
    findMany,
    number,
    text: n => (sql.text.get(n) as { id: string }).id,
  };
}

/** Means the same in JSON as in a statement's value: whole characters, no NUL. */
function isOrdinary(id: string): boolean {
  return id.isWellFormed() && !id.includes('\0');
}
