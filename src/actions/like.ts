// A member likes a thing, once, and may take it back.
import { Problem } from '../domain/problem.ts';
import { type Action, findThing, mustSee, stored, thingOf } from './deps.ts';

export const like: Action<'like'> = async (deps, member, { what }) => {
  const thing = await findThing(deps, what);
  await mustSee(deps, member, thing);
  const liked = (await deps.storage.links.get('likes', member.id, thing.id))?.by[0];
  if (liked) return { activity: liked, object: thing.id };
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'liked', id: activity, actor: member.id, at: deps.now(), what: thing.id });
  return { activity, object: thing.id };
};

export const unlike: Action<'unlike'> = async (deps, member, { what }) => {
  const thing = await thingOf(deps, what);
  const liked = (await deps.storage.links.get('likes', member.id, thing.id))?.by[0];
  const record = liked ? await stored(deps, liked) : undefined;
  if (record?.record !== 'like') throw new Problem('not-found', 404, 'You have not liked this.');
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'undone', id: activity, actor: member.id, at: deps.now(), undoes: record });
  return { activity, object: thing.id };
};
