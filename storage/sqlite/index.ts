// The embedded database: one folder with hub.db and files/. What it promises stands in ../port.ts.
// Rule: this file only puts the parts together; each part declares its statements, and explain reads those.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '../port.ts';
import { makeBlobs } from './blobs.ts';
import { makeCheckpointer } from './checkpoint.ts';
import { type Connection, connect } from './connection.ts';
import { COUNTS_SQL } from './counts.ts';
import { explainAll } from './explain.ts';
import { JOBS_SQL, makeJobs } from './jobs.ts';
import { LANES_SQL } from './lanes.ts';
import { LINKING_SQL, makeLinking } from './linking.ts';
import { LINKS_SQL, makeLinks } from './links.ts';
import { LOG_SQL, makeLog } from './log.ts';
import { makeNames, NAMES_SQL } from './names.ts';
import { makePrints, PRINTS_SQL } from './prints.ts';
import { makeRecords, RECORDS_SQL } from './records.ts';
import { migrate } from './schema.ts';
import { makeSearch, SEARCH_SQL } from './search.ts';
import { makeState, STATE_SQL } from './state.ts';

/**
 * Opens the storage in a folder, which is made (0700) if need be. Several processes may use it at once.
 * Rejects with `Unavailable` when the file cannot be opened now, with an ordinary error when a newer hub wrote it.
 */
export async function openSqlite({ folder }: { folder: string }): Promise<Storage> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'hub.db');
  const connection = connect(file);
  try {
    const storage = await makeSqlite(connection, folder);
    const checkpointer = makeCheckpointer(file);
    connection.onWrite(checkpointer.wrote);
    return {
      ...storage,
      async close() {
        await checkpointer.close();
        await storage.close();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The storage on an open connection, which it closes. */
export async function makeSqlite(connection: Connection, folder: string): Promise<Storage> {
  await migrate(connection);
  const names = makeNames(connection);
  const state = makeState(connection);
  const { settled, ...blobs } = await makeBlobs(folder, connection.usable);
  const parts = {
    log: LOG_SQL,
    names: NAMES_SQL,
    records: RECORDS_SQL,
    linking: LINKING_SQL,
    links: LINKS_SQL,
    jobs: JOBS_SQL,
    lanes: LANES_SQL,
    search: SEARCH_SQL,
    counts: COUNTS_SQL,
    prints: PRINTS_SQL,
    state: STATE_SQL,
  };
  return {
    shared: false,
    log: makeLog(connection),
    records: makeRecords(connection, names, makeLinking(connection, names)),
    links: makeLinks(connection, names),
    jobs: makeJobs(connection),
    search: makeSearch(connection, names),
    prints: makePrints(connection),
    state,
    blobs,
    check: () => state.put('storage', 'checked', Date.now()),
    async explain() {
      return explainAll(connection, parts);
    },
    async close() {
      connection.close();
      await settled();
    },
  };
}
