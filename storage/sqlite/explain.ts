// Asks SQLite how it will run every statement that the parts declare.
// Rule: a statement that reads a whole table is not index-backed, however small the table is; nor is one planned anew each time.
import type { Connection } from './connection.ts';

export interface Explained {
  query: string;
  plan: string;
  indexed: boolean;
}

/** Explains the declared statements of all parts; a query is named `part.statement`. */
export function explainAll(connection: Connection, parts: Record<string, Record<string, string>>): Explained[] {
  return Object.entries(parts).flatMap(([part, statements]) =>
    Object.entries(statements).map(([name, sql]) => {
      const rows = connection.read(() => connection.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
      const steps = rows.map(row => String(row.detail));
      // A bare `LIMIT ?` has SQLite plan the statement anew each time it is bound.
      const indexed = !/LIMIT \?/.test(sql) && steps.every(step => isIndexed(step) || isWalk(name, sql, step));
      return { query: `${part}.${name}`, plan: steps.join('; '), indexed };
    }),
  );
}

/** SQLite says SEARCH for a walk that begins at a key and SCAN for one that begins at the start. */
function isIndexed(step: string): boolean {
  if (!step.startsWith('SCAN')) return true;
  // A subquery's rows are explained by its own steps; one row of values and the list of a json_each are no table.
  if (/^SCAN (\(subquery-\d+\)|CONSTANT ROW|json_each )/.test(step)) return true;
  // FTS5's list of terms shows a number whose bits 256 and 512 say that it begins at a term.
  const vocabulary = /^SCAN vocabulary VIRTUAL TABLE INDEX (\d+):/.exec(step);
  if (vocabulary) return (Number(vocabulary[1]) & 0x300) !== 0;
  // FTS5 shows M for a MATCH and = for a rowid.
  return /VIRTUAL TABLE INDEX \d+:.*[M=]/.test(step);
}

/** The first of all rows in an index's own order: reads no more than it gives. Only statements named so may do it. */
function isWalk(name: string, sql: string, step: string): boolean {
  return (
    name.endsWith('Walk') && /^SCAN \w+ USING INDEX/.test(step) && !sql.includes('WHERE') && /LIMIT \+\?$/.test(sql)
  );
}
