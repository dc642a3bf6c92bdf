// Jobs and claims as the jobs' part of the suite makes them.
import type { Claim, Ended, NewJob, Storage } from '../../storage/port.ts';

export function job(lane: string, order: number, more: Partial<NewJob> = {}): NewJob {
  return { key: `${lane}-${order}`, queue: 'deliver', lane, order, payload: { lane, order }, ...more };
}

/** The usual calls on the queue `deliver`. */
export function queueOf(db: { storage: Storage }) {
  const add = (...jobs: NewJob[]) => db.storage.jobs.add(jobs);
  const claim = (more: Partial<{ lanes: number; perLane: number; leaseMs: number; now: number }> = {}) =>
    db.storage.jobs.claim('deliver', { lanes: 10, perLane: 10, leaseMs: 1000, now: 5000, ...more });
  const one = async (now = 5000): Promise<Claim> => {
    const [first] = await claim({ lanes: 1, now });
    if (!first) throw new Error('There was no lane to claim.');
    return first;
  };
  const keys = (claims: Claim[]) => claims.map(held => [held.lane, held.jobs.map(each => each.key)]);
  /** Ends one hold; true when it was still held. */
  const end = async (held: Claim, what: Partial<Omit<Ended, 'claim'>> = {}) => {
    const [answer] = await db.storage.jobs.end([{ claim: held, done: [], ...what }]);
    return answer;
  };
  return { add, claim, one, end, keys };
}
