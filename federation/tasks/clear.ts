// An actor is gone: what it left here goes too, its things and its shares, a bounded part in one go.
import { Problem } from '../../src/domain/problem.ts';
import type { Rec } from '../../src/domain/records.ts';
import { takeDown } from './take-down.ts';
import { type Task, type TaskDeps, taskQueue } from './task.ts';

/** How many are dealt with at once. */
const together = 50;

export const clear: Task<'clear'> = async (deps, task, { lane, order }) => {
  const left = await deps.partings.leftBy(task.actor);
  if (!left) return;
  for (let start = 0; start < left.ids.length; start += together) {
    const records = await deps.storage.records.getMany(left.ids.slice(start, start + together));
    const bodies = records.filter(record => record.buried === undefined).map(record => record.body as Rec);
    await Promise.all(bodies.map(body => clearOne(deps, task.actor, body)));
  }
  await deps.partings.settled(left.key);
  await deps.storage.jobs.add([{ key: `clear:${left.key}`, queue: taskQueue, lane, order, payload: task }]);
};

async function clearOne(deps: TaskDeps, actor: string, body: Rec): Promise<void> {
  try {
    if (body.record === 'thing' && body.author === actor) await takeDown(deps, body.id, actor);
    if (body.record !== 'share' || body.who !== actor) return;
    const at = new Date().toISOString();
    await deps.take({ type: 'undone', id: `${body.id}#gone`, actor, at, undoes: body }, 'observed');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
