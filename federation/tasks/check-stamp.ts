// A quote is shown on the strength of a stamp that its author elsewhere may take back without telling this hub (FEP-044f): the
// stamp is looked at again after a day, a week, a month and a quarter. One that is gone, or says something else, ends the quote.
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import { isStamp } from '../read/quote.ts';
import { type Task, type TaskDeps, taskQueue } from './task.ts';

const dayMs = 86_400_000;
const pauses = [7 * dayMs, 30 * dayMs, 90 * dayMs];

export const checkStamp: Task<'checkStamp'> = async (deps, task, { lane, order }) => {
  const { know, storage, peers, take } = deps;
  const stamp = await know.stored(task.stamp);
  if (stamp?.record !== 'stamp') return;
  const { id, author, quote, what } = stamp;
  if (!(await peers.isBlocked(hostOf(id))) && (await isGone(deps, stamp))) {
    const at = new Date().toISOString();
    await take({ type: 'quoteRevoked', id: `${id}#gone`, actor: author, at, stamp: id, quote, what }, 'observed');
    return;
  }
  const round = task.round ?? 0;
  const pause = pauses[round];
  if (pause === undefined) return;
  const key = `stamp ${id} ${round + 1}`;
  const payload = { ...task, round: round + 1 };
  await storage.jobs.add([{ key, queue: taskQueue, lane, order, due: Date.now() + pause, payload }]);
};

/** True when its origin says that it is no more; an origin that cannot be asked now says nothing. */
async function isGone(
  { fetch, budget }: TaskDeps,
  stamp: { id: string; author: string; quote: string; what: string },
): Promise<boolean> {
  try {
    const { document } = await fetch.getObject(stamp.id, { budget: budget() });
    return !isStamp(document, stamp);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const status = error.extras.peerStatus;
    return status === 404 || status === 410;
  }
}
