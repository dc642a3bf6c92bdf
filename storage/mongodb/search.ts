// Search in MongoDB: a document is the array of its terms, each with a letter for what it is, under one multikey index.
// Rule: a filter is one more term, so that any mix of words and filters walks one index in the order of the answer.
import { MongoBulkWriteError } from 'mongodb';
import type { SearchDoc, SearchQuery, SearchStore } from '../port.ts';
import { type Connection, isTaken } from './connection.ts';
import { query } from './queries.ts';

interface TermsDoc {
  _id: string;
  num: string;
  terms: string[];
}

/** Where a page ended: among those with every word in the title, or among the others. */
interface Place {
  tier: 'title' | 'rest';
  num: string;
  id: string;
}

const newest = { num: -1, _id: -1 } as const;

type After = Pick<Place, 'num' | 'id'>;

const having = (all: string[], after?: After) => ({
  $and: all.map(term => ({ terms: term })),
  ...(after && { num: { $lte: after.num }, $or: [{ num: { $lt: after.num } }, { _id: { $lt: after.id } }] }),
});

export const SEARCH_QUERIES = {
  find: query({
    on: 'search',
    filter: having,
    sort: newest,
    // One term: of two, an index that holds no document with several terms yet knows that none matches.
    sample: [['w:red'], { num: '170000000000000001', id: 'x' }] as [string[], After?],
  }),
  rest: query({
    on: 'search',
    filter: (all: string[], title: string[], after?: After) => ({
      ...having(all, after),
      $nor: [{ terms: { $all: title } }],
    }),
    sort: newest,
    sample: [['w:red'], ['t:red']] as [string[], string[], After?],
  }),
};

const counted = 10_000;
const mostWords = 16;

export function makeSearch({ of, run }: Connection): SearchStore {
  const search = of<TermsDoc>('search');

  async function read(tier: Place['tier'], filter: object, limit: number): Promise<Place[]> {
    if (limit <= 0) return [];
    const found = await search.find(filter, { sort: newest, limit, projection: { num: 1 } }).toArray();
    return found.map(({ _id, num }) => ({ tier, num, id: _id }));
  }

  /** Inserts those that are new, which costs a server far less than to replace what is not there; gives the others. */
  async function insert(docs: TermsDoc[]): Promise<TermsDoc[]> {
    try {
      await search.insertMany(docs, { ordered: false });
      return [];
    } catch (error) {
      const taken = error instanceof MongoBulkWriteError && !error.result.getWriteConcernError();
      const errors = taken ? error.result.getWriteErrors() : [];
      if (errors.length === 0 || errors.some(({ code }) => code !== 11000)) throw error;
      return errors.flatMap(({ index }) => docs[index] ?? []);
    }
  }

  async function replace(docs: TermsDoc[]): Promise<void> {
    const operations = docs.map(({ _id, ...replacement }) => ({
      replaceOne: { filter: { _id }, replacement, upsert: true },
    }));
    const write = () => search.bulkWrite(operations, { ordered: true });
    await write().catch(error => (isTaken(error) ? write() : Promise.reject(error)));
  }

  async function page(asked: SearchQuery, size: number): Promise<Place[]> {
    const { all, title } = matching(asked);
    const start = readCursor(asked.cursor);
    if (title.length === 0) return read('title', SEARCH_QUERIES.find.filter(all, start), size);
    const first =
      start?.tier === 'rest' ? [] : await read('title', SEARCH_QUERIES.find.filter([...all, ...title], start), size);
    const after = start?.tier === 'rest' ? start : undefined;
    return [...first, ...(await read('rest', SEARCH_QUERIES.rest.filter(all, title, after), size - first.length))];
  }

  return {
    put: docs =>
      run(async () => {
        if (docs.length === 0) return;
        const known = await insert(docs.map(toTerms));
        if (known.length > 0) await replace(known);
      }),

    remove: ids =>
      run(async () => {
        if (ids.length > 0) await search.deleteMany({ _id: { $in: ids } });
      }),

    find: asked =>
      run(async () => {
        const limit = Math.min(asked.limit, 100);
        const [found, total] = await Promise.all([
          page(asked, limit + 1),
          search.countDocuments(SEARCH_QUERIES.find.filter(matching(asked).all), { limit: counted }),
        ]);
        const shown = found.slice(0, limit);
        const last = shown.at(-1);
        const answer = { ids: shown.map(({ id }) => id), total };
        return found.length > limit && last ? { ...answer, next: writeCursor(last) } : answer;
      }),
  };
}

function toTerms(doc: SearchDoc): TermsDoc {
  return { _id: doc.id, num: doc.num, terms: termsOf(doc) };
}

/** The letter tells words (w), title words (t), kind (k), language (l), hub (h) and the mark of every document (a) apart. */
function termsOf({ words, title, kind, language, hub }: SearchDoc): string[] {
  const facets = ['a', `k:${kind}`, `l:${language}`, `h:${hub}`];
  return [...facets, ...words.map(word => `w:${word}`), ...title.map(word => `t:${word}`)];
}

/** The terms that a document must have, and those that put it among the first. */
function matching({ words, kind, language, hub }: SearchQuery): { all: string[]; title: string[] } {
  const wanted = [...new Set(words)].filter(word => word !== '').slice(0, mostWords);
  const filters = [
    kind === undefined ? [] : [`k:${kind}`],
    language === undefined ? [] : [`l:${language}`],
    hub === undefined ? [] : [`h:${hub}`],
  ].flat();
  const all = [...wanted.map(word => `w:${word}`), ...filters];
  return { all: all.length > 0 ? all : ['a'], title: wanted.map(word => `t:${word}`) };
}

function writeCursor({ tier, num, id }: Place): string {
  return Buffer.from(`${tier} ${num} ${id}`).toString('base64url');
}

function readCursor(cursor: string | undefined): Place | undefined {
  const text = Buffer.from(cursor ?? '', 'base64url').toString();
  const [, tier, num, id] = /^(title|rest) (\d{1,18}) (.*)$/s.exec(text) ?? [];
  if (num === undefined || id === undefined) return undefined;
  return { tier: tier === 'rest' ? 'rest' : 'title', num, id };
}
