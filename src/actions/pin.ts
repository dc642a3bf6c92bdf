// A member shows a thing of their own first, or no longer.
import { Problem } from '../domain/problem.ts';
import { type Action, thingOf } from './deps.ts';

export const pin: Action<'pin'> = async (deps, member, { what }) => {
  const thing = await thingOf(deps, what);
  const pinned = (await deps.storage.links.get('featured', member.id, thing.id))?.by[0];
  if (pinned) return { activity: pinned, object: thing.id };
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'pinned', id: activity, actor: member.id, at: deps.now(), what: thing.id });
  return { activity, object: thing.id };
};

export const unpin: Action<'unpin'> = async (deps, member, { what }) => {
  const pins = (await deps.storage.links.get('featured', member.id, what))?.by ?? [];
  if (pins.length === 0) throw new Problem('not-found', 404, 'This is not among what you show first.');
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'unpinned', id: activity, actor: member.id, at: deps.now(), what, pins });
  return { activity, object: what };
};
