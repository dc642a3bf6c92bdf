// Asks SQLite how it will run every statement that the parts declare.
// Rule: a statement that reads a whole table is not index-backed, however small the table is.
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
      return { query: `${part}.${name}`, plan: steps.join('; '), indexed: steps.every(isIndexed) };
    }),
  );
}

/** SQLite says SEARCH for a walk that begins at a key and SCAN for one that begins at the start. */
function isIndexed(step: string): boolean {
  if (!step.startsWith('SCAN')) return true;
  // A subquery's own rows are explained by its own steps; the list of a json_each is what the caller gave.
  if (/^SCAN (\(subquery-\d+\)|json_each )/.test(step)) return true;
  // FTS5 shows M for a MATCH and = for a rowid.
  return /VIRTUAL TABLE INDEX \d+:.*[M=]/.test(step);
}
