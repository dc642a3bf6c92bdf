// The embedded database: one folder with hub.db, derived.db and files/. What it promises stands in ../port.ts.
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
import { pair } from './pair.ts';
import { makePrints, PRINTS_SQL } from './prints.ts';
import { makeRecords, RECORDS_SQL } from './records.ts';
import { migrate } from './schema.ts';
import { makeSearch, SEARCH_SQL } from './search.ts';
import { makeState, STATE_SQL } from './state.ts';

/** The connections to the two files: `kept` to what cannot be made again, `derived` to what is made from the log. */
export interface Connections {
  kept: Connection;
  derived: Connection;
}

/**
 * Opens the storage in a folder, which is made (0700) if need be. Several processes and threads may use it at once.
 * Rejects with `Unavailable` when a file cannot be opened now, with an ordinary error when a newer hub wrote it.
 */
export async function openSqlite({ folder }: { folder: string }): Promise<Storage> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const connections = connectAll(folder);
  const checkpointer = makeCheckpointer();
  for (const connection of Object.values(connections)) connection.onWrite(() => checkpointer.wrote(connection.file));
  try {
    const storage = await makeSqlite(connections, folder);
    return {
      ...storage,
      async close() {
        await checkpointer.close();
        await storage.close();
      },
    };
  } catch (error) {
    await checkpointer.close();
    closeAll(connections);
    throw error;
  }
}

/** Opens both files of a folder. Throws `Unavailable`. */
export function connectAll(folder: string): Connections {
  // The log is written at its end and hardly read.
  const kept = connect(join(folder, 'hub.db'), { cacheMb: 4 });
  try {
    return { kept, derived: connect(join(folder, 'derived.db'), { cacheMb: 12 }) };
  } catch (error) {
    kept.close();
    throw error;
  }
}

/** The storage on open connections, which it closes. */
export async function makeSqlite({ kept, derived }: Connections, folder: string): Promise<Storage> {
  await migrate(kept, 'kept');
  await migrate(derived, 'derived');
  const names = makeNames(derived);
  const state = makeState(kept);
  const log = makeLog(kept);
  const records = makeRecords(derived, names, makeLinking(derived, names));
  await pair({ derived, state, log, records });
  const { settled, ...blobs } = await makeBlobs(folder, kept.usable);
  return {
    shared: false,
    log,
    records,
    links: makeLinks(derived, names),
    jobs: makeJobs(kept),
    search: makeSearch(derived, names),
    prints: makePrints(derived),
    state,
    blobs,
    check: () => state.put('storage', 'checked', Date.now()),
    async explain() {
      return [...explainAll(kept, KEPT_SQL), ...explainAll(derived, DERIVED_SQL)];
    },
    async close() {
      closeAll({ kept, derived });
      await settled();
    },
  };
}

const KEPT_SQL = { log: LOG_SQL, jobs: JOBS_SQL, lanes: LANES_SQL, state: STATE_SQL };
const DERIVED_SQL = {
  names: NAMES_SQL,
  records: RECORDS_SQL,
  linking: LINKING_SQL,
  links: LINKS_SQL,
  search: SEARCH_SQL,
  counts: COUNTS_SQL,
  prints: PRINTS_SQL,
};

function closeAll(connections: Connections): void {
  for (const connection of Object.values(connections)) connection.close();
}
