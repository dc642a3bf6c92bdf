// Search in SQLite's FTS5: a document is the list of its terms, each with a letter for what it is.
// Rule: a filter is one more term, so that any mix of words and filters is one walk over sorted lists of numbers.
import { hash } from 'node:crypto';
import type { SearchDoc, SearchQuery, SearchStore } from '../port.ts';
import { type Connection, prepare } from './connection.ts';
import { makeCounts } from './counts.ts';
import type { Names } from './names.ts';

const ID = 'names.id FROM docs JOIN names USING (n) WHERE docs.num = words.rowid';

export const SEARCH_SQL = {
  docOf: 'SELECT CAST(num AS TEXT) AS num, mark FROM docs WHERE n = ?',
  addDoc: 'INSERT INTO docs (num, n, mark) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  // The first number after ?1, which is taken, that is free.
  nextFree: `SELECT CAST(num + 1 AS TEXT) AS num FROM docs AS here
    WHERE num >= ?1 AND NOT EXISTS (SELECT 1 FROM docs WHERE num = here.num + 1) ORDER BY num LIMIT 1`,
  removeDoc: 'DELETE FROM docs WHERE num = ?',
  addWords: 'INSERT INTO words (rowid, terms) VALUES (?, ?)',
  removeWords: 'DELETE FROM words WHERE rowid = ?',
  find: `SELECT CAST(rowid AS TEXT) AS num, (SELECT ${ID}) AS id FROM words
    WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT +?`,
};

/** A document to be written: its number and its terms. */
interface Made {
  num: bigint;
  terms: string;
}

/** FTS5 expressions: everything that matches; with words also those by title and those not by title. */
interface Matching {
  all: string;
  title?: string;
  rest: string;
}

/** Where a page ended: among those with every word in the title, or among the others. */
interface Place {
  tier: 'title' | 'rest';
  num: bigint;
}

const PAST_ALL = 2n ** 63n - 1n;
const MOST_WORDS = 16;
/** What the tokenizer would end a term at: blanks, and ASCII's control characters. */
const ENDS = /[ \p{Cc}]/u;

export function makeSearch(connection: Connection, names: Names): SearchStore {
  const sql = prepare(connection.db, SEARCH_SQL);
  const count = makeCounts(connection);

  return {
    async put(docs) {
      if (docs.length === 0) return;
      connection.write('derived', () => {
        const made: Made[] = [];
        const crowded = new Map<bigint, bigint>();
        for (const doc of new Map(docs.map(doc => [doc.id, doc])).values()) {
          const terms = termsOf(doc);
          const num = numbered(names.number(doc.id), { num: BigInt(doc.num), mark: markOf(doc.num, terms) }, crowded);
          if (num !== undefined) made.push({ num, terms });
        }
        // FTS5 begins a new segment whenever a number is smaller than the one before it.
        made.sort((a, b) => (a.num < b.num ? -1 : 1));
        for (const { num, terms } of made) sql.addWords.run(num, terms);
      });
    },

    async remove(ids) {
      if (ids.length === 0) return;
      connection.write('derived', () => {
        for (const id of ids) {
          const n = names.find(id);
          if (n !== undefined) remove(n);
        }
      });
    },

    async find(query) {
      return connection.snapshot(() => {
        const limit = Math.min(query.limit, 100);
        const terms = matching(query);
        const found = page(terms, query.cursor, limit + 1);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const answer = { ids: shown.map(row => row.id), total: count(terms.all) };
        return found.length > limit && last ? { ...answer, next: writeCursor(last) } : answer;
      });
    },
  };

  function remove(n: number): void {
    const doc = sql.docOf.get(n) as { num: string } | undefined;
    if (!doc) return;
    sql.removeDoc.run(BigInt(doc.num));
    sql.removeWords.run(BigInt(doc.num));
  }

  /**
   * Gives an id its number for good; undefined when its document stands as it is. Two ids may share a number; the second
   * takes the next that is free, which keeps its place. `crowded` remembers for one call where that was.
   */
  function numbered(
    n: number,
    { num, mark }: { num: bigint; mark: number },
    crowded: Map<bigint, bigint>,
  ): bigint | undefined {
    if (sql.addDoc.run(num, n, mark).changes === 1) return num;
    if ((sql.docOf.get(n) as { mark: number | null } | undefined)?.mark === mark) return undefined;
    remove(n);
    if (sql.addDoc.run(num, n, mark).changes === 1) return num;
    const free = BigInt((sql.nextFree.get(crowded.get(num) ?? num) as { num: string }).num);
    crowded.set(num, free);
    sql.addDoc.run(free, n, mark);
    return free;
  }

  function page({ all, title, rest }: Matching, cursor: string | undefined, size: number): (Place & { id: string })[] {
    const start = readCursor(cursor) ?? { tier: 'title', num: PAST_ALL };
    const read = (tier: Place['tier'], match: string, before: bigint, limit: number) =>
      (sql.find.all(match, before, limit) as { num: string; id: string }[]).map(({ num, id }) => ({
        tier,
        num: BigInt(num),
        id,
      }));
    if (title === undefined) return read('title', all, start.num, size);
    if (start.tier === 'rest') return read('rest', rest, start.num, size);
    const first = read('title', title, start.num, size);
    return first.length < size ? [...first, ...read('rest', rest, PAST_ALL, size - first.length)] : first;
  }
}

/** The letter tells words (w), title words (t), kind (k), language (l), hub (h) and the mark of every document (a) apart. */
function termsOf({ words, title, kind, language, hub }: SearchDoc): string {
  const facets = `a k${whole(kind)} l${whole(language)} h${whole(hub)}`;
  return `${facets}${prefixed(' w', words)}${prefixed(' t', title)}`;
}

/** 48 bits that tell two forms of one document apart, its place included. */
function markOf(num: string, terms: string): number {
  return hash('sha1', `${num} ${terms}`, 'buffer').readUIntBE(0, 6);
}

function prefixed(prefix: string, words: string[]): string {
  if (words.length === 0) return '';
  return prefix + (ENDS.test(words.join('')) ? words.map(whole) : words).join(prefix);
}

function matching(query: SearchQuery): Matching {
  const words = [...new Set(query.words)].filter(word => whole(word) !== '').slice(0, MOST_WORDS);
  const filters = [
    query.kind === undefined ? [] : [`k${query.kind}`],
    query.language === undefined ? [] : [`l${query.language}`],
    query.hub === undefined ? [] : [`h${query.hub}`],
  ].flat();
  if (words.length === 0) return { all: and(filters.length > 0 ? filters : ['a']), rest: '' };
  const [byWord, byTitle] = [words.map(word => `w${word}`), words.map(word => `t${word}`)];
  const all = and([...byWord, ...filters]);
  return { all, title: and([...byTitle, ...filters]), rest: `(${all}) NOT (${and(byTitle)})` };
}

/** Quoted strings have no syntax inside but the quote itself (https://sqlite.org/fts5.html, section 3.1). */
function and(terms: string[]): string {
  return terms.map(term => `"${whole(term).replaceAll('"', '""')}"`).join(' AND ');
}

/** A term is split at nothing: what would end it is taken out. */
function whole(term: string): string {
  return ENDS.test(term) ? term.replaceAll(new RegExp(ENDS, 'gu'), '') : term;
}

function writeCursor({ tier, num }: Place): string {
  return Buffer.from(`${tier} ${num}`).toString('base64url');
}

function readCursor(cursor: string | undefined): Place | undefined {
  const [, tier, num] = /^(title|rest) (\d{1,18})$/.exec(Buffer.from(cursor ?? '', 'base64url').toString()) ?? [];
  return num === undefined ? undefined : { tier: tier === 'rest' ? 'rest' : 'title', num: BigInt(num) };
}
