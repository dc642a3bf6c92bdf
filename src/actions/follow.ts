// A member follows a member, a community or a hub, here or elsewhere. Asking twice is asking once.
import { Problem } from '../domain/problem.ts';
import { type Action, findActor, stored } from './deps.ts';

export const follow: Action<'follow'> = async (deps, member, { whom }) => {
  const target = await findActor(deps, whom);
  if (target.id === member.id) throw new Problem('invalid', 422, 'Nobody follows themselves.');
  const asked = (await deps.storage.links.get('asks', member.id, target.id))?.by[0];
  if (asked) return { activity: asked, object: target.id };
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'followed', id: activity, actor: member.id, at: deps.now(), whom: target.id });
  return { activity, object: target.id };
};

export const unfollow: Action<'unfollow'> = async (deps, member, { whom }) => {
  const target = await findActor(deps, whom);
  const asked = (await deps.storage.links.get('asks', member.id, target.id))?.by ?? [];
  let activity = '';
  for (const id of asked) {
    const record = await stored(deps, id);
    if (record?.record !== 'follow') continue;
    activity = deps.addresses.newActivity();
    await deps.take({ type: 'undone', id: activity, actor: member.id, at: deps.now(), undoes: record });
  }
  if (!activity) throw new Problem('not-found', 404, 'You do not follow this.');
  return { activity, object: target.id };
};
