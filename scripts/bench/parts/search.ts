// Search over the large corpus, in five languages: one word, two words, a very common and a rare one, with filters and
// without words. One client asks in turn; beside it stands the bare FTS5 query, of the same table, without HTTP and page.
// Rule: the rare word must be found as often as the corpus has it, and every other query must find something.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { wordsOf } from '../../../src/domain/words.ts';
import { hubs } from '../../corpus/cast.ts';
import { rareThings } from '../../corpus/events.ts';
import { type Corpus, ofCorpus } from '../../corpus/make.ts';
import { languages, rareWord, subjectsOf } from '../../corpus/vocabulary.ts';
import { percentile, told } from '../figures.ts';
import { hubEnv, type RunningHub, startHub } from '../hub.ts';
import { fireAt, startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';

export const search: Part = { name: 'search', minutes: 40, measure: measureSearch };

/** A query as the page takes it, and as FTS5 does. */
export interface Query {
  name: string;
  path: string;
  match: string;
  total?: number;
}

const veryCommon = { en: 'the', fr: 'de', es: 'que', pt: 'que', ar: 'من' };

/** Queries of every sort in every language. */
export function queries(): Query[] {
  return languages.flatMap((language, n) => {
    const [first = '', second = '', , fourth = ''] = subjectsOf(language);
    const hub = hubs[n]?.host ?? '';
    return [
      query(`one word, ${language}`, { q: fourth }),
      query(`two words, ${language}`, { q: `${first} ${fourth}` }),
      query(`two other words, ${language}`, { q: `${second} ${subjectsOf(language)[20]}` }),
      query(`a very common word, ${language}`, { q: veryCommon[language] }),
      { ...query(`a rare word, ${language}`, { q: rareWord[language] }), total: rareThings },
      query(`a word among resources of a language, ${language}`, { q: fourth, kind: 'resource', language }),
      query(`two words among one hub's things, ${language}`, { q: `${first} ${second}`, hub }),
      query(`everything of a language, ${language}`, { q: '', language }),
    ];
  });
}

function query(name: string, { q, ...filters }: { q: string; kind?: string; language?: string; hub?: string }): Query {
  const words = wordsOf(q).map(word => `w${word}`);
  const terms = [...words, ...Object.entries(filters).map(([filter, value]) => `${filter[0]}${value}`)];
  return {
    name,
    path: `?${new URLSearchParams({ q, ...filters })}`,
    match: terms.map(term => `"${term}"`).join(' AND '),
  };
}

async function measureSearch(bench: Bench): Promise<Line[]> {
  const corpus = await bench.corpus(bench.sizes.at(-1) as number);
  const running = await startHub(await hubEnv(corpus.folder, ofCorpus));
  try {
    const asked = queries();
    const rounds = bench.amount(20, 2);
    const { p95, perSecond } = await askPages(running, asked, rounds);
    const bare = askBare(corpus, asked, rounds);
    const lines: Line[] = [
      {
        what: `Search page over ${told(corpus.size)} entries, five languages, one client: p95`,
        value: p95,
        unit: 'ms',
        aim: { most: 30 },
        from: `${asked.length} queries, ${rounds} times`,
      },
    ];
    // On a small corpus the bare query takes no time at all, and the page is everything.
    if (!bench.quick)
      lines.push({
        what: 'Search pages a second; against the same queries on bare FTS5 without the page',
        value: (100 * perSecond) / bare.perSecond,
        unit: '%',
        aim: { least: 60 },
        from: `${told(perSecond)}/s to ${told(bare.perSecond)}/s; bare p95 ${told(bare.p95)} ms`,
      });
    return lines;
  } finally {
    await running.stop();
  }
}

/** Asks for every query's page, so many times, one after the other. */
export async function askPages(
  running: RunningHub,
  asked: Query[],
  rounds: number,
): Promise<{ p95: number; perSecond: number }> {
  for (const { name, path, total } of asked) {
    const found = await running.found(path.slice(1));
    if (total === undefined ? found === 0 : found !== total) throw new Error(`${name}: ${found} found`);
  }
  const load = await startLoad();
  try {
    const headers = { host: new URL(running.origin).host, accept: 'text/html', 'accept-encoding': 'gzip' };
    const pages = asked.map(({ path }) => ({ path: `/search${path}` }));
    const job = { at: [running.at], pages, headers, concurrency: 1 };
    await fireAt(load, { ...job, count: pages.length });
    return await fireAt(load, { ...job, count: pages.length * rounds });
  } finally {
    await load.stop();
  }
}

/** The newest twenty, and how many there are up to ten thousand, as anybody would ask FTS5. */
function askBare({ folder }: Corpus, asked: Query[], rounds: number): { p95: number; perSecond: number } {
  const db = new DatabaseSync(join(folder, 'derived.db'), { readOnly: true });
  const find = db.prepare('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 20');
  const count = db.prepare('SELECT count(*) AS total FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT 10000)');
  find.setReadBigInts(true);
  const took: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const { match, name } of asked) {
      const from = performance.now();
      const rows = find.all(match);
      const { total } = count.get(match) as { total: number };
      if (round > 0) took.push(performance.now() - from);
      if (rows.length === 0 || total === 0) throw new Error(`${name}: bare FTS5 found nothing`);
    }
  }
  db.close();
  return { p95: percentile(took, 0.95), perSecond: (1000 * took.length) / took.reduce((sum, one) => sum + one, 0) };
}
