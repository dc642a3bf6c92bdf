// Work to be done later, in MongoDB: the jobs; lanes.ts decides which lane comes next.
// Rule: a job is stored before its lane is told of it, and telling again does no harm; so a job that was added stands in
// the row, or the one who was adding it adds it again. Whoever ends a hold must show the token of the lane.
import type { AnyBulkWriteOperation } from 'mongodb';
import type { Claim, DeadJob, Ended, Job, JobStore } from '../port.ts';
import { type Connection, isTaken } from './connection.ts';
import { type Added, laneId, makeLanes } from './lanes.ts';
import { query } from './queries.ts';

interface JobDoc {
  _id: string;
  queue: string;
  key: string;
  /** Absent once dead; then `of` names it. */
  lane?: string;
  of?: string;
  order: number;
  /** Tells jobs of one order apart, as they came. */
  n: number;
  due: number;
  tries: number;
  payload: string;
  error?: string;
  died?: number;
}

const inOrder = { order: 1, n: 1 } as const;

export const JOBS_QUERIES = {
  firsts: query({
    on: 'jobs',
    filter: (queue: string, lane: string) => ({ queue, lane }),
    sort: inOrder,
    sample: ['a', 'b'],
  }),
  some: query({ on: 'jobs', filter: (ids: string[]) => ({ _id: { $in: ids } }), sample: [['a', 'b']] }),
  living: query({ on: 'jobs', filter: (queue: string) => ({ queue, lane: { $gte: '' } }), sample: ['a'] }),
  inLanes: query({
    on: 'jobs',
    filter: (queue: string, lanes: string[]) => ({ queue, lane: { $in: lanes } }),
    sample: ['a', ['b']],
  }),
  dead: query({ on: 'jobs', filter: () => ({ died: { $gte: 0 } }), sort: { died: -1, n: -1 }, sample: [] }),
  longDead: query({ on: 'jobs', filter: (before: number) => ({ died: { $lt: before } }), sample: [5] }),
};

export function makeJobs(connection: Connection): JobStore {
  const { of, run } = connection;
  const jobs = of<JobDoc>('jobs');
  const firsts = (queue: string, lane: string, limit: number) =>
    jobs.find(JOBS_QUERIES.firsts.filter(queue, lane), { sort: inOrder, limit }).toArray();
  const lanes = makeLanes(connection, async (queue, lane) => (await firsts(queue, lane, 1))[0]?.due);
  let lastN = 0;

  function nextN(): number {
    lastN = Math.max(lastN + 1, Date.now() * 1000);
    return lastN;
  }

  async function insert(docs: JobDoc[]): Promise<void> {
    await jobs.insertMany(docs, { ordered: false }).catch(error => {
      if (!isTaken(error)) throw error;
    });
  }

  /** What becomes of the jobs of a held lane. */
  function writesOf({ claim: { queue, lane }, done, dead }: Ended): AnyBulkWriteOperation<JobDoc>[] {
    const ids = done.map(key => laneId(queue, key));
    const removed = { deleteMany: { filter: { _id: { $in: ids }, lane } } };
    if (!dead) return ids.length > 0 ? [removed] : [];
    const { key, error, at } = dead;
    const aside = { $set: { of: lane, error, died: at, n: nextN() }, $unset: { lane: '' } } as const;
    return [removed, { updateOne: { filter: { _id: laneId(queue, key), lane }, update: aside } }];
  }

  async function countTry({ queue, lane }: Claim): Promise<void> {
    const [first] = await firsts(queue, lane, 1);
    if (first) await jobs.updateOne({ _id: first._id }, { $inc: { tries: 1 } });
  }

  return {
    add: added =>
      run(async () => {
        if (added.length === 0) return;
        const docs = new Map<string, JobDoc>();
        const touched = new Map<string, Added>();
        for (const { key, queue, lane, order, due = 0, payload } of added) {
          const _id = laneId(queue, key);
          const text = JSON.stringify(payload) ?? 'null';
          if (!docs.has(_id)) docs.set(_id, { _id, queue, key, lane, order, n: nextN(), due, tries: 0, payload: text });
          const known = touched.get(laneId(queue, lane));
          touched.set(laneId(queue, lane), {
            queue,
            lane,
            due: Math.min(known?.due ?? due, due),
            latest: Math.max(known?.latest ?? due, due),
          });
        }
        await insert([...docs.values()]);
        await lanes.wakeUp([...touched.values()]);
      }),

    claim: (queue, { lanes: most, perLane, leaseMs, now }) =>
      run(async () => {
        await lanes.freeLost(queue, { leaseMs, now });
        if (!(await lanes.isAnyDue({ queue, now }))) return [];
        const taken = await lanes.take(queue, { lanes: most, until: now + leaseMs, now });
        const claims = await Promise.all(
          taken.map(async (lane): Promise<Claim | undefined> => {
            const rows = await firsts(queue, lane.lane, perLane);
            const early = rows.findIndex(row => row.due > now);
            const due = rows.slice(0, early < 0 ? perLane : early);
            if (due.length > 0)
              return { queue, lane: lane.lane, token: lane.token ?? '', failures: lane.failures, jobs: due.map(toJob) };
            await lanes.settle(lane);
            return undefined;
          }),
        );
        return claims.filter(claim => claim !== undefined);
      }),

    end: ended =>
      run(async () => {
        const held = await lanes.areHeld(ended.map(({ claim }) => claim));
        const mine = ended.filter((_, place) => held[place]);
        const writes = mine.flatMap(writesOf);
        if (writes.length > 0) await jobs.bulkWrite(writes, { ordered: false });
        await Promise.all(mine.map(({ claim, rest }) => (rest ? countTry(claim) : undefined)));
        await lanes.giveBack(mine);
        return held;
      }),

    counts: now =>
      run(async () => {
        let [all, resting] = [0, 0];
        for (const queue of await lanes.queues()) {
          all += await jobs.countDocuments(JOBS_QUERIES.living.filter(queue));
          const names = await lanes.resting(queue, now);
          for (let start = 0; start < names.length; start += 1000)
            resting += await jobs.countDocuments(JOBS_QUERIES.inLanes.filter(queue, names.slice(start, start + 1000)));
        }
        const dead = await jobs.countDocuments(JOBS_QUERIES.dead.filter());
        return { waiting: all - resting, resting, dead };
      }),

    nextDue: queue => run(() => lanes.nextDue(queue)),

    forget: before => run(async () => (await jobs.deleteMany(JOBS_QUERIES.longDead.filter(before))).deletedCount),

    dead: limit =>
      run(async () => {
        const order = { died: -1, n: -1 } as const;
        const found = jobs.find(JOBS_QUERIES.dead.filter(), { sort: order, limit: Math.min(limit, 1000) });
        return (await found.toArray()).map(
          (doc): DeadJob => ({
            ...toJob(doc),
            queue: doc.queue,
            lane: doc.of ?? '',
            error: doc.error ?? '',
            died: doc.died ?? 0,
          }),
        );
      }),

    inLane: (queue, lane) => run(() => jobs.countDocuments(JOBS_QUERIES.firsts.filter(queue, lane))),

    drop: (queue, lane) =>
      run(async () => {
        const known = await lanes.find(queue, lane);
        const dropped = (await jobs.deleteMany(JOBS_QUERIES.firsts.filter(queue, lane))).deletedCount;
        if (known) await lanes.removeFree(known);
        return dropped;
      }),
  };
}

function toJob({ key, payload, order, tries }: JobDoc): Job {
  return { key, payload: JSON.parse(payload) as unknown, order, tries };
}
