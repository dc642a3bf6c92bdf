// What a moderator did, in the forms that Lemmy and its kin read (FEP-1b12): Delete with a reason, Lock, Block with the
// group as its target, Add to and Remove from its collections; and what ends each. read/moderate.ts is its mirror.
import type { Lifted, Moderated } from '../../src/domain/events.ts';
import type { Measure, ModeratorAct } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { everyone } from './audience.ts';
import type { Lookups } from './lookups.ts';

/** The collection of the group that an act adds to; those without are activities of their own and are undone. */
const collections: { [Act in ModeratorAct]?: 'featured' | 'moderators' } = { pin: 'featured', appoint: 'moderators' };

export function writeModerated(event: Moderated, lookups: Lookups): Json {
  return writeAct({ ...event, who: event.actor }, lookups);
}

export function writeLifted({ id, actor, lifts }: Lifted, lookups: Lookups): Json {
  const { group, act, what } = lifts;
  const collection = collections[act];
  const head = { id, actor, ...audienceOf(group) };
  if (collection) return { ...head, type: 'Remove', object: what, target: lookups.urls.actorPart(group, collection) };
  return { ...head, type: 'Undo', object: writeAct(lifts, lookups) };
}

function writeAct(
  {
    id,
    who,
    act,
    group,
    what,
    reason,
    until,
  }: Pick<Measure, 'id' | 'who' | 'act' | 'group' | 'what'> & Pick<Measure, 'reason' | 'until'>,
  { urls }: Lookups,
): Json {
  const head = { id, actor: who, ...audienceOf(group) };
  const collection = collections[act];
  if (collection) return { ...head, type: 'Add', object: what, target: urls.actorPart(group, collection) };
  const summary = reason ? { summary: reason } : {};
  if (act === 'lock') return { ...head, type: 'Lock', object: what, ...summary };
  // A summary, even an empty one, is what tells Lemmy a moderator's removal from an author's own.
  if (act === 'remove') return { ...head, type: 'Delete', object: what, summary: reason ?? '' };
  const ends = until ? { endTime: until } : {};
  return { ...head, type: 'Block', object: what, target: group, removeData: false, ...summary, ...ends };
}

/** What is done in a group is for everybody who follows it. */
function audienceOf(group: string): Json {
  return { to: [everyone], cc: [group], audience: group };
}
