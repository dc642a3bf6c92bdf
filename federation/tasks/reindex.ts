// An actor has said whether what it publishes may be found by search (FEP-5feb): what is known of it already follows, a page
// at a time. What somebody elsewhere no longer wants found, this hub's group does not show around either.
import { hostOf } from '../../src/domain/home.ts';
import { indexAuthor } from '../../src/log/searching.ts';
import { showings } from '../deliver/holders.ts';
import { takeBack } from './group.ts';
import { type Task, taskQueue } from './task.ts';

/** Actors whose things are not in search; a change is done when it is told here. */
const space = 'unfound';

export const reindex: Task<'reindex'> = async (deps, task, { lane, order }) => {
  const { storage, home } = deps;
  const actor = await deps.know.stored(task.actor);
  if (actor?.record !== 'actor') return;
  const refuses = actor.indexable === false;
  const key = `${hostOf(actor.id)} ${actor.id}`;
  if (((await storage.state.get(space, key)) !== undefined) === refuses) return;
  const { ids, next } = await indexAuthor(storage, actor.id, task.after);
  for (const id of refuses && !actor.local ? ids : []) {
    for (const showing of await showings(deps, id)) if (showing.group === home.hub) await takeBack(deps, showing);
  }
  if (next) {
    const payload = { ...task, after: next };
    return storage.jobs.add([
      { key: `reindex ${actor.id} ${order} ${next.sort}`, queue: taskQueue, lane, order, payload },
    ]);
  }
  if (refuses) await storage.state.put(space, key, {});
  else await storage.state.delete(space, key);
};
