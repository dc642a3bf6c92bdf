// Folds log entries, then asks for what follows from them. Rule: every step bears repetition, so there is nothing to undo
// when the process dies between two of them.
import type { LinkCursor, NewJob, Storage } from '../../storage/port.ts';
import { type Asked, followUps, together } from '../domain/followups.ts';
import type { Home } from '../domain/home.ts';
import type { Entry } from './entry.ts';
import { type Fold, makeFold, touchedBy } from './fold.ts';
import { Overtaken } from './leader.ts';
import { indexAnew, indexAuthor } from './searching.ts';

export interface ApplyDeps {
  storage: Storage;
  home: Home;
  /** How entries are folded, if not at once in this thread. */
  fold?: Fold;
  /** Fold only, as when the log is replayed: what followed from its entries has been done. */
  foldOnly?: boolean;
}

/** The queue of tasks that follow from applied entries. */
export const taskQueue = 'tasks';

/** Folds entries; true when tasks were asked for. Throws `Overtaken` when `holds` is false by then. */
export type Apply = (entries: Entry[], holds?: () => boolean) => Promise<boolean>;

/** Makes the handler of the `apply` cursor. A task that was asked for again would be done again, so that its place is kept. */
export function makeApply({ storage, home, fold = makeFold({ storage, home }), foldOnly = false }: ApplyDeps): Apply {
  // Where nothing follows from entries, what a changed consent asks for is done at once, of those who ever refused.
  const refused = new Set<string>();
  return async (entries, holds = () => true) => {
    await fold(entries);
    if (foldOnly) {
      await indexConsents(entries);
      return false;
    }
    if (!holds()) {
      await indexAnew(storage, touchedBy(entries));
      throw new Overtaken();
    }
    const asked = entries.flatMap(({ id, seq, via, event }): Asked[] =>
      event === null ? [] : followUps({ id, via, event }, home).map((task, index) => ({ seq, index, task })),
    );
    if (asked.length > 0) await storage.jobs.add(together(asked).map(asJob));
    return asked.length > 0;
  };

  async function indexConsents(entries: Entry[]): Promise<void> {
    for (const { event } of entries) {
      if (event?.type !== 'profiled') continue;
      if (event.profile.indexable === false) refused.add(event.actor);
      if (refused.has(event.actor)) await indexAll(storage, event.actor);
    }
  }
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
