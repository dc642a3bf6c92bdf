// The log in SQLite: one row per entry, its place is the row's number.
// Rule: the head is read and the next places are taken inside one write transaction.
import { type Appended, type LogStore, type NewEntry, pageSize, type StoredEntry } from '../port.ts';
import { type Connection, prepare } from './connection.ts';

export const LOG_SQL = {
  head: 'SELECT max(seq) AS seq FROM log',
  insert: `INSERT INTO log (seq, id, via, at, v, event, raw) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  get: 'SELECT seq, id, via, at, v, event, raw FROM log WHERE id = ?',
  read: 'SELECT seq, id, via, at, v, event, raw FROM log WHERE seq > ? ORDER BY seq LIMIT +?',
  redact: `UPDATE log SET event = 'null', raw = NULL WHERE seq = ?`,
};

interface Row {
  seq: number;
  id: string;
  via: string;
  at: number;
  v: number;
  event: string;
  raw: string | null;
}

export function makeLog(connection: Connection): LogStore {
  const sql = prepare(connection.db, LOG_SQL);
  let batches = 0;
  const head = () => (sql.head.get() as { seq: number | null }).seq ?? 0;

  return {
    async append(entries) {
      if (entries.length === 0) return [];
      return connection.write('durable', () => {
        let last = head();
        const before = last;
        const appended = entries.map((entry): Appended => {
          if (insert(last + 1, entry)) {
            last++;
            return { entry: { ...entry, seq: last }, fresh: true };
          }
          return { entry: toEntry(sql.get.get(entry.id) as unknown as Row), fresh: false };
        });
        if (last > before) batches += 1;
        return appended;
      });
    },

    async read(after, limit) {
      return connection.read(() => {
        const entries: StoredEntry[] = [];
        let size = 0;
        for (const row of sql.read.iterate(after, Math.min(limit, 1000)) as Iterable<unknown> as Iterable<Row>) {
          entries.push(toEntry(row));
          size += row.event.length + (row.raw?.length ?? 0);
          if (size >= pageSize) break;
        }
        return entries;
      });
    },

    async get(id) {
      const row = connection.read(() => sql.get.get(id)) as Row | undefined;
      return row && toEntry(row);
    },

    async head() {
      return connection.read(head);
    },

    // Whoever writes has the file alone.
    figures: () => ({ batches, retries: 0 }),

    async redact(seq) {
      return connection.write('durable', () => sql.redact.run(seq).changes === 1);
    },
  };

  function insert(seq: number, { id, via, at, v, event, raw }: NewEntry): boolean {
    return sql.insert.run(seq, id, via, at, v, JSON.stringify(event) ?? 'null', raw ?? null).changes === 1;
  }
}

function toEntry({ raw, event, ...rest }: Row): StoredEntry {
  const entry = { ...rest, event: JSON.parse(event) as unknown };
  return raw === null ? entry : { ...entry, raw };
}
