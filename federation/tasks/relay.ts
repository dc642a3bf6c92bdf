// What happens to a thing that local groups show, or in a thread below one, is passed on to the groups' followers as it
// came (FEP-1b12). Each group does it in its own lane, so that it follows what the group passed on before.
import type { DomainEvent, Withdrawn } from '../../src/domain/events.ts';
import { isOurs } from '../../src/domain/home.ts';
import { type Candidate, threadOf } from '../deliver/holders.ts';
import { groupHere, isShowing, mayPass, publicThing, relayable, relayTo, takeBack } from './group.ts';
import { type Standing, type Task, type TaskDeps, taskQueue } from './task.ts';

type Relay = Parameters<Task<'relay'>>[1];

export const relay: Task<'relay'> = async (deps, task, standing) => {
  const entry = await relayable(deps, task.entry);
  if (!entry?.event) return;
  const group = await groupHere(deps, standing.lane);
  if (entry.event.type === 'withdrawn')
    return withdrawn(deps, task, { ...standing, event: entry.event, group: group?.id });
  if (await deps.peers.isQuiet(entry.event.actor)) return;
  const thread = await threadAbout(deps, entry.event);
  if (!group) return handOut(deps, task, { order: standing.order, groups: thread.flatMap(({ groups }) => groups) });
  const ids = thread.map(({ id }) => id);
  if (!(await isShowing(deps, group.id, ids))) return;
  if (await mayPass(deps, group.id, { event: entry.event, thread: ids })) await relayTo(deps, group.id, task.entry);
};

/** When the thing itself is gone, a group also takes back the shares by which it showed it. */
async function withdrawn(
  deps: TaskDeps,
  task: Relay,
  { group, order, event }: Standing & { group: string | undefined; event: Withdrawn },
): Promise<void> {
  const parting = await deps.partings.of(task.entry);
  if (!parting) return;
  if (!group) return handOut(deps, task, { order, groups: parting.groups });
  // What a moderator removed of another hub is not gone there: the group only takes back that it showed it.
  const isGone = event.actor === event.author || isOurs(deps.home, event.author);
  if (isGone) await relayTo(deps, group, task.entry);
  for (const showing of parting.showings) if (showing.group === group) await takeBack(deps, showing);
}

async function handOut(
  { storage }: TaskDeps,
  task: Relay,
  { groups, order }: { groups: string[]; order: number },
): Promise<void> {
  const jobs = [...new Set(groups)].map(lane => {
    return { key: `relay ${lane} ${task.entry}`, queue: taskQueue, lane, order, payload: { ...task, lane } };
  });
  if (jobs.length > 0) await storage.jobs.add(jobs);
}

/** The public thing that the event is about and all that it answers. */
async function threadAbout(deps: TaskDeps, event: DomainEvent): Promise<Candidate[]> {
  const about = subjectOf(event);
  const thing = about && (await publicThing(deps, about));
  return thing ? threadOf(deps, thing) : [];
}

function subjectOf(event: DomainEvent): string | undefined {
  if (event.type === 'published' || event.type === 'revised') return event.thing.id;
  if (event.type === 'undone') return event.undoes.record === 'like' ? event.undoes.what : undefined;
  return event.type === 'liked' ? event.what : undefined;
}
