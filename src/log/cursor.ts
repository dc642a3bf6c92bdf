// A cursor over the log: takes entries in order, a batch at a time, and moves on only when the batch is handled.
// A crash between handling and keeping the place repeats what came since, so every handler must bear repetition.
// An entry that cannot be handled is set aside; one of a newer hub is waited at, until such a hub has taken the cursor past it.
import type { RecordStore, StoredEntry } from '../../storage/port.ts';
import { handleApart } from './apart.ts';
import { readPlace, writePlace } from './cursor-place.ts';
import { type Entry, isNewer, NewerForm, upcast } from './entry.ts';
import { type Leader, Overtaken } from './leader.ts';

export interface CursorDeps {
  /** Names the cursor's record. */
  name: string;
  records: RecordStore;
  read(after: number, limit: number): Promise<StoredEntry[]>;
  /**
   * Handles a batch; may be repeated. True when somebody would notice that: its place is then kept at once. `holds` is false
   * once another process may handle it too; who finds that throws `Overtaken`.
   */
  handle(entries: Entry[], holds: () => boolean): Promise<boolean>;
  /** Keeps an entry whose handling fails with anything but `Unavailable`, and why; the cursor then moves past it. */
  setAside(entry: StoredEntry, error: unknown): Promise<void>;
  /** Hears of every move, and whether somebody would notice a repetition. */
  onMove?(position: number, noticeable: boolean): void;
  /** Hears why the cursor stands, once until it moves again; it goes on by itself. */
  onError(error: unknown): void;
  /** Given when other processes have this cursor too: one moves it, the others see how far it got. */
  leader?: Leader;
  /** How often to look for entries of other processes, in ms. */
  pollMs?: number;
}

export interface Cursor {
  position(): number;
  /** Looks for entries now. */
  wake(): void;
  /** Resolves with true when the cursor has passed a place, with false when it has not within `limitMs`. */
  reached(seq: number, limitMs?: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Entries that are handled at once, at most. */
export const batchLimit = 512;
const retryMs = 250;
/** The longest that a place is not kept while entries keep coming; at rest the next look at the log keeps it. */
const keepMs = 250;
/** How often to look for entries, in ms: alone, and beside others. */
const pauses = { alone: 400, beside: 100 };
/** How often to look how far the leader got, in ms, at most: when somebody waits, and else. */
const follows = { waiting: 20, else: 180 };

/** Starts a cursor where it last was. */
export async function startCursor(deps: CursorDeps): Promise<Cursor> {
  let position = await readPlace(deps.records, deps.name);
  let kept = position;
  let keptAt = performance.now();
  /** What was handled would be noticed if it were repeated. */
  let pressing = false;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;
  let led = deps.leader === undefined;
  let stands = false;
  let followedAt = Number.NEGATIVE_INFINITY;
  const waiting = new Set<{ seq: number; resolve(reached: boolean): void }>();
  const holds = deps.leader ? deps.leader.holds : () => true;
  const pollMs = deps.pollMs ?? (deps.leader ? pauses.beside : pauses.alone);

  async function run(): Promise<void> {
    while (!closed) {
      again = false;
      if (!(await leads())) return follow();
      const found = await deps.read(position, batchLimit);
      if (found.length === 0) {
        // Where entries come one after the other there is a moment of rest after each.
        await keepInTime();
        stands = false;
        if (again) continue;
        return;
      }
      const newer = found.findIndex(isNewer);
      const entries = newer < 0 ? found : found.slice(0, newer);
      if (entries.length === 0) return standBack(found[0]?.seq);
      const noticeable = await handleApart(entries, {
        handle: part => deps.handle(part.map(upcast), holds),
        setAside: deps.setAside,
      });
      position = entries.at(-1)?.seq ?? position;
      // Who waits is told before the place is kept: that may fail, and the entries are handled all the same.
      deps.onMove?.(position, noticeable);
      settle();
      pressing ||= noticeable;
      await keepInTime();
      stands = false;
      await new Promise(setImmediate);
    }
  }

  /** Who begins to lead, or may have been overtaken meanwhile, goes on from where the last leader was. */
  async function leads(): Promise<boolean> {
    if (!deps.leader) return true;
    const held = led && holds();
    const leading = await deps.leader.leads();
    if (leading && !held) {
      position = await readPlace(deps.records, deps.name);
      kept = position;
    }
    led = leading;
    return leading;
  }

  async function follow(): Promise<void> {
    const pause = waiting.size > 0 ? follows.waiting : Math.max(follows.else, 0.9 * pollMs);
    const next = pause - (performance.now() - followedAt);
    if (next <= 0) await look();
    if (waiting.size > 0 && !closed) setTimeout(wake, next <= 0 ? pause : next).unref();
  }

  async function look(): Promise<void> {
    followedAt = performance.now();
    const place = await readPlace(deps.records, deps.name);
    if (place > position) {
      position = place;
      stands = false;
      deps.onMove?.(position, false);
      settle();
    }
    kept = position;
  }

  /** Leaves a newer hub's entry to such a hub, and sees how far that has got. */
  async function standBack(seq?: number): Promise<void> {
    await keep();
    await deps.leader?.standBack();
    await follow();
    if (seq !== undefined && position < seq)
      complain(new NewerForm(`entry ${seq} was written by a newer hub: this one waits for it`));
  }

  function complain(error: unknown): void {
    if (!stands) deps.onError(error);
    stands = true;
  }

  /** Keeps the place now if that is pressing, or others follow, who see only what is kept; else now and then. */
  async function keepInTime(): Promise<void> {
    if (pressing || deps.leader || performance.now() - keptAt > keepMs) await keep();
  }

  async function keep(): Promise<void> {
    keptAt = performance.now();
    if (kept !== position) {
      const place = position;
      await writePlace(deps.records, deps.name, place);
      kept = place;
    }
    pressing = false;
  }

  function settle(): void {
    for (const one of waiting) if (one.seq <= position) one.resolve(true);
  }

  function reached(seq: number, limitMs?: number): Promise<boolean> {
    if (seq <= position) return Promise.resolve(true);
    return new Promise(resolve => {
      const one = {
        seq,
        resolve(outcome: boolean) {
          waiting.delete(one);
          clearTimeout(limit);
          resolve(outcome);
        },
      };
      const limit = limitMs === undefined ? undefined : setTimeout(() => one.resolve(false), limitMs);
      waiting.add(one);
    });
  }

  function wake(): void {
    again = true;
    if (running || closed) return;
    running = run()
      .catch(error => {
        if (!(error instanceof Overtaken)) complain(error);
        if (!closed) setTimeout(wake, retryMs).unref();
      })
      .finally(() => {
        running = undefined;
        if (again && !closed) setImmediate(wake);
      });
  }

  const poll = setInterval(wake, pollMs);
  poll.unref();
  wake();

  return {
    position: () => position,
    wake,
    reached,
    async close() {
      closed = true;
      clearInterval(poll);
      await running;
      if (led) await keep().catch(deps.onError);
      await deps.leader?.close().catch(deps.onError);
    },
  };
}
