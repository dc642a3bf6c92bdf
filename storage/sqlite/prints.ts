// Prints of what is made from the log, in SQLite. A contentless index gives no document back, so a document is its mark and
// the number of terms that the index has of it, and every term is printed with the documents that have it.
// Rule: nothing that stands in a row can make the walk fail, and the walk begins anew at a key for each page.
import { hash } from 'node:crypto';
import type { Derived, Print, PrintStore } from '../port.ts';
import type { Connection } from './connection.ts';

// https://sqlite.org/fts5.html#the_fts5vocab_virtual_table_module; it holds nothing, and belongs to the connection.
const VOCABULARY = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'words', 'instance')";

/** The id of a number, or the number where the name is gone. */
const nameOf = (names: string, n: string) => `coalesce(${names}.id, '#' || ${n})`;

// The first of each row is its name, the last are its key, in the order of the parameters; what is between is printed. Numbers of
// documents are left out: which of two that share one gets it depends on what else was there.
export const PRINTS_SQL = {
  records: `SELECT ${nameOf('names', 'records.n')}, kind, owner, version, num, buried, body, records.n
    FROM records LEFT JOIN names USING (n) WHERE records.n > ?1 ORDER BY records.n LIMIT +?2`,
  // The makers in an order of their own, each with whether it is found in "made".
  links: `SELECT ${nameOf('k', 'links.kind')} || ' ' || ${nameOf('s', 'src')} || ' ' || ${nameOf('d', 'dst')}, src, dst, sort,
      (SELECT group_concat(value || EXISTS (SELECT 1 FROM made WHERE maker = iif(type = 'array', value ->> 0, NULL)
        AND made.young = links.young AND made.old = links.old AND made.kind = links.kind AND made.leaves = links.leaves)
        ORDER BY value) FROM json_each(iif(json_valid(makers), makers, json_array(json_array(links.maker, sort, makers))))),
      young, old, links.kind, leaves
    FROM links LEFT JOIN names AS k ON k.n = links.kind LEFT JOIN names AS s ON s.n = src LEFT JOIN names AS d ON d.n = dst
    WHERE (young, old, links.kind, leaves) > (?1, ?2, ?3, ?4) ORDER BY young, old, links.kind, leaves LIMIT +?5`,
  search: `SELECT ${nameOf('names', 'docs.n')}, mark, hex(sz), docs.num
    FROM docs LEFT JOIN names USING (n) LEFT JOIN words_docsize AS size ON size.id = docs.num
    WHERE docs.num > ?1 ORDER BY docs.num LIMIT +?2`,
  // Two sums, so that one document in place of another is seen, and two in place of two; the second is bounded.
  words: `SELECT term, count(*), sum(n), sum((n * n) & 0xffffffff), term
    FROM vocabulary LEFT JOIN docs ON docs.num = vocabulary.doc WHERE term > ?1 GROUP BY term ORDER BY term LIMIT +?2`,
};

type Key = (bigint | string)[];

const LEAST = -(2n ** 63n);
/** Before the first key of each part. */
const START: Record<Derived, Key> = {
  records: [LEAST],
  links: [LEAST, LEAST, LEAST, LEAST],
  search: [LEAST],
  words: [''],
};
const PAGE = 200;

export function makePrints(connection: Connection): PrintStore {
  connection.read(() => connection.db.exec(VOCABULARY));

  return {
    async *of(part) {
      const statement = connection.read(() => connection.db.prepare(PRINTS_SQL[part]));
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      for (let key = START[part]; ; ) {
        const rows = connection.read(() => statement.all(...key, PAGE)) as unknown as Key[];
        if (rows.length > 0) yield rows.map(row => toPrint(row, key.length));
        if (rows.length < PAGE) return;
        key = rows.at(-1)?.slice(-key.length) ?? key;
      }
    },
  };
}

function toPrint(row: Key, keyLength: number): Print {
  const content = row.slice(1, -keyLength).map(value => value?.toString() ?? null);
  return { name: String(row[0]), print: hash('sha256', JSON.stringify(content), 'base64url').slice(0, 22) };
}
