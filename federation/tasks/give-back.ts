// What a gathered hub shows first-hand, this hub's group shows in turn, so that those who follow it see the whole
// movement. Only first-hand shares come here, and a group shows a thing once, so nothing goes round in a loop.
import { hostOf } from '../../src/domain/home.ts';
import type { Thing } from '../../src/domain/records.ts';
import { mayBeFound } from '../../src/domain/visibility.ts';
import { upcast } from '../../src/log/entry.ts';
import { isPut } from '../../storage/port.ts';
import { passOn, publicThing } from './group.ts';
import { type Task, type TaskDeps, taskQueue } from './task.ts';

export const giveBack: Task<'giveBack'> = async (deps, task, { lane, order }) => {
  const share = await deps.know.stored(task.share);
  if (share?.record !== 'share' || !(await deps.isGathered(share.who))) return;
  const { what } = share;
  const since = (await deps.storage.log.get(task.share))?.at ?? 0;
  if (isPut(await deps.storage.records.get(what))) {
    if (!(await publicThing(deps, what))) return;
  } else {
    const own = `find:${hostOf(what)}`;
    if (lane !== own) {
      const payload = { ...task, lane: own };
      return deps.storage.jobs.add([{ key: `give:${task.share}`, queue: taskQueue, lane: own, order, payload }]);
    }
    if ((await found(deps, what))?.visibility !== 'public') return;
  }
  if (!(await isForAll(deps, what))) return;
  await passOn(deps, deps.home.hub, { what, live: task.live, since });
};

/** False for what its author does not want found: it is not gathered for others either (FEP-5feb). */
async function isForAll({ know, storage }: TaskDeps, what: string): Promise<boolean> {
  const record = await storage.records.get(what);
  return !isPut(record) || mayBeFound(await know.stored(record.owner));
}

/** A thing that is not in the records yet: found a moment ago and not yet applied, or to be fetched now. */
async function found({ storage, peers, know, budget }: TaskDeps, what: string): Promise<Thing | undefined> {
  const stored = await storage.log.get(`${what}#observed`);
  const event = stored && upcast(stored).event;
  if (event?.type === 'published') return event.thing;
  if (await peers.isBlocked(what)) return undefined;
  return know.thing(what, { shown: false, budget: budget() });
}
