// What runs by the clock: looking again at gathered hubs every hour, sweeping what has expired every day.
// Of several processes on one database the leader does it; the others keep in mind what is due until they see that it was
// done, so that what a leader leaves undone when it dies is done by the next.
import cron from 'node-cron';
import type { Storage } from '../storage/port.ts';
import { makeLeader } from './log/leader.ts';
import type { Logger } from './logger.ts';

export interface ScheduleDeps {
  storage: Pick<Storage, 'state' | 'jobs'>;
  /** Has every gathered hub looked at again. */
  repairAll(): Promise<void>;
  /** Has other hosts asked what software they are. */
  lookAll?(): Promise<void>;
  log: Pick<Logger, 'error'>;
}

export interface Schedule {
  /** What is due every hour is due now; for tests and for the clock itself. Resolves when this process has looked at it. */
  hourly(): Promise<void>;
  /** The same for what is due every day. */
  daily(): Promise<void>;
  close(): Promise<void>;
}

const minuteMs = 60_000;
/** How often to look at what is due. */
const lookMs = 1000;
/** The pause after work that failed. */
const failedMs = 30_000;
/** How long work that could not be done is kept for admins to see. */
const deadMs = 90 * 86_400_000;
const space = 'clock';

type Name = 'repair' | 'sweep';

/** Starts the clock. */
export function startSchedule({ storage, repairAll, lookAll, log }: ScheduleDeps): Schedule {
  const leader = makeLeader(storage.state, 'clock');
  /** The minute for which each work is due. */
  const due = new Map<Name, number>();
  let looking: Promise<void> | undefined;
  let notBefore = 0;

  const works: Record<Name, () => Promise<void>> = {
    repair: repairAll,
    async sweep() {
      await storage.state.sweep(Date.now());
      await storage.jobs.forget(Date.now() - deadMs);
      await lookAll?.();
    },
  };

  async function lookAt(name: Name, minute: number): Promise<void> {
    const leads = await leader.leads();
    const done = (await storage.state.get(space, name)) as number | undefined;
    if (done === undefined || done < minute) {
      if (!leads) return;
      await works[name]();
      await storage.state.put(space, name, minute);
    }
    if (due.get(name) === minute) due.delete(name);
  }

  async function lookAtAll(): Promise<void> {
    for (const [name, minute] of [...due]) {
      await lookAt(name, minute).catch(error => {
        notBefore = performance.now() + failedMs;
        log.error({ err: error, name }, 'work by the clock failed, it is tried again');
      });
    }
  }

  function look(): Promise<void> {
    looking ??= lookAtAll().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function fall(name: Name): Promise<void> {
    due.set(name, Math.floor(Date.now() / minuteMs));
    await looking;
    await look();
  }

  const hourly = () => fall('repair');
  const daily = () => fall('sweep');
  const tasks = [
    cron.schedule('17 * * * *', hourly, { name: 'repair', noOverlap: true, unref: true }),
    cron.schedule('41 3 * * *', daily, { name: 'sweep', noOverlap: true, unref: true }),
  ];
  const timer = setInterval(() => {
    if (due.size > 0 && performance.now() > notBefore) void look();
  }, lookMs);
  timer.unref();

  return {
    hourly,
    daily,
    async close() {
      clearInterval(timer);
      await Promise.all(tasks.map(task => task.destroy()));
      await looking;
      await leader.close().catch(() => {});
    },
  };
}
