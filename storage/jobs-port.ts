// What a database must promise about work that is done later: jobs in lanes, held by one worker at a time.
// Rule: whoever ends a hold shows its token, so that a worker that lost its lease changes nothing.

/** Work to be done later. Jobs of one lane are done in order of `order`, one at a time; lanes do not wait for each other. */
export interface NewJob {
  /** Once in the queue for as long as it waits, is tried or is dead; a second add is ignored. */
  key: string;
  queue: string;
  lane: string;
  order: number;
  payload: unknown;
  /** Not before this time, in ms since 1970; 0 is now. Delays the lane, if the job is its first. */
  due?: number;
}

export interface Job {
  key: string;
  payload: unknown;
  order: number;
  /** Failed tries of this job so far. */
  tries: number;
}

/** A lane taken by a worker until the lease ends. `failures` counts the lane's failures in a row. */
export interface Claim {
  queue: string;
  lane: string;
  token: string;
  failures: number;
  jobs: Job[];
}

/** What became of a held lane. It is given back, and is due at once if it has jobs left, unless it is to rest. */
export interface Ended {
  claim: Claim;
  /** Keys of its jobs that are finished: they are removed. */
  done: string[];
  /** One that cannot succeed is put aside, where admins see it; `at` in ms since 1970. */
  dead?: { key: string; error: string; at: number };
  /**
   * The lane rests until `retryAt` (ms since 1970), its first job counts one more try and the lane one more failure. Without
   * it the failures are forgotten.
   */
  rest?: { retryAt: number; error: string };
}

export interface DeadJob extends Job {
  queue: string;
  lane: string;
  error: string;
  died: number;
}

/** The longest that a lane may be asked to rest, in ms: peers may name a day. */
const longestRestMs = 86_400_000;

/**
 * Times later than any that can be meant now: a lane that is held, or rests after a failure, until later was left so while the
 * clock stood ahead. (A job's own `due` may be as late as it likes.)
 */
export function lostAfter({ now, leaseMs }: { now: number; leaseMs: number }): { held: number; rest: number } {
  return { held: now + 10 * Math.max(leaseMs, 60_000), rest: now + longestRestMs };
}

export interface JobStore {
  add(jobs: NewJob[]): Promise<void>;
  /**
   * Takes up to `lanes` free lanes that are due, each with its first `perLane` jobs; a lane is held by one worker only. With
   * the first call, each minute, and when the clock was set back it frees the lanes that `lostAfter` tells.
   */
  claim(queue: string, want: { lanes: number; perLane: number; leaseMs: number; now: number }): Promise<Claim[]>;
  /**
   * Ends holds, those given together in as few writes as the database can: see `Ended`. True for each; false where the lease
   * was lost, and then nothing of it is done. A call that rejects may be repeated.
   */
  end(ended: Ended[]): Promise<boolean[]>;
  /** `waiting` jobs due now or held, `resting` ones in lanes that rest, `dead` ones. */
  counts(now: number): Promise<{ waiting: number; resting: number; dead: number }>;
  /** When the next lane of the queue is due, in ms since 1970; undefined when it is empty. */
  nextDue(queue: string): Promise<number | undefined>;
  /** The newest dead jobs, at most `limit` (≤ 1,000). */
  dead(limit: number): Promise<DeadJob[]>;
  /** Forgets the dead that died before a time, in ms since 1970; gives how many. Their keys may be added again. */
  forget(before: number): Promise<number>;
  /** How many jobs of a lane are not done, dead ones apart. */
  inLane(queue: string, lane: string): Promise<number>;
  /** Drops every waiting job of a lane (a retired or blocked peer); gives how many. */
  drop(queue: string, lane: string): Promise<number>;
}
