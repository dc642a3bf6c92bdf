// What moderators do in a group (FEP-1b12): Lock, Block with the group as target, Delete of what another wrote, Add to and
// Remove from the group's collections, and the Undo of these. Sent to a group of this hub it is the moderator's act, passed
// on by a group of elsewhere it is that group's own. Who may is for mayDo; here is only what is meant. write/ mirrors it.
import { actLinks, foundersPlace } from '../../src/domain/moderation.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { Actor, Measure, ModeratorAct } from '../../src/domain/records.ts';
import { claimedTime } from '../../src/domain/time.ts';
import { sameOrigin } from '../urls.ts';
import type { Activity, Reader } from './activity.ts';
import type { Context, Read } from './context.ts';
import { idOf, idsOf, isObject, type Json, list, types } from './json.ts';

/** What a node asks to be done, in which group; `undone` when it asks for the end of it. */
interface Meant {
  act: ModeratorAct;
  group: string;
  what: string;
  node: Json;
  undone: boolean;
  /** The id of what is undone, when it is named. */
  named?: string;
}

const reasonLimit = 1000;
/** Most groups of one activity that are looked at. */
const groupLimit = 5;

/** A moderator's activity as it comes by itself: of concern only when it is about a group of this hub. */
export const readModeration: Reader = async (activity, context) => {
  const meant = await meaning(activity.node, await groupsNamed(activity.node, context), context);
  return meant ? said(activity, meant, context) : [];
};

/** The same, passed on by a group of elsewhere: it counts for that group, on that group's word. */
export async function readModerationBy(group: Actor, outer: Activity, inner: Json, context: Context): Promise<Read> {
  const meant = await meaning(inner, [group], context);
  return meant ? said(outer, meant, context) : [];
}

async function said({ id, actor, at }: Activity, meant: Meant, context: Context): Promise<Read> {
  const { act, group, what } = meant;
  const base = { actor, at };
  if (meant.undone) {
    const found = await standing(meant, context);
    const lifts = found.length > 0 ? found : unseen(meant, base.actor, at);
    return lifts.map((measure, place) => ({
      type: 'lifted',
      id: place === 0 ? id : `${id}#${place + 1}`,
      ...base,
      lifts: measure,
    }));
  }
  const about = act === 'ban' || act === 'appoint';
  const trail = about ? [] : await context.trail(group, what);
  if (!trail) return [];
  const reason = cleanText(meant.node.summary, reasonLimit);
  const until = act === 'ban' ? endOf(meant.node) : undefined;
  const ends = act === 'remove' && base.actor === group ? await context.shownBy(group, what) : [];
  return [
    {
      type: 'moderated',
      id,
      ...base,
      group,
      act,
      what,
      trail,
      ...(reason && { reason }),
      ...(until && { until }),
      ...(ends.length > 0 && { ends }),
    },
  ];
}

async function meaning(node: Json, groups: Actor[], context: Context): Promise<Meant | undefined> {
  const verb = types(node)[0] ?? '';
  const object = list(node.object)[0];
  if (verb === 'Undo') {
    if (!isObject(object) || !['Lock', 'Block', 'Delete'].includes(types(object)[0] ?? '')) return undefined;
    const meant = await meaning(object, groups, context);
    const named = idOf(object);
    return meant && { ...meant, undone: true, ...(named && { named }) };
  }
  const what = idOf(object);
  if (!what) return undefined;
  const found = actOf(verb, node, { groups, context });
  if (!found) return undefined;
  return { ...found, what, node, undone: verb === 'Remove' };
}

/** The act and the group: a collection or a target names the group itself, else the one that is addressed is meant. */
function actOf(
  verb: string,
  node: Json,
  { groups, context }: { groups: Actor[]; context: Context },
): Pick<Meant, 'act' | 'group'> | undefined {
  const target = idOf(node.target);
  switch (verb) {
    case 'Lock':
    case 'Delete': {
      const [group] = groups;
      return group && { act: verb === 'Lock' ? 'lock' : 'remove', group: group.id };
    }
    case 'Block': {
      const group = groups.find(({ id }) => id === target);
      return group && { act: 'ban', group: group.id };
    }
    case 'Add':
    case 'Remove': {
      for (const group of target ? groups : []) {
        const { featured, moderators } = context.collectionsOf(group);
        if (featured === target) return { act: 'pin', group: group.id };
        if (moderators === target) return { act: 'appoint', group: group.id };
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** The groups of this hub that an activity names as its audience, its addressees, its target or the owner of that. */
async function groupsNamed(node: Json, context: Context): Promise<Actor[]> {
  const object = list(node.object)[0];
  const nodes = isObject(object) ? [node, object] : [node];
  const names = nodes.flatMap(each => [
    ...idsOf(each.audience),
    ...idsOf(each.cc),
    ...idsOf(each.to),
    ...idsOf(each.target).flatMap(target => [target, target.replace(/\/[^/]+$/, '')]),
  ]);
  const groups: Actor[] = [];
  for (const name of [...new Set(names)]
    .filter(id => id.startsWith(`${context.home.origin}/`))
    .slice(0, groupLimit * 4)) {
    const record = await context.stored(name);
    if (record?.record === 'actor' && record.kind === 'group' && groups.length < groupLimit) groups.push(record);
  }
  return groups;
}

/** What stands and is meant to end: what was named, else all of its kind, for to open is to open. */
async function standing({ act, group, what }: Meant, context: Context): Promise<Measure[]> {
  const made = await context.made(actLinks[act], group, what);
  const records = await Promise.all(
    made.slice(0, 10).map(async id => (await context.stored(id)) ?? founder({ act, group, what, id })),
  );
  return records.filter(record => record?.record === 'measure');
}

/** Who opened a group moderates it without a record of an appointment. */
function founder({
  act,
  group,
  what,
  id,
}: Pick<Meant, 'act' | 'group' | 'what'> & { id: string }): Measure | undefined {
  if (act !== 'appoint' || id !== foundersPlace(group, what)) return undefined;
  return { record: 'measure', id, act, group, who: group, what, published: new Date(0).toISOString() };
}

/** What never came and is undone already: it stays undone when it comes late (L17). */
function unseen({ act, group, what, named }: Meant, who: string, at: string): Measure[] {
  return named && sameOrigin(named, who)
    ? [{ record: 'measure', id: named, act, group, who, what, published: at }]
    : [];
}

function endOf(node: Json): string | undefined {
  const given = node.endTime ?? node.expires;
  return typeof given === 'string' && !Number.isNaN(Date.parse(given))
    ? claimedTime(given, Number.MAX_SAFE_INTEGER)
    : undefined;
}
