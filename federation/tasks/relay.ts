// What happens to a thing that local groups show, or in a thread below one, is passed on to the groups' followers as it
// came (FEP-1b12). When the thing itself is gone, the groups also take back the shares by which they showed it.
import type { DomainEvent } from '../../src/domain/events.ts';
import { hostOf } from '../../src/domain/home.ts';
import { groupsOfThread } from '../deliver/holders.ts';
import { publicThing, relayable, relayTo, takeBack } from './group.ts';
import type { Task, TaskDeps } from './task.ts';

export const relay: Task<'relay'> = async (deps, { entry: id }) => {
  const entry = await relayable(deps, id);
  if (!entry?.event || (await deps.peers.isBlocked(hostOf(entry.event.actor)))) return;
  if (entry.event.type === 'withdrawn') return withdrawn(deps, id);
  const thing = await subject(deps, entry.event);
  if (!thing) return;
  for (const group of await groupsOfThread(deps, thing)) await relayTo(deps, group, id);
};

async function withdrawn(deps: TaskDeps, entry: string): Promise<void> {
  const parting = await deps.partings.of(entry);
  if (!parting) return;
  for (const group of parting.groups) await relayTo(deps, group, entry);
  for (const showing of parting.showings) await takeBack(deps, showing);
}

/** The public thing that the event is about, and what it answers. */
async function subject(deps: TaskDeps, event: DomainEvent): Promise<{ id: string; inReplyTo?: string } | undefined> {
  if (event.type !== 'published' && event.type !== 'revised' && event.type !== 'liked') return undefined;
  const thing = await publicThing(deps, event.type === 'liked' ? event.what : event.thing.id);
  if (!thing) return undefined;
  return { id: thing.id, ...(thing.kind === 'discussion' && thing.inReplyTo && { inReplyTo: thing.inReplyTo }) };
}
