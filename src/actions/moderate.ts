// A moderator acts in a community of this hub, or takes back what a moderator did there. Whether the member may is for
// mayDo; asking twice is asking once.
import { isOurs } from '../domain/home.ts';
import { actLinks, foundersPlace, isAboutActor } from '../domain/moderation.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor, Measure } from '../domain/records.ts';
import { moderatesHere, trailTo } from '../log/moderation.ts';
import { type Action, type ActionDeps, findActor, stored, thingOf } from './deps.ts';

export const moderate: Action<'moderate'> = async (deps, member, { act, group: id, what: named, reason = '' }) => {
  const group = await groupHere(deps, id);
  const what = isAboutActor(act) ? (await findActor(deps, named)).id : (await thingOf(deps, named)).id;
  const [known] = await made(deps, { act, group: group.id, what });
  const may = await moderatesHere(deps.storage, { home: deps.home, group: group.id, member });
  if (known && may) return { activity: known, object: what };
  const trail = isAboutActor(act) ? [] : ((await trailTo(deps.storage, group.id, what)) ?? []);
  const activity = deps.addresses.newActivity();
  const said = reason.trim().slice(0, 1000);
  await deps.take({
    type: 'moderated',
    id: activity,
    actor: member.id,
    at: deps.now(),
    group: group.id,
    act,
    what,
    trail,
    ...(said && { reason: said }),
  });
  return { activity, object: what };
};

export const lift: Action<'lift'> = async (deps, member, { act, group: id, what }) => {
  const group = await groupHere(deps, id);
  let activity = '';
  for (const measure of await made(deps, { act, group: group.id, what })) {
    const record = await stored(deps, measure);
    const lifts = record?.record === 'measure' ? record : founder(measure, group, what);
    if (!lifts) continue;
    activity = deps.addresses.newActivity();
    await deps.take({ type: 'lifted', id: activity, actor: member.id, at: deps.now(), lifts });
  }
  if (!activity) throw new Problem('not-found', 404, 'There is nothing to take back.');
  return { activity, object: what };
};

async function groupHere(deps: ActionDeps, id: string): Promise<Actor> {
  const group = isOurs(deps.home, id) ? await stored(deps, id) : undefined;
  if (group?.record !== 'actor' || group.kind !== 'group')
    throw new Problem('not-found', 404, 'No such community on this hub.');
  return group;
}

async function made({ storage }: ActionDeps, { act, group, what }: Pick<Measure, 'act' | 'group' | 'what'>) {
  return (await storage.links.get(actLinks[act], group, what))?.by ?? [];
}

/** Who opened a community moderates it without a record of an appointment. */
function founder(id: string, group: Actor, what: string): Measure | undefined {
  if (id !== foundersPlace(group.id, what)) return undefined;
  return { record: 'measure', id, act: 'appoint', group: group.id, who: group.id, what, published: group.published };
}
