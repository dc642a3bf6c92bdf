// Does queued work: takes lanes that are due, does their jobs in order, rests a lane that fails. A lane that is slow
// or broken holds up nobody else, and a job that can never succeed is put aside where admins see it.
import type { Claim, Ended, Job, JobStore } from '../../storage/port.ts';
import { startTerm } from './term.ts';

/** Thrown by a handler to have the job tried again; `at` in ms since 1970 when the peer named a time. */
export class TryLater extends Error {
  readonly at: number | undefined;
  override name = 'TryLater';
  constructor(reason: string, at?: number) {
    super(reason);
    this.at = at;
  }
}

/** Thrown by a handler when the job can never succeed. */
export class GiveUp extends Error {
  override name = 'GiveUp';
}

export interface WorkerDeps {
  jobs: JobStore;
  queue: string;
  /** Lanes worked on at once. */
  lanes: number;
  /** Lanes that may be waited for beside these, once their job takes long; none unless given. */
  lingering?: number;
  /** Jobs taken from a lane at a time. */
  perLane: number;
  leaseMs: number;
  /**
   * Does one job; `TryLater` rests the lane, `GiveUp` and the last try put the job aside. `holds` is false once another
   * worker may do it too.
   */
  handle(job: Job, lane: string, holds: () => boolean): Promise<void>;
  /** The pause after the n-th failure in a row (n from 1), in ms, before jitter. */
  backoff(failures: number): number;
  /** A job is put aside after this many tries. */
  maxTries: number;
  onError(error: unknown, job: Job, lane: string): void;
}

export interface Worker {
  wake(): void;
  /** True when nothing is under way. Work may still be due: ask the queue. */
  resting(): boolean;
  close(): Promise<void>;
}

/** A lane under way, and since when its job is, by the clock of `performance`. */
interface Working {
  since: number;
  work: Promise<void>;
}

const pollMs = 1000;
/** What ends within this time of each other, in ms, is written together; with so many it is written at once. */
const together = { ms: 4, lanes: 64 };
/** A job that takes longer, in ms, leaves its place to another lane: it is waited for beside the others. */
const lingersMs = 100;

/** Starts a worker on a queue. */
export function startWorker(deps: WorkerDeps): Worker {
  const { jobs, queue, lanes, perLane, leaseMs } = deps;
  const working = new Set<Working>();
  /** What became of lanes and is not written yet; they are held until it is. */
  let ended: (Ended & { holds: () => boolean })[] = [];
  let closed = false;
  let turning: Promise<void> | undefined;
  let again = false;
  let soon: NodeJS.Timeout | undefined;
  let stands = false;

  function wake(): void {
    again = true;
    clearTimeout(soon);
    soon = undefined;
    if (turning || closed) return;
    turning = turn().finally(() => {
      turning = undefined;
      if (again && !closed) setImmediate(wake);
    });
  }

  /** Writes what has ended and takes what is due. */
  async function turn(): Promise<void> {
    again = false;
    try {
      await write();
      await fill();
      stands = false;
    } catch (error) {
      if (!stands) deps.onError(error, { key: '', payload: null, order: 0, tries: 0 }, '');
      stands = true;
    }
  }

  /** What cannot be written now is written later, unless others have the lane by then: they do the jobs again. */
  async function write(): Promise<void> {
    const writing = ended;
    ended = [];
    try {
      if (writing.length > 0) await jobs.end(writing);
    } catch (error) {
      ended.unshift(...writing.filter(({ holds }) => holds()));
      throw error;
    }
  }

  async function fill(): Promise<void> {
    const free = lanes - places();
    if (free <= 0 || closed) return;
    const holds = startTerm(leaseMs);
    const claims = await jobs.claim(queue, { lanes: free, perLane, leaseMs, now: Date.now() });
    for (const claim of claims) begin(claim, holds);
  }

  /** Places that are taken. Those who linger have places of their own, so that they keep none from the others. */
  function places(): number {
    const before = performance.now() - lingersMs;
    let lingering = 0;
    for (const { since } of working) if (since < before) lingering += 1;
    return working.size - Math.min(lingering, deps.lingering ?? 0);
  }

  function begin(claim: Claim, holds: () => boolean): void {
    const lane: Working = { since: performance.now(), work: Promise.resolve() };
    working.add(lane);
    lane.work = workLane(claim, holds, lane).then(outcome => {
      working.delete(lane);
      ended.push({ ...outcome, claim, holds });
      if (working.size === 0 || ended.length >= together.lanes) wake();
      else soon ??= setTimeout(wake, together.ms);
    });
  }

  async function workLane(claim: Claim, holds: () => boolean, lane: Working): Promise<Omit<Ended, 'claim'>> {
    // By a clock that nobody sets: the lease runs on whatever the machine's clock says.
    const until = performance.now() + leaseMs / 2;
    const done: string[] = [];
    for (const job of claim.jobs) {
      lane.since = performance.now();
      if (closed || lane.since > until) break;
      try {
        await deps.handle(job, claim.lane, holds);
        done.push(job.key);
      } catch (error) {
        return { done, ...failed(claim, job, error) };
      }
    }
    return { done };
  }

  function failed(claim: Claim, job: Job, error: unknown): Pick<Ended, 'dead' | 'rest'> {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof TryLater)) deps.onError(error, job, claim.lane);
    if (error instanceof GiveUp || job.tries + 1 >= deps.maxTries)
      return { dead: { key: job.key, error: reason, at: Date.now() } };
    const pause = Math.round(deps.backoff(claim.failures + 1) * (0.75 + Math.random() / 2));
    const named = error instanceof TryLater ? error.at : undefined;
    return { rest: { retryAt: Math.max(named ?? 0, Date.now() + pause), error: reason.slice(0, 500) } };
  }

  const poll = setInterval(wake, pollMs);
  poll.unref();
  wake();

  return {
    wake,
    resting: () => working.size === 0 && ended.length === 0 && !turning,
    async close() {
      closed = true;
      clearInterval(poll);
      await turning;
      await Promise.all([...working].map(({ work }) => work));
      clearTimeout(soon);
      await turning;
      await turn();
    },
  };
}
