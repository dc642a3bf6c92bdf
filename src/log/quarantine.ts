// Entries that a cursor could not handle, kept until somebody has them tried again and that succeeds. Nothing is lost by it:
// the entry stands in the log, and its changes may come at any later time. See docs/decisions/0009-quarantine.md.
import { type Storage, Unavailable } from '../../storage/port.ts';
import { type Entry, upcast } from './entry.ts';

/** Whatever reads the log by a cursor. */
export type CursorName = 'apply' | 'deliver';

/** An entry that was set aside. */
export interface Quarantined {
  cursor: CursorName;
  seq: number;
  /** The entry's id. */
  id: string;
  /** What went wrong, at most 500 characters; for admins, not for the world. */
  error: string;
  /** When it was set aside first, in ms since 1970. */
  since: number;
  /** How often it has been tried. */
  tries: number;
}

/** What came of trying again. */
export interface TriedAgain {
  done: number;
  /** Those that failed again, and stay. */
  failed: Quarantined[];
  /** Entries of cursors that this process cannot do the work of. */
  left: number;
}

export interface Quarantine {
  /** Keeps an entry and why it could not be handled; durable when it resolves. */
  setAside(cursor: CursorName, entry: { seq: number; id: string }, error: unknown): Promise<void>;
  /** Newest entries first, at most `limit` (≤ 1,000). */
  list(limit: number): Promise<Quarantined[]>;
  count(): Promise<number>;
  /** True for an entry that a cursor has set aside. */
  holds(cursor: CursorName, seq: number): Promise<boolean>;
  /** Handles entries again, all or those at one place in the log, oldest first; at most 1,000. Rejects with `Unavailable`. */
  retry(handlers: Handlers, seq?: number): Promise<TriedAgain>;
  /** Forgets what a cursor set aside, when everything is about to be handled anew. */
  forget(cursor: CursorName): Promise<void>;
}

/** What each cursor does with an entry. */
export type Handlers = Partial<Record<CursorName, (entries: Entry[]) => Promise<unknown>>>;

const space = 'quarantine';
const errorLength = 500;
const most = 1000;

export function makeQuarantine(
  { state, log }: Pick<Storage, 'state' | 'log'>,
  now: () => number = Date.now,
): Quarantine {
  async function setAside(cursor: CursorName, { seq, id }: { seq: number; id: string }, error: unknown): Promise<void> {
    const known = (await state.get(space, keyOf(cursor, seq))) as Quarantined | undefined;
    const { since = now(), tries = 0 } = known ?? {};
    const kept: Quarantined = { cursor, seq, id, error: reasonOf(error), since, tries: tries + 1 };
    await state.put(space, keyOf(cursor, seq), kept);
  }

  const list = async (limit: number) =>
    (await state.list(space, '', Math.min(limit, most))).map(({ value }) => value as Quarantined);

  async function tryOne(handle: (entries: Entry[]) => Promise<unknown>, one: Quarantined): Promise<boolean> {
    try {
      const [stored] = await log.read(one.seq - 1, 1);
      if (stored?.seq === one.seq) await handle([upcast(stored)]);
      await state.delete(space, keyOf(one.cursor, one.seq));
      return true;
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      await setAside(one.cursor, one, error);
      return false;
    }
  }

  return {
    setAside,
    list,
    count: () => state.count(space),
    holds: async (cursor, seq) => (await state.get(space, keyOf(cursor, seq))) !== undefined,

    async retry(handlers, seq) {
      const tried: TriedAgain = { done: 0, failed: [], left: 0 };
      const wanted = seq === undefined ? await list(most) : await at(seq);
      // What could not be applied comes before what could not be sent out.
      for (const one of wanted.toSorted((a, b) => a.seq - b.seq || (a.cursor < b.cursor ? -1 : 1))) {
        const handle = handlers[one.cursor];
        if (!handle) tried.left += 1;
        else if (await tryOne(handle, one)) tried.done += 1;
        else tried.failed.push(...(await at(one.seq)).filter(({ cursor }) => cursor === one.cursor));
      }
      return tried;
    },

    async forget(cursor) {
      for (let after = ''; ; ) {
        const page = await state.list(space, after, most);
        for (const { key, value } of page) if ((value as Quarantined).cursor === cursor) await state.delete(space, key);
        const last = page.at(-1);
        if (!last || page.length < most) return;
        after = last.key;
      }
    },
  };

  async function at(seq: number): Promise<Quarantined[]> {
    const found = await Promise.all(
      (['apply', 'deliver'] as const).map(cursor => state.get(space, keyOf(cursor, seq))),
    );
    return found.filter(one => one !== undefined) as Quarantined[];
  }
}

/** Keys in order are entries from the newest to the oldest. */
function keyOf(cursor: CursorName, seq: number): string {
  return `${String(Number.MAX_SAFE_INTEGER - seq).padStart(16, '0')} ${cursor}`;
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').slice(0, errorLength);
}
