// Folding on a thread of its own while much comes in, so that the main thread has its time for those who wait for an answer.
// Rule: one thread writes at a time; what the other one cannot do is done here, and fails here.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Storage } from '../storage/port.ts';
import { openSqlite } from '../storage/sqlite/index.ts';
import type { Home } from './domain/home.ts';
import { type Entry, upcast } from './log/entry.ts';
import { type Fold, makeFold } from './log/fold.ts';

export interface FoldThread {
  /** Folds entries where it takes the main thread least. */
  fold: Fold;
  /** The same storage for everybody: what is written to records and search waits until the thread writes nothing. */
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
/** A hub that has fallen quiet gives the thread's memory back; a new thread must make all of its code anew. */
const restMs = 120_000;
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
export function makeFoldThread({ storage: opened, folder, home }: FoldThreadDeps): FoldThread {
  let worker: Worker | undefined;
  let isReady = false;
  let closed = false;
  /** What the thread is doing now: true once it has done it. */
  let work: Promise<boolean> | undefined;
  let answer: ((done: boolean) => void) | undefined;
  let rest: NodeJS.Timeout | undefined;

  const storage: Storage = {
    ...opened,
    records: {
      ...opened.records,
      apply: changes => inTurn(() => opened.records.apply(changes)),
      clear: () => inTurn(opened.records.clear),
    },
    search: {
      ...opened.search,
      put: docs => inTurn(() => opened.search.put(docs)),
      remove: ids => inTurn(() => opened.search.remove(ids)),
    },
  };
  const here = makeFold({ storage, home });

  async function inTurn<T>(write: () => Promise<T>): Promise<T> {
    while (work) await work;
    return write();
  }

  function isForThread(entries: Entry[]): boolean {
    const [first, last] = [entries[0], entries.at(-1)];
    return entries.length >= worthwhile && last?.seq === (first?.seq ?? 0) + entries.length - 1;
  }

  /** True when the thread has folded the entries; false at once where it cannot begin. */
  async function there(task: Task): Promise<boolean> {
    if (closed || work) return false;
    try {
      worker ??= start();
    } catch {
      return false; // No thread to be had.
    }
    if (!isReady) return false;
    clearTimeout(rest);
    work = new Promise(resolve => {
      answer = resolve;
    });
    worker.postMessage(task);
    return work;
  }

  function answered(done: boolean): void {
    work = undefined;
    answer?.(done);
    answer = undefined;
    clearTimeout(rest);
    rest = setTimeout(() => void stop(), restMs).unref();
  }

  function start(): Worker {
    const data: Start = { role: 'fold', folder, home };
    const resourceLimits = { maxYoungGenerationSizeMb: youngMb };
    const started = new Worker(new URL(import.meta.url), { workerData: data, name: data.role, resourceLimits });
    started.unref();
    started.on('message', (done: boolean) => {
      isReady = true;
      answered(done);
    });
    const ended = () => {
      if (worker !== started) return;
      worker = undefined;
      isReady = false;
      answered(false);
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
    storage,
    async fold(entries) {
      if (isForThread(entries) && (await there({ after: (entries[0]?.seq ?? 0) - 1, count: entries.length }))) return;
      await here(entries);
    },
    async close() {
      closed = true;
      while (work) await work;
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
    for (let left = count; left > 0; ) {
      const entries = await storage.log.read(after + count - left, left);
      if (entries.length === 0) throw new Error(`the log has ${count - left} of ${count} entries after ${after}`);
      await fold(entries.map(upcast));
      left -= entries.length;
    }
  }
}

if (!isMainThread && (workerData as Partial<Start> | null)?.role === 'fold') await serve(workerData as Start);
