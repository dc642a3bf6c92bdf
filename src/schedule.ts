// What runs by the clock: looking again at gathered hubs every hour, sweeping what has expired every day.
// Of several processes on one database only the holder of the lease does it.
import { randomUUID } from 'node:crypto';
import cron from 'node-cron';
import type { Storage } from '../storage/port.ts';
import type { Logger } from './logger.ts';

export interface ScheduleDeps {
  storage: Pick<Storage, 'state' | 'jobs'>;
  /** Has every gathered hub looked at again. */
  repairAll(): Promise<void>;
  log: Pick<Logger, 'error'>;
}

export interface Schedule {
  /** Does what is due every hour now, if this process leads; for tests and for the clock itself. */
  hourly(): Promise<void>;
  /** The same for what is due every day. */
  daily(): Promise<void>;
  close(): Promise<void>;
}

const leaseMs = 10 * 60_000;
/** How long work that could not be done is kept for admins to see. */
const deadMs = 90 * 86_400_000;

/** Starts the clock. */
export function startSchedule({ storage, repairAll, log }: ScheduleDeps): Schedule {
  const holder = randomUUID();

  async function lead(name: string, work: () => Promise<unknown>): Promise<void> {
    try {
      if (await storage.state.lease(`clock:${name}`, holder, leaseMs, Date.now())) await work();
    } catch (error) {
      log.error({ err: error, name }, 'work by the clock failed, it comes again');
    }
  }

  const hourly = () => lead('repair', repairAll);
  const daily = () =>
    lead('sweep', async () => {
      await storage.state.sweep(Date.now());
      await storage.jobs.forget(Date.now() - deadMs);
    });
  const tasks = [
    cron.schedule('17 * * * *', hourly, { name: 'repair', noOverlap: true, unref: true }),
    cron.schedule('41 3 * * *', daily, { name: 'sweep', noOverlap: true, unref: true }),
  ];

  return {
    hourly,
    daily,
    async close() {
      await Promise.all(tasks.map(task => task.destroy()));
    },
  };
}
