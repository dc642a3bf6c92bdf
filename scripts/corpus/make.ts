// A hub's folder filled with a corpus: every event goes through the hub's own log, and the hub's own cursors fold it into
// records, links and search, as when it gathers. Rule: nothing is written behind the hub's back, and it rests at the end.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config.ts';
import { makeHub } from '../../src/hub.ts';
import { toEntry } from '../../src/log/entry.ts';
import { corpusEvents } from './events.ts';

/** Which corpus. `seed` 1 unless there is a reason. */
export interface CorpusPlan {
  size: number;
  seed?: number;
  /** Hears how many entries are in, now and then. */
  onProgress?(made: number): void;
}

/** A corpus in its folder. A hub that is started there must have this origin, whatever it listens at. */
export interface Corpus {
  folder: string;
  size: number;
  origin: string;
  /** Seconds that it took to make; undefined for one that was there. */
  seconds?: number;
}

/** The hub that holds every corpus; nobody asks for this name. */
const origin = 'https://secretariat.example';
/** What a hub is told that is started on a corpus. */
export const ofCorpus = { origin };
/** Entries between two waits for the cursors: few enough that they read them from memory. */
const together = 768;
const reportEvery = 25_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What decides how a corpus looks on disk. */
const formedBy = ['scripts/corpus', 'src/domain', 'src/domain/kinds', 'src/log', 'storage/sqlite'];

/** The corpus of a plan: the one that an earlier run left under the system's folder for such things, or a new one. */
export async function corpusOf(plan: CorpusPlan): Promise<Corpus> {
  const { size, seed = 1 } = plan;
  const folder = join(tmpdir(), `hub-corpus-${seed}-${size}-${form()}`);
  if (await stat(folder).catch(() => undefined)) return { folder, size, origin };
  const unfinished = `${folder}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    const seconds = await makeCorpus(unfinished, { ...plan, seed });
    await rename(unfinished, folder);
    return { folder, size, origin, seconds };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Fills a folder, and gives the seconds that it took. */
export async function makeCorpus(folder: string, plan: CorpusPlan): Promise<number> {
  const { size, seed = 1 } = plan;
  const config = readConfig({ HUB_ORIGIN: origin, HUB_DATA: folder, HUB_NAME: 'Secretariat', HUB_LOG: 'error' });
  const hub = await makeHub(config);
  const { commit, applied, members } = hub.core;
  const began = performance.now();
  try {
    await members.register({ handle: 'amina', name: 'Amina', role: 'admin' });
    let made = 0;
    let waiting: ReturnType<typeof commit.append>[] = [];
    const settle = async () => {
      const last = (await Promise.all(waiting)).at(-1);
      waiting = [];
      if (last) await applied.reached(last.entry.seq);
    };
    for (const event of corpusEvents({ seed, size })) {
      waiting.push(commit.append(toEntry(event, 'observed', Date.parse(event.at))));
      made += 1;
      if (waiting.length >= together) await settle();
      if (made % reportEvery === 0) plan.onProgress?.(made);
    }
    await settle();
    await hub.idle();
    await check(hub, size);
  } finally {
    await hub.close();
  }
  return (performance.now() - began) / 1000;
}

/** What went into the log must all be there and applied. The hub's own first entries come on top. */
async function check({ core }: Awaited<ReturnType<typeof makeHub>>, size: number): Promise<void> {
  const head = await core.storage.log.head();
  if (head < size || core.applied.position() !== head) {
    throw new Error(`the corpus holds ${head} entries, ${core.applied.position()} applied, and should hold ${size}`);
  }
}

/** A short name for the form of a corpus: another generator, reducer or schema makes another. */
function form(): string {
  const hash = createHash('sha256');
  for (const folder of formedBy) {
    const files = readdirSync(join(root, folder), { withFileTypes: true }).filter(entry => entry.isFile());
    for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1)))
      hash.update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex').slice(0, 8);
}
