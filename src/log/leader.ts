// Of several processes on one database one at a time does what must be done once: reading the log for records, for
// deliveries. It leads by a lease that it prolongs; when it dies, another takes over when the lease has ended.
// Rule: who cannot prolong does not lead, and everything that a leader does bears being done again by the next.
import { randomUUID } from 'node:crypto';
import type { StateStore } from '../../storage/port.ts';

export interface Leader {
  /** True while this process leads. Rejects with `Unavailable` when that cannot be told now. */
  leads(): Promise<boolean>;
  /** Lets another lead, and does not ask for ten seconds: for one that cannot do what comes next. */
  standBack(): Promise<void>;
  /** Lets another lead at once. */
  close(): Promise<void>;
}

/** With the pauses below, a dead leader is followed by another within eight seconds. */
const leaseMs = 6000;
/** How long an answer is good for: a leader prolongs, another asks again. Measured by a clock that nobody sets. */
const askMs = 1500;
const standBackMs = 10_000;

/** Makes this process a candidate for a work by its name. */
export function makeLeader(state: Pick<StateStore, 'lease'>, name: string): Leader {
  const holder = randomUUID();
  const lease = (ms: number) => state.lease(`leader:${name}`, holder, ms, Date.now());
  let asked = Number.NEGATIVE_INFINITY;
  let leading = false;

  async function letGo(): Promise<void> {
    if (leading) await lease(0);
    leading = false;
  }

  return {
    async leads() {
      const now = performance.now();
      if (now - asked < askMs) return leading;
      leading = false;
      leading = await lease(leaseMs);
      asked = now;
      return leading;
    },
    async standBack() {
      await letGo();
      asked = performance.now() + standBackMs - askMs;
    },
    close: letGo,
  };
}
