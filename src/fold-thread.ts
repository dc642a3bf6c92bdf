// Folding on a thread of its own while much comes in, so that the main thread has its time for those who wait for an answer.
// Rule: the log is folded by one at a time, here or there; what the thread cannot do is done here, and fails here.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Storage } from '../storage/port.ts';
import { openSqlite } from '../storage/sqlite/index.ts';
import type { Home } from './domain/home.ts';
import { type Entry, upcast } from './log/entry.ts';
import { type Fold, makeFold } from './log/fold.ts';

export interface FoldThread {
  /** Folds entries where it takes the main thread least. */
  fold: Fold;
  /** The same storage for everybody else: what is written to records and search waits until nothing is being folded. */
  storage: Storage;
  /** Resolves when the thread is gone. */
  close(): Promise<void>;
}

export interface FoldThreadDeps {
  storage: Storage;
  /** The folder of that storage. */
  folder: string;
  home: Home;
}

/** As many entries cost more to fold than to hand over. */
const worthwhile = 8;
/** A hub that has fallen quiet gives the thread's memory back. */
const restMs = 20_000;
/** Room for young objects, of which few outlive a batch. */
const youngMb = 8;

/** Which entries to fold: so many after a place. The thread reads them from the log. */
interface Task {
  after: number;
  count: number;
}

/** What the thread is started with. */
interface Start {
  role: 'fold';
  folder: string;
  home: Home;
}

/** Makes what folds the log of an embedded database. The thread is started when there is much to do for it. */
export function makeFoldThread({ storage, folder, home }: FoldThreadDeps): FoldThread {
  const here = makeFold({ storage, home });
  let worker: Worker | undefined;
  let isReady = false;
  let closed = false;
  let answer: ((done: boolean) => void) | undefined;
  let rest: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Does a piece of work when all that was asked for before is done. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  async function foldOne(entries: Entry[]): Promise<void> {
    const [first, final] = [entries[0], entries.at(-1)];
    const isRun = first !== undefined && final?.seq === first.seq + entries.length - 1;
    if (isRun && entries.length >= worthwhile && (await there({ after: first.seq - 1, count: entries.length }))) return;
    await here(entries);
  }

  /** True when the thread has folded the entries; false at once while it is not ready. */
  function there(task: Task): Promise<boolean> | boolean {
    if (closed) return false;
    try {
      worker ??= start();
    } catch {
      return false; // No thread to be had.
    }
    if (!isReady) return false;
    clearTimeout(rest);
    return new Promise(resolve => {
      answer = done => {
        answer = undefined;
        rest = setTimeout(() => void stop(), restMs).unref();
        resolve(done);
      };
      worker?.postMessage(task);
    });
  }

  function start(): Worker {
    const data: Start = { role: 'fold', folder, home };
    const resourceLimits = { maxYoungGenerationSizeMb: youngMb };
    const started = new Worker(new URL(import.meta.url), { workerData: data, name: data.role, resourceLimits });
    started.unref();
    started.on('message', (done: boolean) => {
      isReady = true;
      answer?.(done);
    });
    const ended = () => {
      if (worker !== started) return;
      worker = undefined;
      isReady = false;
      answer?.(false);
    };
    started.on('error', ended);
    started.on('exit', ended);
    return started;
  }

  async function stop(): Promise<void> {
    clearTimeout(rest);
    const stopping = worker;
    worker = undefined;
    isReady = false;
    await stopping?.terminate();
  }

  return {
    fold: entries => inTurn(() => foldOne(entries)),
    storage: {
      ...storage,
      records: {
        ...storage.records,
        apply: changes => inTurn(() => storage.records.apply(changes)),
        clear: () => inTurn(storage.records.clear),
      },
      search: {
        ...storage.search,
        put: docs => inTurn(() => storage.search.put(docs)),
        remove: ids => inTurn(() => storage.search.remove(ids)),
      },
    },
    async close() {
      closed = true;
      await last;
      await stop();
    },
  };
}

async function serve({ folder, home }: Start): Promise<void> {
  const storage = await openSqlite({ folder });
  const fold = makeFold({ storage, home });
  parentPort?.on('message', ({ after, count }: Task) => {
    foldAfter(after, count).then(
      () => parentPort?.postMessage(true),
      () => parentPort?.postMessage(false),
    );
  });
  parentPort?.postMessage(true);

  async function foldAfter(after: number, count: number): Promise<void> {
    const entries = await storage.log.read(after, count);
    if (entries.length !== count) throw new Error(`the log has ${entries.length} of ${count} entries after ${after}`);
    await fold(entries.map(upcast));
  }
}

if (!isMainThread && (workerData as Partial<Start> | null)?.role === 'fold') await serve(workerData as Start);
