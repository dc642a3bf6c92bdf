// Does queued work: takes lanes that are due, does their jobs in order, rests a lane that fails. A lane that is slow
// or broken holds up nobody else, and a job that can never succeed is put aside where admins see it.
import type { Claim, Job, JobStore } from '../../storage/port.ts';
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

const pollMs = 1000;

/** Starts a worker on a queue. */
export function startWorker(deps: WorkerDeps): Worker {
  const { jobs, queue, lanes, perLane, leaseMs } = deps;
  const busy = new Set<Promise<void>>();
  let closed = false;
  let claiming: Promise<void> | undefined;
  let again = false;

  function wake(): void {
    again = true;
    if (claiming || closed) return;
    claiming = fill()
      .catch(error => deps.onError(error, { key: '', payload: null, order: 0, tries: 0 }, ''))
      .finally(() => {
        claiming = undefined;
        if (again && !closed && busy.size < lanes) setImmediate(wake);
      });
  }

  async function fill(): Promise<void> {
    again = false;
    const free = lanes - busy.size;
    if (free <= 0) return;
    const holds = startTerm(leaseMs);
    const claims = await jobs.claim(queue, { lanes: free, perLane, leaseMs, now: Date.now() });
    for (const claim of claims) {
      const work: Promise<void> = workLane(claim, holds)
        .catch(error => deps.onError(error, claim.jobs[0] as Job, claim.lane))
        .finally(() => {
          busy.delete(work);
          wake();
        });
      busy.add(work);
    }
  }

  async function workLane(claim: Claim, holds: () => boolean): Promise<void> {
    // By a clock that nobody sets: the lease runs on whatever the machine's clock says.
    const until = performance.now() + leaseMs / 2;
    const finished: string[] = [];
    for (const job of claim.jobs) {
      if (closed || performance.now() > until) break;
      try {
        await deps.handle(job, claim.lane, holds);
        finished.push(job.key);
      } catch (error) {
        await jobs.done(claim, finished);
        return failed(claim, job, error);
      }
    }
    await jobs.done(claim, finished);
    await jobs.release(claim);
  }

  async function failed(claim: Claim, job: Job, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof TryLater)) deps.onError(error, job, claim.lane);
    if (error instanceof GiveUp || job.tries + 1 >= deps.maxTries) {
      await jobs.bury(claim, job.key, reason, Date.now());
      return jobs.release(claim);
    }
    const pause = Math.round(deps.backoff(claim.failures + 1) * (0.75 + Math.random() / 2));
    const named = error instanceof TryLater ? error.at : undefined;
    return jobs.release(claim, { retryAt: Math.max(named ?? 0, Date.now() + pause), error: reason.slice(0, 500) });
  }

  const poll = setInterval(wake, pollMs);
  poll.unref();
  wake();

  return {
    wake,
    resting: () => busy.size === 0 && !claiming,
    async close() {
      closed = true;
      clearInterval(poll);
      await claiming;
      await Promise.allSettled(busy);
    },
  };
}
