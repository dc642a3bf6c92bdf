// Work to be done later, in SQLite: the jobs; lanes.ts decides which lane comes next.
// Rule: whoever ends a hold must show the token of the lane, else nothing happens.
//
// A bound limit is written `+?` in every statement: SQLite plans one with a bare `LIMIT ?` anew each time it is bound.
import type { Claim, DeadJob, Ended, Job, JobStore, NewJob } from '../port.ts';
import { type Connection, prepare } from './connection.ts';
import { type Fresh, makeLanes } from './lanes.ts';

export const JOBS_SQL = {
  add: `INSERT INTO jobs (queue, key, lane, ord, due, payload) SELECT ?1, ?2, ?3, ?4, ?5, ?6
    WHERE NOT EXISTS (SELECT 1 FROM dead WHERE queue = ?1 AND key = ?2) ON CONFLICT (queue, key) DO NOTHING`,
  firsts: 'SELECT key, payload, ord, tries, due FROM jobs WHERE lane = ? ORDER BY ord, n LIMIT +?',
  remove: `DELETE FROM jobs WHERE n IN (SELECT jobs.n FROM json_each(?2) CROSS JOIN jobs
    ON jobs.queue = ?1 AND jobs.key = value ->> 0 WHERE jobs.lane = value ->> 1)`,
  die: `INSERT INTO dead (queue, key, lane, ord, tries, payload, error, died)
    SELECT queue, key, ?4, ord, tries, payload, ?5, ?6 FROM jobs WHERE queue = ?1 AND key = ?2 AND lane = ?3`,
  retry: 'UPDATE jobs SET tries = tries + 1 WHERE n = (SELECT n FROM jobs WHERE lane = ? ORDER BY ord, n LIMIT 1)',
  drop: 'DELETE FROM jobs WHERE lane = ?',
  nextQueue: 'SELECT min(queue) AS queue FROM lanes WHERE queue > ?',
  countJobs: 'SELECT count(*) AS total FROM jobs WHERE queue = ?',
  countLane: 'SELECT count(*) AS total FROM jobs WHERE lane = ?',
  countResting: `SELECT count(*) AS total FROM lanes CROSS JOIN jobs ON jobs.lane = lanes.n
    WHERE lanes.queue = ? AND turn IS NULL AND lanes.due > ? AND token IS NULL`,
  forget: 'DELETE FROM dead WHERE died < ?',
  countDead: 'SELECT count(*) AS total FROM dead WHERE died >= 0',
  newestDeadWalk:
    'SELECT key, payload, ord, tries, queue, lane, error, died FROM dead ORDER BY died DESC, n DESC LIMIT +?',
};

interface Row {
  key: string;
  payload: string;
  ord: number;
  tries: number;
}

export function makeJobs(connection: Connection): JobStore {
  const sql = prepare(connection.db, JOBS_SQL);
  const lanes = makeLanes(connection);
  const firsts = (n: number, limit: number) => sql.firsts.all(n, limit) as unknown as (Row & { due: number })[];

  return {
    async add(jobs) {
      if (jobs.length === 0) return;
      // The place from which they would be asked for again is in another file, which may keep what this one forgets.
      connection.write('durable', () => {
        for (const [queue, own] of Map.groupBy(jobs, job => job.queue)) addTo(queue, own);
      });
    },

    async claim(queue, { lanes: most, perLane, leaseMs, now }) {
      const lost = connection.read(() => lanes.lost(queue, { leaseMs, now }));
      if (lost.length > 0) connection.write('derived', () => lanes.free(queue, lost, now));
      // Asking is free of the write lock, so that idle workers do not disturb anybody.
      if (!connection.read(() => lanes.isAnyDue(queue, now))) return [];
      return connection.write('derived', () =>
        lanes.take(queue, { lanes: most, until: now + leaseMs, now }).map(({ n, ...taken }): Claim => {
          const rows = firsts(n, perLane);
          const early = rows.findIndex(row => row.due > now);
          return { queue, ...taken, jobs: rows.slice(0, early < 0 ? perLane : early).map(toJob) };
        }),
      );
    },

    async end(ended) {
      if (ended.length === 0) return [];
      return connection.write('derived', () => {
        const known = new Set<Ended>();
        for (const [queue, own] of Map.groupBy(ended, each => each.claim.queue))
          for (const each of endIn(queue, own)) known.add(each);
        return ended.map(each => known.has(each));
      });
    },

    async counts(now) {
      return connection.snapshot(() => {
        const names = queues();
        const all = sum(names.map(queue => sql.countJobs.get(queue)));
        const resting = sum(names.map(queue => sql.countResting.get(queue, now)));
        return { waiting: all - resting, resting, dead: sum([sql.countDead.get()]) };
      });
    },

    async nextDue(queue) {
      return connection.snapshot(() => lanes.nextDue(queue));
    },

    async forget(before) {
      return connection.write('derived', () => Number(sql.forget.run(before).changes));
    },

    async dead(limit) {
      const rows = connection.read(() => sql.newestDeadWalk.all(Math.min(limit, 1000)));
      return (rows as unknown as (Row & Omit<DeadJob, keyof Job>)[]).map(({ payload, ord, ...rest }) => ({
        ...rest,
        payload: JSON.parse(payload) as unknown,
        order: ord,
      }));
    },

    async inLane(queue, lane) {
      return connection.snapshot(() => {
        const row = lanes.find(queue, lane);
        return row ? sum([sql.countLane.get(row.n)]) : 0;
      });
    },

    async drop(queue, lane) {
      return connection.write('derived', () => {
        const row = lanes.find(queue, lane);
        if (!row) return 0;
        const dropped = Number(sql.drop.run(row.n).changes);
        lanes.removeFree(row);
        return dropped;
      });
    },
  };

  function addTo(queue: string, jobs: NewJob[]): void {
    const groups = Map.groupBy(jobs, job => job.lane);
    const known = lanes.findMany(queue, [...groups.keys()]);
    const row = lanes.rowOf(queue);
    for (const [name, own] of groups) {
      const timed = own.map(({ due = 0, ...job }) => ({ ...job, due }));
      const lane = known.get(name) ?? lanes.add(queue, name, timed, row);
      const fresh: Fresh[] = [];
      for (const { key, order, due, payload } of timed) {
        const added = sql.add.run(queue, key, lane.n, order, due, JSON.stringify(payload) ?? 'null');
        if (added.changes === 1) fresh.push({ n: Number(added.lastInsertRowid), order, due });
      }
      lanes.wakeUp(lane, fresh, row);
    }
  }

  /** Ends holds in one queue; gives those that were still held. */
  function endIn(queue: string, ended: Ended[]): Ended[] {
    const known = lanes.findMany(
      queue,
      ended.map(({ claim }) => claim.lane),
    );
    const held = ended.flatMap(each => {
      const lane = known.get(each.claim.lane);
      return lane?.token === each.claim.token ? [{ each, n: lane.n }] : [];
    });
    sql.remove.run(queue, JSON.stringify(held.flatMap(({ each, n }) => each.done.map(key => [key.toWellFormed(), n]))));
    for (const { each, n } of held) {
      if (each.dead) {
        sql.die.run(queue, each.dead.key, n, each.claim.lane, each.dead.error, each.dead.at);
        sql.remove.run(queue, JSON.stringify([[each.dead.key.toWellFormed(), n]]));
      }
      if (each.rest) sql.retry.run(n);
    }
    lanes.giveBack(
      queue,
      held.map(({ each, n }) => ({ n, rest: each.rest })),
    );
    return held.map(({ each }) => each);
  }

  function queues(): string[] {
    const names: string[] = [];
    for (let last = ''; ; ) {
      const { queue } = sql.nextQueue.get(last) as { queue: string | null };
      if (queue === null) return names;
      names.push(queue);
      last = queue;
    }
  }
}

function toJob({ key, payload, ord, tries }: Row): Job {
  return { key, payload: JSON.parse(payload) as unknown, order: ord, tries };
}

function sum(rows: unknown[]): number {
  return (rows as { total: number }[]).reduce((total, row) => total + row.total, 0);
}
