// Keeps one bad entry from stopping a cursor: a batch that fails is handled again in halves, until the entry whose fault it
// is stands alone and is set aside. Rule: what storage cannot do now (`Unavailable`) is no entry's fault, and passes upward.
import { Unavailable } from '../../storage/port.ts';

export interface Handling<E> {
  /** Handles a batch, all of it or with an error; may be repeated. */
  handle(entries: E[]): Promise<boolean>;
  /** Keeps an entry that cannot be handled, and why. Where that cannot be kept either, nothing is passed over. */
  setAside(entry: E, error: unknown): Promise<void>;
}

/** Handles a batch in order; true when somebody would notice if it were repeated. Rejects with `Unavailable`. */
export async function handleApart<E>(entries: E[], handling: Handling<E>): Promise<boolean> {
  const [first] = entries;
  if (first === undefined) return false;
  try {
    return await handling.handle(entries);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    if (entries.length === 1) {
      await handling.setAside(first, error);
      return true;
    }
  }
  const half = entries.length >> 1;
  const before = await handleApart(entries.slice(0, half), handling);
  const after = await handleApart(entries.slice(half), handling);
  return before || after;
}
