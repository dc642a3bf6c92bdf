// What stood before a replay is kept aside, and what stands after it is held against that.
// Rule: it is in a file that SQLite makes, writes only when its cache is full, and removes with the connection
// (https://sqlite.org/inmemorydb.html#temp_db): a hub may hold more pieces than memory does.
import { DatabaseSync } from 'node:sqlite';
import type { Print } from '../../storage/port.ts';

/** How one part of what is made from the log was other than the log says; `examples` are the first thousand names. */
export interface Differences {
  /** How many pieces the log gives. */
  total: number;
  /** Pieces with another content than the log gives them. */
  differing: number;
  /** Pieces that the log gives and that were not there. */
  missing: number;
  /** Pieces that were there and that the log does not give. */
  surplus: number;
  examples: string[];
}

export interface Aside {
  /** Keeps what stands before. */
  keep(part: string, prints: Print[]): void;
  /** Holds what stands after against what was kept. */
  compare(part: string, prints: Print[]): void;
  /** What differed in a part, once all of it was compared. */
  found(part: string): Differences;
  close(): void;
}

const exampleLimit = 1000;

/** Opens an empty one; throws what SQLite throws when there is no room for temporary files. */
export function openAside(): Aside {
  const db = new DatabaseSync('');
  db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
    CREATE TABLE kept (part TEXT, name TEXT, print TEXT, PRIMARY KEY (part, name)) STRICT, WITHOUT ROWID`);
  // Nothing is ever committed, so that a page is written when there is no room for it and not before.
  db.exec('BEGIN');
  const keep = db.prepare('INSERT INTO kept (part, name, print) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const take = db.prepare('DELETE FROM kept WHERE part = ? AND name = ? RETURNING print');
  const count = db.prepare('SELECT count(*) AS total FROM kept WHERE part = ?');
  const names = db.prepare('SELECT name FROM kept WHERE part = ? ORDER BY name LIMIT ?');
  const parts = new Map<string, Differences>();

  function differencesOf(part: string): Differences {
    const found = parts.get(part) ?? { total: 0, differing: 0, missing: 0, surplus: 0, examples: [] };
    parts.set(part, found);
    return found;
  }

  function note(found: Differences, what: 'differing' | 'missing' | 'surplus', name: string): void {
    found[what] += 1;
    if (found.examples.length < exampleLimit) found.examples.push(name);
  }

  return {
    keep(part, prints) {
      // Of two that bear one name, as no log leaves them, one is too many.
      for (const { name, print } of prints)
        if (keep.run(part, name, print).changes === 0) note(differencesOf(part), 'surplus', name);
    },

    compare(part, prints) {
      const found = differencesOf(part);
      for (const { name, print } of prints) {
        found.total += 1;
        const was = take.get(part, name) as { print: string } | undefined;
        if (!was) note(found, 'missing', name);
        else if (was.print !== print) note(found, 'differing', name);
      }
    },

    found(part) {
      const found = differencesOf(part);
      const left = (count.get(part) as { total: number }).total;
      const some = names.all(part, exampleLimit - found.examples.length) as { name: string }[];
      return {
        ...found,
        surplus: found.surplus + left,
        examples: [...found.examples, ...some.map(({ name }) => name)],
      };
    },

    close: () => db.close(),
  };
}
