// The lanes of the job queues: which wait in the row for a worker, which are held, which rest until a time.
// Rule: a lane joins the row at its end, whether it is new, was just served or has rested; so none is passed over.
import { randomUUID } from 'node:crypto';
import { type Ended, lostAfter } from '../port.ts';
import { type Connection, prepare } from './connection.ts';

export const LANES_SQL = {
  find: `SELECT json_each.key AS place, lanes.n, due, turn, token, rest, failures FROM json_each(?2)
    CROSS JOIN lanes ON queue = ?1 AND lane = json_each.value`,
  add: 'INSERT INTO lanes (queue, lane, due, turn) VALUES (?, ?, ?, ?)',
  remove: 'DELETE FROM lanes WHERE n = ?',
  removeDone: `DELETE FROM lanes WHERE n IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.lane = lanes.n) RETURNING n`,
  first: 'SELECT n, due FROM jobs WHERE lane = ? ORDER BY ord, n LIMIT 1',
  lastTurn: 'SELECT max(turn) AS turn FROM lanes WHERE queue = ? AND turn IS NOT NULL',
  rested: 'SELECT n FROM lanes WHERE queue = ? AND turn IS NULL AND due <= ? ORDER BY due LIMIT +?',
  ready: 'SELECT n, lane, failures FROM lanes WHERE queue = ? AND turn IS NOT NULL AND due <= ? ORDER BY turn LIMIT +?',
  lost: `SELECT n, rest FROM lanes WHERE queue = ?1 AND turn IS NULL AND due > ?2 AND (token IS NOT NULL OR rest > ?3) LIMIT 1000`,
  forgetRest: 'UPDATE lanes SET rest = 0 WHERE n = ?',
  queueUp: 'UPDATE lanes SET turn = ?2 WHERE n = ?1',
  wait: 'UPDATE lanes SET due = ?2, turn = ?3, token = NULL WHERE n = ?1',
  take: 'UPDATE lanes SET due = ?2, turn = NULL, token = ?3 WHERE n IN (SELECT value FROM json_each(?1))',
  fail: `UPDATE lanes SET rest = ?2, failures = failures + 1, error = ?3, due = ?4, turn = ?5, token = NULL WHERE n = ?1`,
  succeed: `UPDATE lanes SET rest = 0, failures = 0, error = NULL, due = ?2, turn = ?3, token = NULL WHERE n = ?1`,
  nextReady: 'SELECT due FROM lanes WHERE queue = ? AND turn IS NOT NULL ORDER BY turn LIMIT 1',
  nextLater: `SELECT due FROM lanes WHERE queue = ? AND turn IS NULL AND due IS NOT NULL
    AND EXISTS (SELECT 1 FROM jobs WHERE jobs.lane = lanes.n) ORDER BY due LIMIT 1`,
};

export interface Lane {
  n: number;
  due: number | null;
  turn: number | null;
  token: string | null;
  rest: number;
  failures: number;
  /** Made in this transaction. */
  isNew?: true;
}

export interface Taken {
  n: number;
  lane: string;
  failures: number;
  token: string;
}

/** When a job is due, and its place among those of its lane. */
export interface Due {
  order: number;
  due: number;
}

/** A job that was added in this transaction. */
export interface Fresh extends Due {
  n: number;
}

/** Gives the next turn at the end of a queue's row, while a transaction lasts. */
export type NextTurn = () => number;

export interface Lanes {
  find(queue: string, lane: string): Lane | undefined;
  /** Those that are there, by name. */
  findMany(queue: string, lanes: string[]): Map<string, Lane>;
  /** Makes a lane for jobs that are about to be added, and gives it its place. */
  add(queue: string, lane: string, jobs: Due[], turn: NextTurn): Lane;
  rowOf(queue: string): NextTurn;
  /** Gives a free lane, as it was found in this transaction, its place after jobs were added to it. */
  wakeUp(lane: Lane, fresh: Fresh[], turn: NextTurn): void;
  isAnyDue(queue: string, now: number): boolean;
  /** Lanes that a wrong clock keeps from everybody, now and then: else none. */
  lost(queue: string, want: { leaseMs: number; now: number }): Pick<Lane, 'n' | 'rest'>[];
  free(queue: string, lost: Pick<Lane, 'n' | 'rest'>[], now: number): void;
  /** Lets those that have rested join the row and takes the first ones. */
  take(queue: string, want: { lanes: number; until: number; now: number }): Taken[];
  /** Ends holds, each well or with a rest. */
  giveBack(queue: string, held: { n: number; rest: Ended['rest'] }[]): void;
  /** Removes a lane whose jobs are gone; a held one goes when its holder gives it back. */
  removeFree(lane: Lane): void;
  nextDue(queue: string): number | undefined;
}

/** How often lost lanes are looked for, in ms. */
const lookMs = 60_000;

export function makeLanes(connection: Connection): Lanes {
  const looked = new Map<string, number>();
  const sql = prepare(connection.db, LANES_SQL);
  const findMany = (queue: string, names: string[]) => {
    // As a text is stored: SQLite reads half a pair of surrogates in JSON otherwise.
    const asked = JSON.stringify(names.map(name => name.toWellFormed()));
    const found = sql.find.all(queue, asked) as unknown as (Lane & { place: number })[];
    return new Map(found.map(({ place, ...lane }) => [names[place] as string, lane]));
  };
  const firstJob = (n: number) => sql.first.get(n) as { n: number; due: number } | undefined;
  const nextTurn = (queue: string) => ((sql.lastTurn.get(queue) as { turn: number | null }).turn ?? 0) + 1;

  return {
    find: (queue, lane) => findMany(queue, [lane]).get(lane),
    findMany,

    add(queue, lane, jobs, nextTurn) {
      const due = firstOf(jobs)?.due ?? 0;
      const turn = due > 0 ? null : nextTurn();
      const n = Number(sql.add.run(queue, lane, due, turn).lastInsertRowid);
      return { n, due, turn, token: null, rest: 0, failures: 0, isNew: true };
    },

    rowOf(queue) {
      let turn: number | undefined;
      return () => {
        turn = turn === undefined ? nextTurn(queue) : turn + 1;
        return turn;
      };
    },

    wakeUp(lane, fresh, turn) {
      if (isHeld(lane)) return;
      const first = lane.isNew ? firstOf(fresh) : firstJob(lane.n);
      // It was made for a job that turned out to be known.
      if (!first && lane.isNew) sql.remove.run(lane.n);
      if (!first || !fresh.some(({ n }) => n === first.n)) return;
      const due = Math.max(lane.rest, first.due);
      const stays = due === lane.due || (lane.turn !== null && due <= (lane.due ?? 0));
      if (!stays) sql.wait.run(lane.n, due, due > 0 ? null : turn());
    },

    isAnyDue: (queue, now) => sql.ready.get(queue, now, 1) !== undefined || sql.rested.get(queue, now, 1) !== undefined,

    lost(queue, want) {
      const since = want.now - (looked.get(queue) ?? Number.NEGATIVE_INFINITY);
      if (since >= 0 && since < lookMs) return [];
      looked.set(queue, want.now);
      const { held, rest } = lostAfter(want);
      return sql.lost.all(queue, Math.min(held, rest), rest) as unknown as Pick<Lane, 'n' | 'rest'>[];
    },

    free(queue, lost, now) {
      for (const lane of lost) {
        const meant = lane.rest <= lostAfter({ now, leaseMs: 0 }).rest;
        if (!meant) sql.forgetRest.run(lane.n);
        const first = firstJob(lane.n);
        if (first) wait(queue, lane.n, Math.max(meant ? lane.rest : 0, first.due));
        else sql.wait.run(lane.n, null, null);
      }
    },

    take(queue, { lanes, until, now }) {
      let turn = nextTurn(queue);
      for (const { n } of sql.rested.all(queue, now, lanes) as { n: number }[]) {
        if (firstJob(n)) sql.queueUp.run(n, turn++);
        else sql.wait.run(n, null, null);
      }
      const ready = sql.ready.all(queue, now, lanes) as unknown as Omit<Taken, 'token'>[];
      const token = randomUUID();
      sql.take.run(JSON.stringify(ready.map(({ n }) => n)), until, token);
      return ready.map(lane => ({ ...lane, token }));
    },

    giveBack(queue, held) {
      const well = held.filter(({ rest }) => !rest).map(({ n }) => n);
      const gone = new Set(sql.removeDone.all(JSON.stringify(well)).map(({ n }) => n));
      for (const { n, rest } of held) {
        if (gone.has(n)) continue;
        const due = Math.max(rest?.retryAt ?? 0, firstJob(n)?.due ?? 0);
        const turn = due > 0 ? null : nextTurn(queue);
        if (rest) sql.fail.run(n, rest.retryAt, rest.error, due, turn);
        else sql.succeed.run(n, due, turn);
      }
    },

    removeFree(lane) {
      if (!isHeld(lane)) sql.remove.run(lane.n);
    },

    nextDue(queue) {
      const rows = [sql.nextReady.get(queue), sql.nextLater.get(queue)].filter(row => row !== undefined);
      return rows.length > 0 ? Math.min(...rows.map(row => Number(row.due))) : undefined;
    },
  };

  function wait(queue: string, n: number, due: number): void {
    sql.wait.run(n, due, due > 0 ? null : nextTurn(queue));
  }
}

/** A lane whose lease ended is free once it stands in the row, though its token is good until another takes it. */
function isHeld(lane: Lane): boolean {
  return lane.token !== null && lane.turn === null;
}

function firstOf<Job extends Due>(jobs: Job[]): Job | undefined {
  return jobs.reduce<Job | undefined>((first, job) => (first && first.order <= job.order ? first : job), undefined);
}
