// How many documents match, which is nine tenths of what a search costs: so it is remembered.
// Rule: what is remembered holds while the index stands exactly as it did, whoever might have changed it.
import { type Connection, prepare } from './connection.ts';

export const COUNTS_SQL = {
  count: 'SELECT count(*) AS total FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT +?)',
  // The record of which segments there are and what was taken out of each, which every change writes anew
  // (ext/fts5/fts5_index.c, "Structure record"). It begins with a number that grows when the index is emptied.
  structure: 'SELECT hex(block) AS structure FROM words_data WHERE id = 10',
};

const counted = 10_000;
/** Queries that are remembered; some hundred bytes each. */
const mostQueries = 1000;

/** Makes what counts the documents that match an FTS5 expression, up to 10,000; to be called within a snapshot. */
export function makeCounts({ db }: Pick<Connection, 'db'>): (match: string) => number {
  const sql = prepare(db, COUNTS_SQL);
  const known = new Map<string, number>();
  let seen: string | undefined;

  return match => {
    const { structure } = sql.structure.get() as { structure: string };
    if (structure !== seen || known.size >= mostQueries) known.clear();
    seen = structure;
    const total = known.get(match) ?? (sql.count.get(match, counted) as { total: number }).total;
    known.set(match, total);
    return total;
  };
}
