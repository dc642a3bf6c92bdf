// Records in SQLite, and the one transaction in which records and links change together.
// Rule: whether a change wins is decided by what is stored and what it carries, never by when it comes.
import { type Change, dig, type Grave, type RecordStore, type StoredRecord, toldBy } from '../port.ts';
import { type Connection, prepare } from './connection.ts';
import type { Linking } from './linking.ts';
import { BEHIND_ALL, type Names } from './names.ts';

/** Sorts behind what an id may go on with. */
const LAST_SIGN = '\u{10ffff}';

const COLUMNS = 'kind, owner, version, num, buried, body';

export const RECORDS_SQL = {
  put: `INSERT INTO records (n, kind, owner, version, num, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (n) DO UPDATE SET kind = excluded.kind, version = excluded.version, num = excluded.num, body = excluded.body
    WHERE buried IS NULL AND owner = excluded.owner AND version < excluded.version`,
  bury: `UPDATE records SET kind = ?2, version = '', num = NULL, buried = ?4, body = 'null'
    WHERE n = ?1 AND owner = ?3 AND (buried IS NULL OR (?4, ?2) < (buried, kind))`,
  // Nobody's record is the graves of an id that nobody has put, as JSON.
  graves: "SELECT body FROM records WHERE n = ? AND owner = ''",
  known: "SELECT 1 FROM records WHERE n = ? AND owner <> ''",
  replace: 'REPLACE INTO records (n, kind, owner, version, num, buried, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  // The partial index answers without touching the bodies.
  buried: 'SELECT 1 FROM records INDEXED BY records_buried WHERE n = ? AND buried IS NOT NULL',
  get: `SELECT ${COLUMNS} FROM records WHERE n = ?`,
  // Many at once: half of what reading one costs is calling the statement.
  getMany: `SELECT n, ${COLUMNS} FROM json_each(?) CROSS JOIN records ON n = json_each.value`,
  byNum: `SELECT names.id, ${COLUMNS} FROM records JOIN names USING (n) WHERE num = ? ORDER BY n LIMIT 1`,
  scan: `SELECT names.id, ${COLUMNS} FROM names CROSS JOIN records USING (n)
    WHERE names.id > ?1 AND names.id < ?2 ORDER BY names.id LIMIT +?3`,
  clearRecords: 'DELETE FROM records',
  clearLinks: 'DELETE FROM links',
  clearMade: 'DELETE FROM made',
  clearDocs: 'DELETE FROM docs',
  clearWords: `INSERT INTO words (words) VALUES ('delete-all')`,
  // What was said again makes the index another one than it was before: see counts.ts.
  renewWords: `INSERT INTO words (words, rank) VALUES ('automerge', 8)`,
};

type Put = Extract<Change, { do: 'put' }>;

interface Row {
  kind: string;
  owner: string;
  version: string;
  num: string | null;
  buried: string | null;
  body: string;
}

type NamedRow = Row & { id: string };

export function makeRecords(connection: Connection, names: Names, linking: Linking): RecordStore {
  const sql = prepare(connection.db, RECORDS_SQL);
  const read = (id: string, n: number | undefined) => {
    const row = n === undefined ? undefined : (sql.get.get(n) as Row | undefined);
    return row && toRecord(id, row);
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
      return connection.read(() => {
        const ids = new Map([...names.findMany(wanted)].map(([id, n]) => [n, id]));
        const rows = sql.getMany.all(JSON.stringify([...ids.keys()])) as unknown as (Row & { n: number })[];
        return rows.map(row => toRecord(ids.get(row.n) as string, row));
      });
    },

    async byNum(num) {
      const row = connection.read(() => sql.byNum.get(num)) as NamedRow | undefined;
      return row && toRecord(row.id, row);
    },

    async scan(after, limit, prefix = '') {
      const [start, end] = [after > prefix ? after : prefix, prefix === '' ? BEHIND_ALL : `${prefix}${LAST_SIGN}`];
      const rows = connection.read(() => sql.scan.all(start, end, Math.min(limit, 1000))) as unknown as NamedRow[];
      return rows.map(row => toRecord(row.id, row));
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
        const { id, kind, owner, version, num } = change;
        const n = names.number(id);
        const body = JSON.stringify(change.body) ?? 'null';
        if (sql.put.run(n, kind, owner, version, num, body).changes === 0) return putOver(n, change, { body, graves });
        // What could be written is not buried; this saves asking for it when its links come next.
        graves.set(n, false);
        return true;
      }
      case 'bury': {
        const { id, kind, owner, at } = change;
        const n = names.number(id);
        if (sql.bury.run(n, kind, owner, at).changes === 0)
          return !sql.known.get(n) && remember(n, { owner, kind, at });
        forget(n, graves);
        return true;
      }
      case 'link': {
        const { by, owner, sort } = change;
        const place = linking.place(change);
        const maker = names.number(by);
        // An end that is buried refuses too: its burial would have removed the link, had it come first.
        if (isBuried(maker, graves) || isBuried(place[0], graves) || isBuried(place[1], graves)) return false;
        if (owner !== undefined && gravesOf(maker).some(grave => grave.owner === owner)) return false;
        return linking.link(place, maker, sort);
      }
      case 'unlink':
        return linking.unlink(linking.place(change), names.number(change.by));
    }
  }

  function gravesOf(n: number): Grave[] {
    const row = sql.graves.get(n) as { body: string } | undefined;
    return row ? (JSON.parse(row.body) as Grave[]) : [];
  }

  function remember(n: number, grave: Grave): boolean {
    const graves = dig(gravesOf(n), grave);
    if (graves) sql.replace.run(n, '', '', '', null, null, JSON.stringify(graves));
    return graves !== undefined;
  }

  /** Puts what only has graves; where its owner dug one of them, it is buried from the start. */
  function putOver(n: number, change: Put, { body, graves }: { body: string; graves: Map<number, boolean> }): boolean {
    const { kind, owner, version, num } = change;
    const dug = gravesOf(n);
    if (dug.length === 0) return false;
    const own = dug.find(grave => grave.owner === owner);
    if (!own) return sql.replace.run(n, kind, owner, version, num, null, body).changes === 1;
    sql.replace.run(n, own.kind, owner, '', null, own.at, 'null');
    forget(n, graves);
    return false;
  }

  function forget(n: number, graves: Map<number, boolean>): void {
    graves.set(n, true);
    linking.forget(n);
  }

  function isBuried(n: number, graves: Map<number, boolean>): boolean {
    const known = graves.get(n);
    if (known !== undefined) return known;
    const buried = sql.buried.get(n) !== undefined;
    graves.set(n, buried);
    return buried;
  }
}

function toRecord(id: string, { kind, owner, version, num, buried, body }: Row): StoredRecord {
  if (owner === '') return { id, version, num: '', body: null, ...toldBy(JSON.parse(body) as Grave[]) };
  const record = { id, kind, owner, version, num: num ?? '', body: JSON.parse(body) as unknown };
  return buried === null ? record : { ...record, buried };
}
