// Records in SQLite, and the one transaction in which records and links change together.
// Rule: whether a change wins is decided by what is stored and what it carries, never by when it comes.
import type { Change, RecordStore, StoredRecord } from '../port.ts';
import { type Connection, prepare } from './connection.ts';
import type { Linking } from './linking.ts';
import type { Names } from './names.ts';

const COLUMNS = 'kind, owner, version, num, buried, body';

export const RECORDS_SQL = {
  put: `INSERT INTO records (n, kind, owner, version, num, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (n) DO UPDATE SET kind = excluded.kind, version = excluded.version, num = excluded.num, body = excluded.body
    WHERE buried IS NULL AND owner = excluded.owner AND version < excluded.version`,
  bury: `INSERT INTO records (n, kind, owner, version, buried, body) VALUES (?, ?, ?, '', ?, 'null')
    ON CONFLICT (n) DO UPDATE SET kind = excluded.kind, version = '', num = NULL, buried = excluded.buried, body = 'null'
    WHERE owner = excluded.owner AND (buried IS NULL OR (excluded.buried, excluded.kind) < (buried, kind))`,
  // The partial index answers without touching the bodies.
  buried: 'SELECT 1 FROM records INDEXED BY records_buried WHERE n = ? AND buried IS NOT NULL',
  get: `SELECT ${COLUMNS} FROM records WHERE n = ?`,
  byNum: `SELECT names.id, ${COLUMNS} FROM records JOIN names USING (n) WHERE num = ? ORDER BY n LIMIT 1`,
  scan: `SELECT names.id, ${COLUMNS} FROM names CROSS JOIN records USING (n) WHERE names.id > ? ORDER BY names.id LIMIT ?`,
  clearRecords: 'DELETE FROM records',
  clearLinks: 'DELETE FROM links',
  clearMade: 'DELETE FROM made',
  clearDocs: 'DELETE FROM docs',
  clearWords: `INSERT INTO words (words) VALUES ('delete-all')`,
  // What was said again makes the index another one than it was before: see counts.ts.
  renewWords: `INSERT INTO words (words, rank) VALUES ('automerge', 8)`,
};

interface Row {
  id: string;
  kind: string;
  owner: string;
  version: string;
  num: string | null;
  buried: string | null;
  body: string;
}

export function makeRecords(connection: Connection, names: Names, linking: Linking): RecordStore {
  const sql = prepare(connection.db, RECORDS_SQL);
  const read = (id: string, n: number | undefined) => {
    const row = n === undefined ? undefined : (sql.get.get(n) as Omit<Row, 'id'> | undefined);
    return row && toRecord({ id, ...row });
  };

  return {
    async apply(changes) {
      if (changes.length === 0) return [];
      return connection.write('derived', () => {
        const graves = new Map<number, boolean>();
        return changes.map(change => applyOne(change, graves));
      });
    },

    async get(id) {
      return connection.read(() => read(id, names.find(id)));
    },

    async getMany(ids) {
      const wanted = [...new Set(ids)].slice(0, 1000);
      return connection.read(() =>
        [...names.findMany(wanted)].map(([id, n]) => read(id, n)).filter(record => record !== undefined),
      );
    },

    async byNum(num) {
      const row = connection.read(() => sql.byNum.get(num)) as Row | undefined;
      return row && toRecord(row);
    },

    async scan(after, limit) {
      const rows = connection.read(() => sql.scan.all(after, Math.min(limit, 1000))) as unknown as Row[];
      return rows.map(toRecord);
    },

    async clear() {
      connection.write('derived', () => {
        sql.clearRecords.run();
        sql.clearLinks.run();
        sql.clearMade.run();
        sql.clearDocs.run();
        sql.clearWords.run();
        sql.renewWords.run();
      });
    },
  };

  /** `graves` remembers for one call who is buried: the ids of a batch come again and again. */
  function applyOne(change: Change, graves: Map<number, boolean>): boolean {
    switch (change.do) {
      case 'put': {
        const { id, kind, owner, version, num, body } = change;
        const n = names.number(id);
        const stored = sql.put.run(n, kind, owner, version, num, JSON.stringify(body) ?? 'null').changes === 1;
        // What could be written is not buried; this saves asking for it when its links come next.
        if (stored) graves.set(n, false);
        return stored;
      }
      case 'bury': {
        const n = names.number(change.id);
        if (sql.bury.run(n, change.kind, change.owner, change.at).changes === 0) return false;
        graves.set(n, true);
        linking.forget(n);
        return true;
      }
      case 'link': {
        const place = linking.place(change);
        const maker = names.number(change.by);
        // An end that is buried refuses too: its burial would have removed the link, had it come first.
        const refused = isBuried(maker, graves) || isBuried(place[0], graves) || isBuried(place[1], graves);
        return !refused && linking.link(place, maker, change.sort);
      }
      case 'unlink':
        return linking.unlink(linking.place(change), names.number(change.by));
    }
  }

  function isBuried(n: number, graves: Map<number, boolean>): boolean {
    const known = graves.get(n);
    if (known !== undefined) return known;
    const buried = sql.buried.get(n) !== undefined;
    graves.set(n, buried);
    return buried;
  }
}

function toRecord({ num, buried, body, ...rest }: Row): StoredRecord {
  const record = { ...rest, num: num ?? '', body: JSON.parse(body) as unknown };
  return buried === null ? record : { ...record, buried };
}
