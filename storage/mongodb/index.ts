// A hub's storage on MongoDB 7 or later: a replica set or a sharded cluster. What it promises stands in ../port.ts.
// Rule: this file only puts the parts together; each part declares its queries, and explain reads those.
import type { Storage } from '../port.ts';
import { BLOBS_QUERIES, makeBlobs } from './blobs.ts';
import { connect } from './connection.ts';
import { JOBS_QUERIES, makeJobs } from './jobs.ts';
import { LANES_QUERIES } from './lanes.ts';
import { LINKS_QUERIES, makeLinks } from './links.ts';
import { LOG_QUERIES, makeLog } from './log.ts';
import { makePrints, PRINTS_QUERIES } from './prints.ts';
import { explainAll } from './queries.ts';
import { makeRecords, RECORDS_QUERIES } from './records.ts';
import { migrate } from './schema.ts';
import { makeSearch, SEARCH_QUERIES } from './search.ts';
import { makeState, STATE_QUERIES } from './state.ts';
import { TURNS_QUERIES } from './turns.ts';

const parts = {
  log: LOG_QUERIES,
  turns: TURNS_QUERIES,
  records: RECORDS_QUERIES,
  links: LINKS_QUERIES,
  jobs: JOBS_QUERIES,
  lanes: LANES_QUERIES,
  search: SEARCH_QUERIES,
  prints: PRINTS_QUERIES,
  state: STATE_QUERIES,
  blobs: BLOBS_QUERIES,
};

/**
 * Opens the storage in the database that the URI names, or in `learning-hub`. Any number of processes may use it at once.
 * Rejects with `Unavailable` when no primary can be reached, with an ordinary error when a newer hub wrote it.
 */
export async function openMongodb({ uri }: { uri: string }): Promise<Storage> {
  const connection = await connect(uri);
  try {
    await migrate(connection);
    const state = makeState(connection);
    return {
      shared: true,
      log: makeLog(connection),
      records: makeRecords(connection),
      links: makeLinks(connection),
      jobs: makeJobs(connection),
      search: makeSearch(connection),
      prints: makePrints(connection),
      state,
      blobs: await makeBlobs(connection),
      check: () => state.put('storage', 'checked', Date.now()),
      explain: () => explainAll(connection, parts),
      close: connection.close,
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
