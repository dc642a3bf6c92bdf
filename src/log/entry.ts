// The form in which events stand in the log, and the one place where older forms are brought up to date.
import type { NewEntry, StoredEntry } from '../../storage/port.ts';
import type { DomainEvent, Via } from '../domain/events.ts';
import { isKnown } from '../domain/reducer.ts';

/** The version written today. A change of an event's form raises it and adds a step to `upcast`. */
export const entryVersion = 1;

/** An entry read from the log. `event` is null when it was redacted. */
export interface Entry {
  seq: number;
  id: string;
  via: Via;
  at: number;
  event: DomainEvent | null;
  raw?: string;
}

/** An event as the log takes it; `raw` is what a peer sent, kept to be passed on as it came. */
export function toEntry(event: DomainEvent, via: Via, at: number, raw?: string): NewEntry {
  return { id: event.id, via, at, v: entryVersion, event, ...(raw !== undefined && { raw }) };
}

/** Thrown for an entry that a newer hub wrote: it is for that one, and not to be passed over by this one. */
export class NewerForm extends Error {
  override name = 'NewerForm';
}

/** True for an entry of a version, or with an event, that came after this hub was made. */
export function isNewer({ v, event }: Pick<StoredEntry, 'v' | 'event'>): boolean {
  const type = (event as { type?: unknown } | null)?.type;
  return v > entryVersion || (typeof type === 'string' && !isKnown(type));
}

/** A stored entry as today's code knows it. Throws `NewerForm` for one that this hub is too old for. */
export function upcast(stored: StoredEntry): Entry {
  if (isNewer(stored))
    throw new NewerForm(
      `log entry ${stored.seq} has version ${stored.v} and is newer than this hub, which knows ${entryVersion}`,
    );
  const { seq, id, via, at, event, raw } = stored;
  return { seq, id, via: via as Via, at, event: event as DomainEvent | null, ...(raw !== undefined && { raw }) };
}
