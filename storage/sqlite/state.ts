// Small values that are not derived from the log, in SQLite, and leases.
// Rule: what has expired is gone for every reader at once; sweep only frees its room.
import type { StateStore } from '../port.ts';
import { type Connection, prepare } from './connection.ts';

export const STATE_SQL = {
  get: 'SELECT value FROM state WHERE space = ? AND key = ? AND (expires IS NULL OR expires > ?)',
  put: 'INSERT OR REPLACE INTO state (space, key, value, expires) VALUES (?, ?, ?, ?)',
  add: `INSERT INTO state (space, key, value, expires) VALUES (?, ?, ?, ?)
    ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, expires = excluded.expires WHERE expires <= ?`,
  delete: 'DELETE FROM state WHERE space = ? AND key = ?',
  list: `SELECT key, value, expires FROM state WHERE space = ? AND key > ? AND (expires IS NULL OR expires > ?)
    ORDER BY key LIMIT +?`,
  count: 'SELECT count(*) AS total FROM state WHERE space = ? AND (expires IS NULL OR expires > ?)',
  sweep: 'DELETE FROM state WHERE expires <= ?',
  // One that ends later than any could was given before the clock was set back.
  lease: `INSERT INTO leases (name, holder, until) VALUES (?1, ?2, ?4 + ?3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE holder = ?2 OR until <= ?4 OR until > ?4 + 10 * max(?3, 60000)`,
};

interface Row {
  key: string;
  value: string;
  expires: number | null;
}

export function makeState(connection: Connection): StateStore {
  const sql = prepare(connection.db, STATE_SQL);

  return {
    async get(space, key) {
      const row = connection.read(() => sql.get.get(space, key, Date.now())) as Pick<Row, 'value'> | undefined;
      return row && JSON.parse(row.value);
    },

    async put(space, key, value, expires) {
      connection.write('durable', () => sql.put.run(space, key, toJson(value), expires ?? null));
    },

    async note(space, notes) {
      if (notes.length === 0) return;
      connection.write('derived', () => {
        for (const { key, value, expires } of notes) sql.put.run(space, key, toJson(value), expires ?? null);
      });
    },

    async add(space, key, value, expires) {
      return connection.write(
        'durable',
        () => sql.add.run(space, key, toJson(value), expires ?? null, Date.now()).changes === 1,
      );
    },

    async delete(space, key) {
      connection.write('durable', () => sql.delete.run(space, key));
    },

    async list(space, after, limit) {
      const rows = connection.read(() => sql.list.all(space, after, Date.now(), Math.min(limit, 1000)));
      return (rows as unknown as Row[]).map(({ key, value, expires }) => {
        const item = { key, value: JSON.parse(value) as unknown };
        return expires === null ? item : { ...item, expires };
      });
    },

    async count(space) {
      return (connection.read(() => sql.count.get(space, Date.now())) as { total: number }).total;
    },

    async sweep(now) {
      return connection.write('durable', () => Number(sql.sweep.run(now).changes));
    },

    async lease(name, holder, ms, now) {
      // A lease that a power loss forgets has no holder left either.
      return connection.write('derived', () => sql.lease.run(name, holder, ms, now).changes === 1);
    },
  };
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
