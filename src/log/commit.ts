// Group commit: entries that arrive together share one durable write. That write is the only commit there is.
import type { Appended, LogStore, NewEntry, StoredEntry } from '../../storage/port.ts';

/** The way into the log, and the memory of what went in last. */
export interface Commit {
  /** Resolves when the entry is durable; a known id gives the old entry. Rejects with `Unavailable`, having written nothing. */
  append(entry: NewEntry): Promise<Appended>;
  /** Entries after a place, from memory when they are recent, else from storage. */
  read(after: number, limit: number): Promise<StoredEntry[]>;
  idle(): boolean;
}

interface Waiting {
  entry: NewEntry;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

const batchLimit = 512;
/** So many entries are held at least, once there are as many: more than the pages that are gathered at once make. */
const recentLeast = 1280;
const forgottenAtOnce = 256;
/** Unless they are large: a thousand of a megabyte would be the whole heap. About in bytes; ordinary ones are far below it. */
const recentSize = 8 * 1024 * 1024;

/** Wraps a log so that concurrent appends are written together; `onAppend` hears of each batch. */
export function makeCommit(log: LogStore, onAppend: () => void): Commit {
  const queue: Waiting[] = [];
  const recent: StoredEntry[] = [];
  const sizes: number[] = [];
  let size = 0;
  let flushing = false;

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, batchLimit);
      try {
        const appended = await log.append(
          batch.map(waiting => waiting.entry),
          () => {
            const more = queue.splice(0, batchLimit - batch.length);
            batch.push(...more);
            return more.map(waiting => waiting.entry);
          },
        );
        for (const { entry, fresh } of appended) if (fresh) remember(entry);
        for (const [index, waiting] of batch.entries()) waiting.resolve(appended[index] as Appended);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
      onAppend();
    }
    flushing = false;
  }

  function remember(entry: StoredEntry): void {
    if (recent.length > 0 && recent.at(-1)?.seq !== entry.seq - 1) forget(recent.length);
    recent.push(entry);
    sizes.push(sizeOf(entry));
    size += sizes.at(-1) ?? 0;
    if (recent.length >= recentLeast + forgottenAtOnce) forget(forgottenAtOnce);
    while (size > recentSize) forget(1);
  }

  function forget(count: number): void {
    recent.splice(0, count);
    for (const one of sizes.splice(0, count)) size -= one;
  }

  return {
    append: entry =>
      new Promise((resolve, reject) => {
        queue.push({ entry, resolve, reject });
        if (flushing) return;
        flushing = true;
        // What comes in the round after this one is written along: half as many writes, and nobody waits longer for theirs.
        setImmediate(() => setImmediate(flush));
      }),

    async read(after, limit) {
      const first = recent[0]?.seq ?? Number.POSITIVE_INFINITY;
      const last = recent.at(-1)?.seq ?? 0;
      if (after + 1 < first || after >= last) return log.read(after, limit);
      return recent.slice(after + 1 - first, after + 1 - first + limit);
    },

    idle: () => queue.length === 0 && !flushing,
  };
}

/** About what a JSON value takes in memory, in bytes. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  let size = 16;
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) size += 16 + sizeOf(part);
  return size;
}
