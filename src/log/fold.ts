// Folds log entries into records, links and search. Every step bears repetition, so there is nothing to undo when the
// process dies between two of them. Rule: what a fold leaves depends on the entries and on what is stored, on nothing else,
// so that it may be done in any thread.
import type { Storage, Change as StorageChange } from '../../storage/port.ts';
import type { Home } from '../domain/home.ts';
import { reduce, touched } from '../domain/reducer.ts';
import type { Entry } from './entry.ts';
import { index, outcomeOf } from './searching.ts';

/** Folds entries, in order; it is all stored when it resolves. */
export type Fold = (entries: Entry[]) => Promise<void>;

export function makeFold({ storage, home }: { storage: Storage; home: Home }): Fold {
  return async entries => {
    const changes: StorageChange[] = [];
    for (const { event } of entries) if (event !== null) changes.push(...reduce(event, home));
    const changed = await storage.records.apply(changes);
    await index(storage, touchedBy(entries), outcomeOf(changes, changed));
  };
}

/** The ids whose records, or whose place in search, entries may change. */
export function touchedBy(entries: Entry[]): string[] {
  return [...new Set(entries.flatMap(({ event }) => (event === null ? [] : touched(event))))];
}
