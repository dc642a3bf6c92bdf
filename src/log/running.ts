// Says that a hub serves this data, and that its records are being made anew, so that the two never meet. Each side says
// its own first and looks for the other then: when both begin at once, one of them or both give way.
import { randomUUID } from 'node:crypto';
import { type Rebuild, rebuildNote, type StateStore } from '../../storage/port.ts';

/** Thrown when records would be made anew under a running hub, or the other way round. */
export class NotAlone extends Error {
  override name = 'NotAlone';
}

export interface Running {
  /** Says that this process serves no more. */
  close(): Promise<void>;
}

const space = 'running';
const beatMs = 10_000;
/** A process that was killed counts as running for this long. */
const lifeMs = 30_000;

/** Says that this process serves the data, until closed. Throws `NotAlone` while the records are being made anew. */
export async function startRunning(state: StateStore): Promise<Running> {
  const me = randomUUID();
  const beat = () => state.put(space, me, true, Date.now() + lifeMs);
  await beat();
  if (await isRebuilding(state)) {
    await state.delete(space, me);
    throw new NotAlone('the records of this hub are being made anew; start it when that is done');
  }
  // A beat that storage could not take is made up for by the next.
  const timer = setInterval(() => beat().catch(() => {}), beatMs);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await state.delete(space, me);
    },
  };
}

/** True while some process serves the data, or was killed less than half a minute ago. */
export async function isRunning(state: StateStore): Promise<boolean> {
  return (await state.list(space, '', 1)).length > 0;
}

const rebuild = { ...rebuildNote, lease: 'rebuild', leaseMs: 60_000 };

/** The rebuild that is under way or was cut short. */
export async function rebuildOf(state: StateStore): Promise<Rebuild | undefined> {
  return (await state.get(rebuild.space, rebuild.key)) as Rebuild | undefined;
}

async function isRebuilding(state: StateStore): Promise<boolean> {
  return (await rebuildOf(state)) !== undefined;
}

/** Holds the records for one who makes them anew; `keep` is to be called again and again. */
export interface Hold {
  keep(): Promise<void>;
  done(): Promise<void>;
  giveUp(): Promise<void>;
}

/** Takes hold of the records. Throws `NotAlone` when a hub runs or another process has them. */
export async function holdRecords(state: StateStore, what: Rebuild): Promise<Hold> {
  const me = randomUUID();
  const keep = async () => {
    if (!(await state.lease(rebuild.lease, me, rebuild.leaseMs, Date.now())))
      throw new NotAlone('another process is making the records anew; try again in a minute');
  };
  const giveUp = async () => {
    await state.lease(rebuild.lease, me, 0, Date.now());
  };
  await keep();
  const before = await rebuildOf(state);
  if (!before) await state.put(rebuild.space, rebuild.key, what);
  if (await isRunning(state)) {
    if (!before) await state.delete(rebuild.space, rebuild.key);
    await giveUp();
    throw new NotAlone(
      'a hub is running on this data, or was killed a moment ago: stop it, wait half a minute, try again',
    );
  }
  return {
    keep,
    giveUp,
    async done() {
      await state.delete(rebuild.space, rebuild.key);
      await giveUp();
    },
  };
}
