// Of several processes on one database one at a time does what must be done once: reading the log for records, for
// deliveries, what runs by the clock. It leads by a short lease that it prolongs while it lives, however long a piece of its
// work takes; when it dies, another takes over when the lease has ended.
// Rule: who cannot prolong does not lead, and everything that a leader does bears being done again by the next. What would
// do harm if it came late is done only while `holds` says that nobody else can lead.
import { randomUUID } from 'node:crypto';
import { type StateStore, Unavailable } from '../../storage/port.ts';
import { startTerm } from './term.ts';

export interface Leader {
  /** True while this process leads. Rejects with `Unavailable` when that cannot be told now. */
  leads(): Promise<boolean>;
  /** False as soon as another may lead. Told at once, without asking, for a look just before what must not come late. */
  holds(): boolean;
  /** Lets another lead, and does not ask for ten seconds: for one that cannot do what comes next. */
  standBack(): Promise<void>;
  /** Lets another lead at once. */
  close(): Promise<void>;
}

/** Thrown in the middle of a piece of work by one who was halted for so long that another may lead: the rest is the other's. */
export class Overtaken extends Unavailable {
  override name = 'Overtaken';
  constructor() {
    super('Another process may lead by now.');
  }
}

/** With the pauses below, a dead leader is followed by another within seven seconds. */
const leaseMs = 5000;
/** How long an answer is good for: a leader prolongs, another asks again. Measured by a clock that nobody sets. */
const askMs = 1000;
const standBackMs = 10_000;
/** A leader that has not come back to its work for so long is stuck, and prolongs no more. */
const stuckMs = 60_000;

/** Makes this process a candidate for a work by its name. */
export function makeLeader(state: Pick<StateStore, 'lease'>, name: string): Leader {
  const holder = randomUUID();
  const lease = (ms: number) => state.lease(`leader:${name}`, holder, ms, Date.now());
  let asked = Number.NEGATIVE_INFINITY;
  let wanted = Number.NEGATIVE_INFINITY;
  let holds = () => false;
  let asking: Promise<void> | undefined;

  function ask(): Promise<void> {
    asking ??= (async () => {
      const now = performance.now();
      const term = startTerm(leaseMs);
      holds = (await lease(leaseMs)) ? term : () => false;
      asked = now;
    })().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function letGo(): Promise<void> {
    await asking?.catch(() => {});
    if (holds()) await lease(0);
    holds = () => false;
  }

  const prolong = setInterval(() => {
    if (holds() && performance.now() - wanted < stuckMs) ask().catch(() => {});
  }, askMs);
  prolong.unref();

  return {
    async leads() {
      wanted = performance.now();
      if (wanted - asked >= askMs) await ask();
      return holds();
    },
    holds: () => holds(),
    async standBack() {
      await letGo();
      asked = performance.now() + standBackMs - askMs;
    },
    close() {
      clearInterval(prolong);
      return letGo();
    },
  };
}
