// An actor has moved: those here who followed it follow where it went, and the old follow ends. Believed only when both sides
// say so at their own origins: the old one by `movedTo`, the new one by `alsoKnownAs`, which may come a little later than
// the Move (L17). One move of an actor in a week, and never on to one that has itself moved: chains and loops end here.
import { hostOf, isOurs } from '../../src/domain/home.ts';
import type { Actor, Follow } from '../../src/domain/records.ts';
import type { LinkCursor } from '../../storage/port.ts';
import { derivedId } from './derived-id.ts';
import { type Standing, type Task, type TaskDeps, taskQueue } from './task.ts';

type Moving = Parameters<Task<'move'>>[1];

const weekMs = 7 * 86_400_000;
/** Followers that one job takes along, and the pause before the next, in ms. */
const pageSize = 50;
const pageMs = 2000;
/** When a move that the new actor does not confirm yet is looked at again, in ms. */
const patience = [60_000, 10 * 60_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000];

export const move: Task<'move'> = async (deps, task, standing) => {
  const { from, to } = task;
  const list = { kind: 'follows', to: from };
  if (!task.after) {
    if (from === to || (await deps.peers.isBlocked(hostOf(to))) || !(await deps.storage.links.any(list))) return;
    const verdict = await judge(deps, task);
    if (verdict === 'later') return again(deps, task, standing);
    if (verdict === 'no') return deps.log.info({ from, to }, 'a move was not followed');
  }
  const links = await deps.storage.links.list(list, { limit: pageSize, ...(task.after && { after: task.after }) });
  for (const { from: follower } of links) await take(deps, { follower, from, to });
  const last = links.at(-1);
  if (last && links.length === pageSize) await goOn(deps, task, { sort: last.sort, id: last.from }, standing);
};

async function judge({ know, storage, budget }: TaskDeps, { from, to }: Moving): Promise<'yes' | 'no' | 'later'> {
  const moved = (await storage.state.get('moved', from)) as { to: string } | undefined;
  if ((moved && moved.to !== to) || (await storage.state.get('moved', to)) !== undefined) return 'no';
  const spending = budget();
  const target = await know.actor(to, { refresh: true, budget: spending });
  const old = await know.actor(from, { refresh: true, budget: spending });
  if (!target || !old || target.movedTo) return 'no';
  if (old.movedTo !== to || !target.alsoKnownAs?.includes(from)) return 'later';
  await storage.state.put('moved', from, { to }, Date.now() + weekMs);
  return 'yes';
}

/** In a lane apart, so that another word of the same actor is not held up; once for each target, however often it is said. */
async function again({ storage, log }: TaskDeps, task: Moving, { order }: Standing): Promise<void> {
  const attempt = task.attempt ?? 0;
  const pause = patience[attempt];
  if (pause === undefined) return log.info({ from: task.from, to: task.to }, 'a move was never confirmed');
  const lane = `later:${task.from}`;
  const payload = { ...task, lane, attempt: attempt + 1 };
  const key = `move ${task.from} ${task.to} try ${attempt + 1}`;
  await storage.jobs.add([{ key, queue: taskQueue, lane, order, due: Date.now() + pause, payload }]);
}

async function goOn({ storage }: TaskDeps, task: Moving, after: LinkCursor, { lane, order }: Standing): Promise<void> {
  const key = `move ${task.move} after ${after.id}`;
  const payload = { ...task, after };
  await storage.jobs.add([{ key, queue: taskQueue, lane, order, due: Date.now() + pageMs, payload }]);
}

/** One follower of this hub goes along; hubs and communities stay, as what they follow is for their keepers to decide. */
async function take(deps: TaskDeps, { follower, from, to }: { follower: string; from: string; to: string }) {
  const { home, know, storage, urls } = deps;
  const actor = isOurs(home, follower) && follower !== to ? await know.stored(follower) : undefined;
  if (!isPerson(actor)) return;
  const at = new Date().toISOString();
  if (!(await storage.links.get('asks', follower, to))) {
    const id = derivedId(urls, 'moved', from, to, follower);
    await deps.take({ type: 'followed', id, actor: follower, at, whom: to }, 'local');
  }
  for (const asked of (await storage.links.get('asks', follower, from))?.by ?? []) {
    const undoes = await know.stored(asked);
    if (isFollow(undoes))
      await deps.take({ type: 'undone', id: derivedId(urls, 'undo', asked), actor: follower, at, undoes }, 'local');
  }
}

function isPerson(record: { record: string } | undefined): record is Actor {
  return record?.record === 'actor' && (record as Actor).kind === 'person';
}

function isFollow(record: { record: string } | undefined): record is Follow {
  return record?.record === 'follow';
}
