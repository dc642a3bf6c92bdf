// The lanes of the job queues: which wait in the row for a worker, which are held, which rest until a time.
// Rule: a lane changes only from the revision that was read, and every new job raises it; so no lane is put to rest or
// removed while a job joins it.
import { randomUUID } from 'node:crypto';
import type { AnyBulkWriteOperation } from 'mongodb';
import { type Claim, type Ended, lostAfter, Unavailable } from '../port.ts';
import { type Connection, isTaken } from './connection.ts';
import { query } from './queries.ts';
import { together } from './together.ts';

/** A lane is ready (has a turn), held (has a token and no turn; due is the end of the lease), resting (due) or idle. */
export interface LaneDoc {
  _id: string;
  queue: string;
  lane: string;
  rev: number;
  due?: number;
  turn?: number;
  token?: string;
  rest: number;
  failures: number;
  error?: string;
}

/** A lane that got new jobs: the least and the greatest of their times. */
export interface Added {
  queue: string;
  lane: string;
  due: number;
  latest: number;
}

/** Where a lane goes: its first job's time, or nothing when it has none. */
type FirstDue = (queue: string, lane: string) => Promise<number | undefined>;

export const LANES_QUERIES = {
  some: query({ on: 'lanes', filter: (ids: string[]) => ({ _id: { $in: ids } }), sample: [['a', 'b']] }),
  ready: query({
    on: 'lanes',
    filter: (queue: string) => ({ queue, turn: { $gte: 0 } }),
    sort: { turn: 1 },
    sample: ['a'],
  }),
  any: query({
    on: 'lanes',
    filter: (queues: string[], now: number) => ({
      $or: queues.flatMap(queue => [
        { queue, turn: { $gte: 0 } },
        { queue, due: { $lte: now } },
      ]),
    }),
    sample: [['a', 'b'], 5],
  }),
  due: query({
    on: 'lanes',
    filter: (queue: string, now: number) => ({ queue, due: { $lte: now } }),
    sort: { due: 1 },
    sample: ['a', 5],
  }),
  later: query({
    on: 'lanes',
    filter: (queue: string, now: number) => ({ queue, due: { $gt: now } }),
    sort: { due: 1 },
    sample: ['a', 5],
  }),
  lost: query({
    on: 'lanes',
    filter: (queue: string, held: number, rest: number) => ({
      queue,
      due: { $gt: held },
      $or: [{ token: { $exists: true } }, { rest: { $gt: rest } }],
    }),
    sort: { due: 1 },
    sample: ['a', 5, 6],
  }),
};

/** How often lost lanes are looked for, in ms. */
const lookMs = 60_000;
const mostRounds = 100;
/** Lanes that are woken by one write. */
const wokenAtOnce = 512;

export type Lanes = ReturnType<typeof makeLanes>;

export function makeLanes({ of }: Connection, firstDue: FirstDue) {
  const lanes = of<LaneDoc>('lanes');
  const looked = new Map<string, number>();
  let lastTurn = 0;

  /** Later than every turn that this process gave; those of other processes are told apart by the clock. */
  function nextTurn(): number {
    lastTurn = Math.max(lastTurn + 1, Date.now() * 1000);
    return lastTurn;
  }

  /** Writes a lane over the revision that was read; false when it has another by now. */
  async function swap(was: LaneDoc, now: LaneDoc): Promise<boolean> {
    const { _id, rev } = was;
    return (await lanes.replaceOne({ _id, rev }, { ...now, rev: rev + 1 })).matchedCount === 1;
  }

  function placed(lane: LaneDoc, due: number | undefined): LaneDoc {
    const { due: _due, turn: _turn, token: _token, ...rest } = lane;
    if (due === undefined) return rest;
    return due > 0 ? { ...rest, due } : { ...rest, turn: nextTurn() };
  }

  /** Gives lanes their place after jobs were added. */
  async function wakeUp(added: Added[]): Promise<void> {
    let open = added;
    for (let round = 0; open.length > 0; round++) {
      if (round === mostRounds) throw new Unavailable('The lanes are changed by too many at once.');
      // What was overtaken is tried again in smaller parts, in the end one by one.
      const size = Math.max(1, Math.floor(wokenAtOnce / 8 ** round));
      const again: Added[] = [];
      for (let start = 0; start < open.length; start += size) {
        const part = open.slice(start, start + size);
        if (!(await wakeSome(part))) again.push(...part);
      }
      open = again;
    }
  }

  /** False when one of them was changed meanwhile: then all are to be woken again, which does no harm. */
  async function wakeSome(part: Added[]): Promise<boolean> {
    const known = await findSome(part);
    const operations = await Promise.all(
      part.map(async one => {
        const { queue, lane, due } = one;
        const was = known.get(laneId(queue, lane));
        if (!was) {
          const fresh = { _id: laneId(queue, lane), queue, lane, rev: 1, rest: 0, failures: 0 };
          return { insertOne: { document: placed(fresh, due) } };
        }
        const { _id, rev } = was;
        return { replaceOne: { filter: { _id, rev }, replacement: { ...(await woken(was, one)), rev: rev + 1 } } };
      }),
    );
    try {
      const { insertedCount, matchedCount } = await lanes.bulkWrite(operations, { ordered: false });
      return insertedCount + matchedCount === part.length;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  }

  async function woken(lane: LaneDoc, { due, latest }: Added): Promise<LaneDoc> {
    if (isHeld(lane)) return lane;
    if (lane.turn !== undefined && latest <= 0) return lane;
    if (lane.due !== undefined && lane.due === lane.rest && due <= lane.rest) return lane;
    const first = await firstDue(lane.queue, lane.lane);
    const next = first === undefined ? undefined : Math.max(lane.rest, first);
    if (next === (lane.due ?? (lane.turn !== undefined ? 0 : undefined))) return lane;
    return placed(lane, next);
  }

  /** The write that ends a hold. */
  async function given(lane: LaneDoc, rest: Ended['rest']): Promise<AnyBulkWriteOperation<LaneDoc>> {
    const { _id, rev } = lane;
    const first = await firstDue(lane.queue, lane.lane);
    if (!rest && first === undefined) return { deleteOne: { filter: { _id, rev } } };
    const { error: _, ...clean } = lane;
    const outcome = rest
      ? { ...clean, rest: rest.retryAt, failures: lane.failures + 1, error: rest.error }
      : { ...clean, rest: 0, failures: 0 };
    const due = first === undefined ? undefined : Math.max(rest?.retryAt ?? 0, first);
    return { replaceOne: { filter: { _id, rev }, replacement: { ...placed(outcome, due), rev: rev + 1 } } };
  }

  async function findSome(wanted: Pick<LaneDoc, 'queue' | 'lane'>[]): Promise<Map<string, LaneDoc>> {
    if (wanted.length === 0) return new Map();
    const ids = wanted.map(({ queue, lane }) => laneId(queue, lane));
    const found = await lanes.find(LANES_QUERIES.some.filter(ids)).toArray();
    return new Map(found.map(lane => [lane._id, lane]));
  }

  async function takeOne({ turn: _, ...lane }: LaneDoc, until: number): Promise<LaneDoc | undefined> {
    const mine = { ...lane, token: randomUUID(), due: until };
    return (await swap(lane, mine)) ? { ...mine, rev: lane.rev + 1 } : undefined;
  }

  // The workers of a process look at their queues at the same moments.
  const isAnyDue = together(async (asked: { queue: string; now: number }[]) => {
    const queues = [...new Set(asked.map(({ queue }) => queue))];
    const filter = LANES_QUERIES.any.filter(queues, Math.max(...asked.map(({ now }) => now)));
    const limit = 4 * queues.length;
    const found = await lanes.find(filter, { projection: { queue: 1 }, limit }).toArray();
    return asked.map(({ queue }) => found.length === limit || found.some(lane => lane.queue === queue));
  });

  return {
    wakeUp,

    async find(queue: string, lane: string): Promise<LaneDoc | undefined> {
      return (await lanes.findOne({ _id: laneId(queue, lane) })) ?? undefined;
    },

    /** False when nothing is due in a queue; where much is due in another, it may be true all the same. */
    isAnyDue,

    /** Frees lanes that a wrong clock keeps from everybody; looks for them now and then. */
    async freeLost(queue: string, want: { leaseMs: number; now: number }): Promise<void> {
      const since = want.now - (looked.get(queue) ?? Number.NEGATIVE_INFINITY);
      if (since >= 0 && since < lookMs) return;
      looked.set(queue, want.now);
      const { held, rest } = lostAfter(want);
      const filter = LANES_QUERIES.lost.filter(queue, Math.min(held, rest), rest);
      for (const lane of await lanes.find(filter, { sort: { due: 1 }, limit: 1000 }).toArray()) {
        const first = await firstDue(queue, lane.lane);
        const meant = { ...lane, rest: lane.rest <= rest ? lane.rest : 0 };
        await swap(meant, placed(meant, first === undefined ? undefined : Math.max(meant.rest, first)));
      }
    },

    /** Lets those that have rested, or were held too long, join the row and takes the first ones. */
    async take(queue: string, want: { lanes: number; until: number; now: number }): Promise<LaneDoc[]> {
      const rested = await lanes
        .find(LANES_QUERIES.due.filter(queue, want.now), { sort: { due: 1 }, limit: want.lanes })
        .toArray();
      for (const { due: _, ...lane } of rested) await swap(lane, { ...lane, turn: nextTurn() });
      const taken: LaneDoc[] = [];
      // Whoever was overtaken at the head of the row looks again behind it.
      for (let round = 0; round < mostRounds; round++) {
        const ready = await lanes
          .find(LANES_QUERIES.ready.filter(queue), { sort: { turn: 1 }, limit: want.lanes - taken.length })
          .toArray();
        const got = await Promise.all(ready.map(lane => takeOne(lane, want.until)));
        taken.push(...got.filter(lane => lane !== undefined));
        if (taken.length >= want.lanes || got.every(lane => lane !== undefined)) break;
      }
      return taken;
    },

    /** Which of the claims still hold their lanes. */
    async areHeld(claims: Claim[]): Promise<boolean[]> {
      const known = await findSome(claims);
      return claims.map(({ queue, lane, token }) => known.get(laneId(queue, lane))?.token === token);
    },

    /** Ends holds, well or with a rest; nothing of one whose token is another's. */
    async giveBack(ended: Pick<Ended, 'claim' | 'rest'>[]): Promise<void> {
      for (let round = 0; round < mostRounds; round++) {
        const known = await findSome(ended.map(({ claim }) => claim));
        // One that was given back in an earlier round has no token any more.
        const operations = await Promise.all(
          ended.flatMap(({ claim, rest }) => {
            const lane = known.get(laneId(claim.queue, claim.lane));
            return lane?.token === claim.token ? [given(lane, rest)] : [];
          }),
        );
        if (operations.length === 0) return;
        const { matchedCount, deletedCount } = await lanes.bulkWrite(operations, { ordered: false });
        if (matchedCount + deletedCount === operations.length) return;
      }
      throw new Unavailable('The lanes are changed by too many at once.');
    },

    /** Puts a lane that turned out to have nothing due where it belongs. */
    async settle(lane: LaneDoc): Promise<void> {
      const first = await firstDue(lane.queue, lane.lane);
      await swap(lane, placed(lane, first === undefined ? undefined : Math.max(lane.rest, first)));
    },

    /** Removes a lane whose jobs are gone; a held one goes when its holder gives it back. */
    async removeFree(lane: LaneDoc): Promise<void> {
      if (!isHeld(lane)) await lanes.deleteOne({ _id: lane._id, rev: lane.rev });
    },

    async nextDue(queue: string): Promise<number | undefined> {
      if (await lanes.findOne(LANES_QUERIES.ready.filter(queue), { projection: { _id: 1 } })) return 0;
      const filter = LANES_QUERIES.later.filter(queue, Number.NEGATIVE_INFINITY);
      return (await lanes.findOne(filter, { sort: { due: 1 } }))?.due;
    },

    queues: (): Promise<string[]> => lanes.distinct('queue'),

    /** The names of the lanes that rest. */
    async resting(queue: string, now: number): Promise<string[]> {
      const found = await lanes.find(LANES_QUERIES.later.filter(queue, now)).toArray();
      return found.filter(lane => lane.token === undefined).map(({ lane }) => lane);
    },
  };
}

export function laneId(queue: string, lane: string): string {
  return `${queue}\0${lane}`;
}

/** A lane whose lease ended is free once it stands in the row, though its token is good until another takes it. */
function isHeld(lane: LaneDoc): boolean {
  return lane.token !== undefined && lane.turn === undefined;
}
