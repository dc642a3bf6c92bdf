// A member passes a thing on with credit: to their own followers, and into communities here and elsewhere.
import { isOurs } from '../domain/home.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor, Share } from '../domain/records.ts';
import { moderatesHere } from '../log/moderation.ts';
import { notBanned } from './compose.ts';
import { type Action, type ActionDeps, findActor, findThing, mustSee, stored, thingOf } from './deps.ts';

export const share: Action<'share'> = async (deps, member, { what, into = [] }) => {
  const thing = await findThing(deps, what);
  await mustSee(deps, member, thing);
  const groups: string[] = [];
  for (const id of into.slice(0, 10)) {
    const group = await findActor(deps, id);
    if (group.kind !== 'group') throw new Problem('invalid', 422, 'A thing is brought into a community.');
    groups.push(group.id);
  }
  await notBanned(deps, member, groups);
  const activity = deps.addresses.newActivity();
  await deps.take({
    type: 'shared',
    id: activity,
    actor: member.id,
    at: deps.now(),
    what: thing.id,
    into: groups,
    shown: true,
    box: authorHere(deps, member, thing.author),
  });
  return { activity, object: thing.id };
};

/** Takes back the own share, and takes the thing out of the communities it was brought into by it; `from` names one of them. */
export const unshare: Action<'unshare'> = async (deps, member, { what, from }) => {
  const thing = await thingOf(deps, what);
  const own = await sharesOf(deps, member.id, thing.id);
  const brought = new Set(own.flatMap(record => record.into));
  const groups = from ? [from] : [...brought];
  let activity = '';
  for (const group of groups) {
    if (!(brought.has(group) || (await moderatesHere(deps.storage, { home: deps.home, group, member }))))
      throw new Problem('not-allowed', 403, 'Only its moderators may take this out.');
    if (!isOurs(deps.home, group)) continue;
    for (const record of await sharesOf(deps, group, thing.id)) activity = await undo(deps, group, record);
  }
  for (const record of own.filter(each => !from || each.into.includes(from)))
    activity = await undo(deps, member.id, record);
  if (!activity) throw new Problem('not-found', 404, 'This was not shared.');
  return { activity, object: thing.id };
};

async function sharesOf(deps: ActionDeps, who: string, what: string): Promise<Share[]> {
  const ids = (await deps.storage.links.get('shares', who, what))?.by ?? [];
  const records = await Promise.all(ids.map(id => stored(deps, id)));
  return records.filter(record => record?.record === 'share');
}

async function undo(deps: ActionDeps, actor: string, undoes: Share): Promise<string> {
  const id = deps.addresses.newActivity();
  await deps.take({ type: 'undone', id, actor, at: deps.now(), undoes });
  return id;
}

function authorHere(deps: ActionDeps, member: Actor, author: string): string[] {
  return isOurs(deps.home, author) && author !== member.id ? [author] : [];
}
