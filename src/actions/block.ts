// A member keeps an actor off: blocked, it neither follows nor reaches the member, nor the member it; muted, the member does
// not see it. Nobody is told, but that they follow no longer.
import { Problem } from '../domain/problem.ts';
import type { Actor } from '../domain/records.ts';
import { type Action, type ActionDeps, findActor, stored } from './deps.ts';
import { unfollow } from './follow.ts';

export const block: Action<'block'> = async (deps, member, { whom, mute }) => {
  const target = await findActor(deps, whom);
  const standing = (await deps.storage.links.get(mute ? 'mutes' : 'blocks', member.id, target.id))?.by[0];
  if (standing) return { activity: standing, object: target.id };
  const activity = deps.addresses.newActivity();
  const event = { type: 'blocked' as const, id: activity, actor: member.id, at: deps.now(), whom: target.id };
  await deps.take({ ...event, ...(mute && { mute: true as const }) });
  if (!mute) await part(deps, member, target);
  return { activity, object: target.id };
};

export const unblock: Action<'unblock'> = async (deps, member, { whom, mute }) => {
  const target = await findActor(deps, whom);
  const made = (await deps.storage.links.get(mute ? 'mutes' : 'blocks', member.id, target.id))?.by ?? [];
  let activity = '';
  for (const id of made) {
    const record = await stored(deps, id);
    if (record?.record !== 'block') continue;
    activity = deps.addresses.newActivity();
    await deps.take({ type: 'undone', id: activity, actor: member.id, at: deps.now(), undoes: record });
  }
  if (!activity) throw new Problem('not-found', 404, 'You do not keep this off.');
  return { activity, object: target.id };
};

/** Neither follows the other any longer. */
async function part(deps: ActionDeps, member: Actor, target: Actor): Promise<void> {
  const { links } = deps.storage;
  if (await links.get('asks', member.id, target.id)) await unfollow(deps, member, { do: 'unfollow', whom: target.id });
  for (const follow of (await links.get('asks', target.id, member.id))?.by ?? []) {
    const id = deps.addresses.newActivity();
    await deps.take({ type: 'followRejected', id, actor: member.id, at: deps.now(), follow, who: target.id });
  }
}
