// Folds log entries into records, links and search, then asks for what follows. Every step bears repetition,
// so there is nothing to undo when the process dies between two of them.
import type { NewJob, SearchDoc, Storage, Change as StorageChange } from '../../storage/port.ts';
import { type FollowUp, followUps } from '../domain/followups.ts';
import type { Home } from '../domain/home.ts';
import { searchable } from '../domain/kinds/index.ts';
import type { Rec } from '../domain/records.ts';
import { reduce, touched } from '../domain/reducer.ts';
import type { Entry } from './entry.ts';

export interface ApplyDeps {
  storage: Storage;
  home: Home;
  /** Hears of an entry that could not be folded; it is set aside and the rest flows on. */
  onPoison(entry: Entry, error: unknown): void;
  /** Fold only, as when the log is replayed: what followed from its entries has been done. */
  foldOnly?: boolean;
}

/** The queue of tasks that follow from applied entries. */
export const taskQueue = 'tasks';

/** Makes the handler of the `apply` cursor. */
export function makeApply({
  storage,
  home,
  onPoison,
  foldOnly = false,
}: ApplyDeps): (entries: Entry[]) => Promise<void> {
  return async entries => {
    const changes: StorageChange[] = [];
    const dirty = new Set<string>();
    const jobs: NewJob[] = [];
    for (const entry of entries) {
      if (entry.event === null) continue;
      try {
        const made = reduce(entry.event, home);
        const tasks = foldOnly ? [] : followUps({ id: entry.id, via: entry.via, event: entry.event }, home);
        changes.push(...made);
        for (const id of touched(entry.event)) dirty.add(id);
        jobs.push(...tasks.map((task, index) => asJob(task, entry.seq, index)));
      } catch (error) {
        onPoison(entry, error);
      }
    }
    await storage.records.apply(changes);
    await index(storage, [...dirty]);
    if (jobs.length > 0) await storage.jobs.add(jobs);
  };
}

/** Brings the search documents of some records up to date with what is stored. */
export async function index(storage: Storage, ids: string[]): Promise<void> {
  const found: SearchDoc[] = [];
  const lost: string[] = [];
  for (let start = 0; start < ids.length; start += 500) {
    const part = ids.slice(start, start + 500);
    const records = new Map((await storage.records.getMany(part)).map(record => [record.id, record]));
    for (const id of part) {
      const record = records.get(id);
      const body = record && record.buried === undefined ? (record.body as Rec) : undefined;
      const doc = body && searchable(body, await isShown(storage, body));
      if (doc) found.push(doc);
      else lost.push(id);
    }
  }
  if (found.length > 0) await storage.search.put(found);
  if (lost.length > 0) await storage.search.remove(lost);
}

/**
 * True when, on somebody's account here, everybody sees the thing. Of actors search shows those of this hub: whether
 * somebody follows one elsewhere may change without a word about that one.
 */
export async function isShown(storage: Storage, body: Rec): Promise<boolean> {
  if (body.record === 'actor') return body.local;
  if (body.record !== 'thing') return false;
  return (await storage.links.list({ kind: 'shown', from: body.id }, { limit: 1 })).length > 0;
}

function asJob(task: FollowUp, seq: number, index: number): NewJob {
  return { key: `${seq}.${index}`, queue: taskQueue, lane: task.lane, order: seq * 100 + index, payload: task };
}
