// Folds write-ahead logs back into their files, on a thread of its own: it ends in a sync that may take half a second, and
// nobody should wait for that. Rule: it never makes a writer wait (PASSIVE); what it could not fold waits for the next time.
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export interface Checkpointer {
  /** To be called after each write to a file. */
  wrote(file: string): void;
  /** Resolves when the thread is gone. */
  close(): Promise<void>;
}

/** Writes after which it is worth while: some ten megabytes when they come together. */
const worthwhile = 50;
/** A hub that has fallen quiet gives the thread's memory back. */
const restMs = 20_000;
/** A new thread takes 50 ms of a processor; so those whom the hub has begun to serve after a rest are served first. */
const startMs = 1000;
/** Tells the thread what it is there for. */
const role = 'checkpoint';

/** Starts a thread once there is something to do for it. */
export function makeCheckpointer(): Checkpointer {
  const writes = new Map<string, number>();
  let busy = false;
  let worker: Worker | undefined;
  let rest: NodeJS.Timeout | undefined;
  let starting: NodeJS.Timeout | undefined;

  function fold(file: string): void {
    try {
      worker ??= start();
      worker.postMessage(file);
    } catch {
      // No thread to be had: the write that was made stands, and SQLite folds by itself.
      busy = false;
    }
  }

  /** A thread that failed, as on a full disk, is followed by another; until then SQLite folds a log that has become long. */
  function start(): Worker {
    const started = new Worker(new URL(import.meta.url), { workerData: role, name: role });
    started.unref();
    started.on('message', () => {
      busy = false;
      rest = setTimeout(() => void stop(), restMs).unref();
    });
    started.on('error', () => {
      if (worker !== started) return;
      worker = undefined;
      busy = false;
    });
    return started;
  }

  async function stop(): Promise<void> {
    clearTimeout(rest);
    const stopping = worker;
    worker = undefined;
    await stopping?.terminate();
  }

  return {
    wrote(file) {
      const count = (writes.get(file) ?? 0) + 1;
      writes.set(file, count);
      if (busy || count < worthwhile) return;
      writes.set(file, 0);
      busy = true;
      clearTimeout(rest);
      if (worker) fold(file);
      else starting = setTimeout(fold, startMs, file).unref();
    },
    async close() {
      busy = true;
      clearTimeout(starting);
      await stop();
    },
  };
}

if (!isMainThread && workerData === role) {
  const files = new Map<string, DatabaseSync>();
  parentPort?.on('message', (file: string) => {
    const db = files.get(file) ?? new DatabaseSync(file, { timeout: 1000 });
    files.set(file, db);
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    parentPort?.postMessage('folded');
  });
}
