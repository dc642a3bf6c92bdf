// Whose turn it is to append, when several processes do: a line in one document, whose first has the turn. It only makes it
// rare that two write at one place; the log stays right when nobody keeps to it.
// Rule: no clock is compared with another's. Who waits sees whether the line moves, and steps over a first one that stands.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, isTaken } from './connection.ts';
import { query } from './queries.ts';

interface Line {
  _id: string;
  /** Counts what the line does: turns that end, and signs of life in long ones; absent before the first. */
  n?: number;
  /** Who appends now, and who waits, in order; absent before the first. */
  line?: string[];
  /** The newest place that was told at the end of a turn. */
  head?: number;
}

export interface Turns {
  /**
   * Resolves when it is this process's turn, with the newest place that the turn before told, 0 when it told none; at once
   * while nobody else is seen to append, and after five seconds in any case.
   */
  take(): Promise<number>;
  /** Ends a turn, if there is one, and tells the next how far the log goes. Never rejects: others step over a turn that does not end. */
  pass(head: number): void;
  /**
   * Tells that another process has appended where this one was about to. Resolves when it is this process's turn, and when
   * whoever appends without one has seen that others do; after some five seconds in any case.
   */
  overtaken(): Promise<void>;
}

export const TURNS_QUERIES = {
  line: query({ on: 'turns', filter: () => ({ _id: 'log' }), sample: [] }),
  with: query({ on: 'turns', filter: (who: string) => ({ _id: 'log', line: who }), sample: ['a'] }),
  standing: query({ on: 'turns', filter: (n: number | undefined) => ({ _id: 'log', n: n ?? null }), sample: [5] }),
};

/** How long others that were seen to append count as doing so: they rest, and then all begin at once. */
const crowdedMs = 60_000;
/** How often one that appends alone looks whether others do. */
const lookMs = 100;
/** A line that has not moved for so long has lost its first one. Only what was waited between two looks counts. */
const standsMs = 2000;
/** How often the first one shows that it lives, when its turn is long, and for how long: what hangs may hang for longer than others wait. */
const beatsMs = { each: 500, all: 3000 };
/** The longest that an append waits for its turn. */
const patienceMs = 5000;
/** The shortest and the longest pause between two looks of one that waits. */
const pausesMs = { least: 10, most: 200 };

// Nothing is lost with a turn, so it need not be on the disks of a majority.
const light = { writeConcern: { w: 1, journal: false }, readConcern: { level: 'local' } } as const;

export function makeTurns({ of, run }: Connection): Turns {
  const lines = of<Line>('turns');
  const me = randomUUID();
  let mine = false;
  let othersAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** The count of turns when this process last looked. */
  let seen: number | undefined;
  let began = 0;
  /** How long turns take, as of late. */
  let lengthMs = 20;
  /** Shows that this process lives, while it has a turn. */
  let beat: NodeJS.Timeout | undefined;
  /** A turn that is over and was not passed on yet. */
  let over: { head: number; timer: NodeJS.Immediate } | undefined;
  let passing: Promise<unknown> = Promise.resolve();

  const without = (who: string) => ({ $filter: { input: { $ifNull: ['$line', []] }, cond: { $ne: ['$$this', who] } } });
  const find = () => lines.findOne(TURNS_QUERIES.line.filter(), light);

  /** Joins the line at its end, or stays where one is. */
  async function join(): Promise<Line | null> {
    const line = { $ifNull: ['$line', []] };
    const joined = { $cond: [{ $in: [me, line] }, line, { $concatArrays: [line, [me]] }] };
    const write = () =>
      lines.findOneAndUpdate(TURNS_QUERIES.line.filter(), [{ $set: { line: joined } }], {
        ...light,
        upsert: true,
        returnDocument: 'after',
      });
    return write().catch(error => (isTaken(error) ? write() : Promise.reject(error)));
  }

  /** Ends this process's turn; with `again` it joins the line anew. */
  function leave(head: number, again: boolean): Promise<Line | null> {
    const line = { $concatArrays: [without(me), again ? [me] : []] };
    const n = { $add: [{ $ifNull: ['$n', 0] }, 1] };
    const next = { line, n, head };
    return lines.findOneAndUpdate(TURNS_QUERIES.with.filter(me), [{ $set: next }], {
      ...light,
      returnDocument: 'after',
    });
  }

  /** Begins the line anew, unless it has moved: who lives and waits joins it again. */
  function stepOver(n: number | undefined): Promise<Line | null> {
    const anew = { $set: { line: [me], n: (n ?? 0) + 1 } };
    return lines.findOneAndUpdate(TURNS_QUERIES.standing.filter(n), anew, { ...light, returnDocument: 'after' });
  }

  /** Moves the line now and then while this process is the first, so that nobody steps over it. */
  function beatOn(): void {
    beat = setTimeout(async () => {
      const timer = beat;
      await run(() => lines.updateOne(TURNS_QUERIES.with.filter(me), { $inc: { n: 1 } }, light)).catch(() => {});
      if (beat === timer && performance.now() - began < beatsMs.all) beatOn();
    }, beatsMs.each);
    beat.unref();
  }

  function beatOff(): void {
    clearTimeout(beat);
    beat = undefined;
  }

  /** Takes notice of others: turns that were not this process's, or somebody else in the line. */
  function notice(found: Line | null): void {
    const n = found?.n ?? 0;
    // Those who stand in the line at first may have died in it.
    if (seen !== undefined && (n !== seen || found?.line?.some(who => who !== me))) othersAt = performance.now();
    seen = n;
    lookedAt = performance.now();
  }

  async function wait(first: Line | null): Promise<number> {
    const since = performance.now();
    // Who believes to have a turn may have lost it.
    beatOff();
    let found = first ?? (await join());
    let stood = { n: found?.n, ms: 0 };
    for (;;) {
      notice(found);
      const place = found?.line?.indexOf(me) ?? -1;
      // Who has lost patience leaves the line at the end as well.
      if (place === 0 || performance.now() - since > patienceMs) {
        mine = true;
        began = performance.now();
        if (place === 0) beatOn();
        return place === 0 ? (found?.head ?? 0) : 0;
      }
      if (found?.n !== stood.n) stood = { n: found?.n, ms: 0 };
      if (place < 0) found = await join();
      else if (stood.ms > standsMs) found = (await stepOver(stood.n)) ?? (await find());
      else {
        const ms = Math.min(Math.max(1.3 * place * lengthMs, pausesMs.least), pausesMs.most);
        await pause(ms);
        stood.ms += ms;
        found = await find();
      }
    }
  }

  async function end(head: number, again: boolean): Promise<Line | null> {
    lengthMs += (performance.now() - began - lengthMs) / 8;
    mine = false;
    beatOff();
    const found = await run(() => leave(head, again)).catch(() => null);
    if (found) {
      // Its own turn is the last that counts.
      seen = found.n;
      notice(found);
    }
    return found;
  }

  return {
    async take() {
      let line: Line | null = null;
      if (over) {
        clearImmediate(over.timer);
        const { head } = over;
        over = undefined;
        line = await end(head, true);
      }
      await passing;
      if (performance.now() - othersAt > crowdedMs && performance.now() - lookedAt > lookMs) notice(await find());
      return line || performance.now() - othersAt < crowdedMs ? wait(line) : 0;
    },

    pass(head) {
      if (!mine || over) return;
      // One that has more to append says so with the same write.
      const timer = setImmediate(() => {
        over = undefined;
        passing = end(head, false);
      });
      over = { head, timer };
    },

    async overtaken() {
      const since = performance.now();
      othersAt = since;
      await wait(null);
      await pause(Math.max(lookMs - (performance.now() - since), 0));
    },
  };
}
