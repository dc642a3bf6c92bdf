// What one more activity costs a hub that holds much already, and how fast it finds and shows things, at each size of corpus.
// The cost is CPU time, which a busy machine stretches less than the clock: once at the hub's process under signed inbox
// POSTs, once at the log's door, without HTTP and signatures that cost the same at any size. Rule: what was sent must be
// durable, applied and found, or there is no figure.

import type { Core } from '../../../src/core.ts';
import { toEntry } from '../../../src/log/entry.ts';
import { corpusEvents } from '../../corpus/events.ts';
import { type Corpus, ofCorpus } from '../../corpus/make.ts';
import { told } from '../figures.ts';
import { addPeer, hubEnv, memberOf, startHub, withCore } from '../hub.ts';
import { fireAt, startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';
import { settled } from '../targets/hub.ts';
import { readJob, resourcePages } from './page.ts';
import { askPages, queries } from './search.ts';

export const growth: Part = { name: 'growth', minutes: 60, measure: measureGrowth };

const concurrency = 64;
/** Entries given to the log at once, as when many peers deliver together. */
const together = 64;

/** Microseconds and milliseconds at one size. */
interface AtSize {
  size: number;
  door: number;
  inbox: number;
  search: number;
  page: number;
}

async function measureGrowth(bench: Bench): Promise<Line[]> {
  const found: AtSize[] = [];
  for (const size of bench.sizes) {
    const one = await measureAt(bench, await bench.corpus(size));
    bench.say(
      `${told(size)} entries: one more ${told(one.door)} µs of CPU at the log's door, ${told(one.inbox)} µs by the inbox; ` +
        `search p95 ${told(one.search)} ms, page p95 ${told(one.page)} ms`,
    );
    found.push(one);
  }
  const [least, most] = [found[0], found.at(-1)] as [AtSize, AtSize];
  const times = (what: string, of: (one: AtSize) => number): Line => ({
    what: `${what} at ${told(most.size)} entries; against the same at ${told(least.size)}`,
    value: of(most) / of(least),
    unit: '×',
    aim: { most: 2 },
    from: found.map(one => `${told(one.size)}: ${told(of(one))} µs`).join('; '),
  });
  const slowest = (what: string, most: number, of: (one: AtSize) => number): Line => ({
    what: `${what} p95, one client, the slowest of all sizes`,
    value: Math.max(...found.map(of)),
    unit: 'ms',
    aim: { most },
    from: found.map(one => `${told(one.size)}: ${told(of(one))} ms`).join('; '),
  });
  return [
    times('CPU of one more activity, appended, applied and searchable,', one => one.door),
    times('The same through the signed inbox', one => one.inbox),
    slowest('Search page', 30, one => one.search),
    slowest('Resource page, made and not kept,', 20, one => one.page),
  ];
}

async function measureAt(bench: Bench, corpus: Corpus): Promise<AtSize> {
  const load = await startLoad();
  try {
    const env = await hubEnv(corpus.folder, { ...ofCorpus, peers: [load.origin] });
    const { id, door } = await withCore(env, async core => {
      await addPeer(core, load.origin);
      return { ...(await memberOf(core, 'amina')), door: await appendMore(core, bench.amount(4000, 200)) };
    });
    const running = await startHub(env);
    try {
      const { p95: search } = await askPages(running, queries(), bench.amount(10, 1));
      const pages = await resourcePages(running);
      // A page that was asked for in this form before would be kept, and say nothing of the corpus.
      const read = (from: number, count: number) => {
        const made = Array.from({ length: count }, (_, n) => ({
          path: `${pages[n % pages.length]?.path}?n=${from + n}`,
        }));
        const { headers } = readJob(running, pages);
        return fireAt(load, { at: [running.at], headers, pages: made, count, concurrency: 1 });
      };
      await read(0, pages.length);
      const { p95: page } = await read(pages.length, bench.amount(1000, 100));

      const count = bench.amount(4000, 300);
      const host = new URL(load.origin).host;
      const job = { inbox: `${running.origin}/inbox`, at: [running.at], actor: id, count, concurrency };
      await fireAt(load, job);
      await settled(running, count, host);
      const before = running.cpu();
      await fireAt(load, job);
      await settled(running, 2 * count, host);
      return { size: corpus.size, door, inbox: (1e6 * (running.cpu() - before)) / count, search, page };
    } finally {
      await running.stop();
    }
  } finally {
    await load.stop();
  }
}

/** Appends and applies entries such as the corpus has; gives the CPU of one in µs. The first half does not count. */
async function appendMore({ commit, applied, storage }: Core, count: number): Promise<number> {
  // Numbers that no corpus has reached, and another stretch of them each time that one is used again.
  const first = 1000 * (await storage.log.head());
  const events = [...corpusEvents({ seed: 2, size: 2 * count, first })];
  let began = process.cpuUsage();
  for (let start = 0; start < events.length; start += together) {
    if (start <= count && start + together > count) began = process.cpuUsage();
    const some = events.slice(start, start + together);
    const appended = await Promise.all(some.map(event => commit.append(toEntry(event, 'observed', Date.now()))));
    if (appended.some(({ fresh }) => !fresh)) throw new Error('an entry was known before it was made');
    await applied.reached(appended.at(-1)?.entry.seq ?? 0);
  }
  const { user, system } = process.cpuUsage(began);
  const things = events.filter(event => event.type === 'published');
  const stored = await storage.records.getMany(things.slice(-500).map(event => event.thing.id));
  if (stored.length < Math.min(500, things.length)) throw new Error('what was appended was not applied');
  return (user + system) / count;
}
