// Folds log entries into records, links and search, then asks for what follows. Every step bears repetition,
// so there is nothing to undo when the process dies between two of them.
import type { LinkCursor, NewJob, Storage, Change as StorageChange } from '../../storage/port.ts';
import { type Asked, followUps, together } from '../domain/followups.ts';
import type { Home } from '../domain/home.ts';
import { reduce, touched } from '../domain/reducer.ts';
import type { Entry } from './entry.ts';
import { Overtaken } from './leader.ts';
import { index, indexAnew, indexAuthor, outcomeOf } from './searching.ts';

export interface ApplyDeps {
  storage: Storage;
  home: Home;
  /** Fold only, as when the log is replayed: what followed from its entries has been done. */
  foldOnly?: boolean;
}

/** The queue of tasks that follow from applied entries. */
export const taskQueue = 'tasks';

/** Folds entries; true when tasks were asked for. Throws `Overtaken` when `holds` is false by then. */
export type Apply = (entries: Entry[], holds?: () => boolean) => Promise<boolean>;

/** Makes the handler of the `apply` cursor. A task that was asked for again would be done again, so that its place is kept. */
export function makeApply({ storage, home, foldOnly = false }: ApplyDeps): Apply {
  // Where nothing follows from entries, what a changed consent asks for is done at once, of those who ever refused.
  const refused = new Set<string>();
  return async (entries, holds = () => true) => {
    const changes: StorageChange[] = [];
    const dirty = new Set<string>();
    const asked: Asked[] = [];
    for (const { id, seq, via, event } of entries) {
      if (event === null) continue;
      changes.push(...reduce(event, home));
      for (const each of touched(event)) dirty.add(each);
      if (!foldOnly) asked.push(...followUps({ id, via, event }, home).map((task, index) => ({ seq, index, task })));
    }
    const changed = await storage.records.apply(changes);
    await index(storage, [...dirty], outcomeOf(changes, changed));
    for (const { event } of foldOnly ? entries : []) {
      if (event?.type !== 'profiled') continue;
      if (event.profile.indexable === false) refused.add(event.actor);
      if (refused.has(event.actor)) await indexAll(storage, event.actor);
    }
    if (!holds()) {
      await indexAnew(storage, [...dirty]);
      throw new Overtaken();
    }
    if (asked.length > 0) await storage.jobs.add(together(asked).map(asJob));
    return asked.length > 0;
  };
}

async function indexAll(storage: Storage, author: string): Promise<void> {
  let after: LinkCursor | undefined;
  do ({ next: after } = await indexAuthor(storage, author, after));
  while (after);
}

function asJob({ seq, index, task }: Asked): NewJob {
  const { key = `${seq}.${index}`, due, ...payload } = task;
  const when = due === undefined ? {} : { due };
  return { key, queue: taskQueue, lane: task.lane, order: seq * 100 + index, payload, ...when };
}
