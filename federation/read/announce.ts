// Announce: somebody passes a thing on, or a group passes on an activity (FEP-1b12). An activity inside is believed
// only when a group says it of its own origin, or its author's proof is in it; of anything else only the address is taken,
// and asked at its origin. Nobody but a group speaks for its neighbours, and none of them about their accounts.
import { isOurs } from '../../src/domain/home.ts';
import type { Thing } from '../../src/domain/records.ts';
import { claimedTime } from '../../src/domain/time.ts';
import { sameOrigin } from '../urls.ts';
import { type Activity, type Reader, verbOf } from './activity.ts';
import type { Context, Read } from './context.ts';
import { readPublished } from './create.ts';
import { readDelete } from './delete.ts';
import { address, idOf, isObject, type Json, list, subjectOf, types } from './json.ts';
import { readLike } from './like.ts';
import { readModerationBy } from './moderate.ts';
import { readThing } from './thing.ts';
import { isModeration, readUndo } from './undo.ts';
import { readRevised } from './update.ts';

/** Activities that groups pass on and that say nothing here; what is not known to be one is taken for a thing. */
const unread = new Set(['Dislike', 'Announce', 'View', 'Join', 'Leave', 'Invite', 'Offer', 'Ignore', 'Read', 'Vote']);

export const readAnnounce: Reader = async (activity, context) => {
  const object = list(activity.node.object)[0];
  if (isObject(object) && verbOf(object)) return readRelayed(activity, object, context);
  if (isObject(object) && types(object).some(type => unread.has(type))) return [];
  if (await isTakenOut(activity.actor, activity.node, context)) return [];
  return readShared(activity, object, context);
};

async function readShared({ id, actor, at, node }: Activity, object: unknown, context: Context): Promise<Read> {
  const what = subjectOf(object);
  if (!what) return [];
  const shown = await context.isFollowed(actor);
  const known = await context.stored(what);
  if (known && (known.record !== 'thing' || !isOpen(known) || !(await context.sees(actor, known)))) return [];
  const ours = isOurs(context.home, what);
  if (!shown && !(known && ours)) return [];
  const events: Read = [];
  if (!known && sameOrigin(what, actor)) {
    const thing = readThing(object, context.now);
    if (thing && (thing.author === actor || (await vouches(actor, thing.author, context))))
      events.push({
        type: 'published',
        id: `${what}#observed`,
        actor: thing.author,
        at: thing.published,
        thing,
        shown,
        ...(shown && { account: id }),
        box: [],
        missing: (await context.stored(thing.author)) ? [] : [thing.author],
      });
  }
  const missing = known || events.length > 0 || ours ? [] : [what];
  const box = known && ours ? [known.author] : [];
  events.push({
    type: 'shared',
    id,
    actor,
    at: claimedTime(node.published ?? at, context.now),
    what,
    into: [],
    shown,
    box,
    missing,
  });
  return events;
}

/** True for a group that passes on what somebody of its own server said: that server signs for both. */
async function vouches(group: string, actor: string, context: Context): Promise<boolean> {
  const known = sameOrigin(group, actor) ? await context.stored(group) : undefined;
  return known?.record === 'actor' && known.kind === 'group';
}

/** What is not open to all is not passed on, and that it is there is not told. */
function isOpen({ visibility }: Thing): boolean {
  return visibility === 'public' || visibility === 'unlisted';
}

/** The activity that a group passed on. From another origin, and without a proof, only its subject's address is used. */
async function readRelayed(outer: Activity, inner: Json, context: Context): Promise<Read> {
  const group = outer.actor;
  if (!(await context.isFollowed(group))) return [];
  const actor = idOf(inner.actor);
  const id = address(inner.id);
  if (!actor || !id || !sameOrigin(id, actor)) return [];
  const moderated = await readModerated(outer, inner, context);
  if (moderated) return moderated;
  const verb = verbOf(inner) ?? '';
  if (verb === 'Create' && (await isTakenOut(group, inner, context))) return [];
  // Lemmy's form of a new profile: a moderator changed it, and the group says so of itself.
  if (verb === 'Update' && idOf(list(inner.object)[0]) === group)
    return readRevised({ ...outer, id: `${outer.id}#object`, node: inner }, context);
  const activity = { id, actor, at: claimedTime(inner.published, context.now), node: inner };
  const readers: Record<string, () => Promise<Read>> = {
    Create: () => readPublished(activity, context, group),
    Update: () => readRevised(activity, context, group),
    Delete: () => readDelete(activity, context),
    Like: () => readLike(activity, context),
    Undo: () => readUndo(activity, context),
  };
  const vouched = (await vouches(group, actor, context)) && idOf(list(inner.object)[0]) !== actor;
  const isNamed = (verb === 'Create' || verb === 'Update') && !list(inner.object).some(isObject);
  if (!isNamed && (outer.proven === id || actor === group || vouched)) return readers[verb]?.() ?? [];
  if (verb === 'Create') return readShared({ ...outer, id: `${outer.id}#object` }, idOf(inner.object), context);
  if (verb === 'Update' || verb === 'Delete') return readHint(outer, inner, context);
  return isReaction(inner) ? readReaction(outer, inner, context) : [];
}

/** True for a like, and for what takes one back. */
function isReaction(node: Json): boolean {
  const object = list(node.object)[0];
  if (types(node).includes('Undo')) return isObject(object) && isReaction(object);
  return types(node).some(type => type === 'Like' || type === 'EmojiReact');
}

/** What somebody of another origin says of a thing of this hub is asked for there; of other things it would be too much. */
async function readReaction({ id, actor, at }: Activity, inner: Json, context: Context): Promise<Read> {
  const object = list(inner.object)[0];
  const what =
    types(inner).includes('Undo') && isObject(object) ? subjectOf(list(object.object)[0]) : subjectOf(object);
  const said = address(inner.id);
  if (!what || !said || !isOurs(context.home, what) || (await context.stored(what))?.record !== 'thing') return [];
  return [{ type: 'hinted', id, actor, at, what: said }];
}

/**
 * What a group's moderators did, on the word of the group, which is what signed; undefined when the activity is none of
 * theirs. It ends that this group shows a thing and nothing more: whether the thing is gone, its own origin is asked.
 */
async function readModerated(outer: Activity, inner: Json, context: Context): Promise<Read | undefined> {
  const verb = verbOf(inner) ?? '';
  const object = list(inner.object)[0];
  const undone = verb === 'Undo' && isObject(object) && isModeration(object);
  const group = await context.stored(outer.actor);
  if (group?.record !== 'actor' || group.kind !== 'group' || isOurs(context.home, group.id)) return undefined;
  if (['Lock', 'Block', 'Add', 'Remove'].includes(verb)) return readModerationBy(group, outer, inner, context);
  if (undone) {
    const lifted = await readModerationBy(group, outer, inner, context);
    const restored = lifted.some(event => event.type === 'lifted' && event.lifts.act === 'remove');
    const again = { ...outer, id: `${outer.id}#object` };
    return restored ? [...lifted, ...(await readShared(again, idOf(object.object), context))] : lifted;
  }
  if (verb !== 'Delete') return undefined;
  const what = idOf(object);
  const known = what ? await context.stored(what) : undefined;
  if (known?.record !== 'thing' || known.author === idOf(inner.actor)) return undefined;
  const removed = await readModerationBy(group, outer, inner, context);
  if (removed.length === 0 || isOurs(context.home, known.id)) return removed;
  return [...removed, { type: 'hinted', id: `${outer.id}#hint`, actor: outer.actor, at: outer.at, what: known.id }];
}

/** True for a thing that the group took out and did not put back. */
async function isTakenOut(group: string, node: unknown, context: Context): Promise<boolean> {
  const what = subjectOf(isObject(node) ? list(node.object)[0] : node);
  return what !== undefined && (await context.made('removed', group, what)).length > 0;
}

/** A change of another origin is not believed, but what is known of it may be asked for there. */
async function readHint({ id, actor, at }: Activity, inner: Json, context: Context): Promise<Read> {
  const what = idOf(list(inner.object)[0]);
  const known = what ? await context.stored(what) : undefined;
  if (known?.record !== 'thing' || isOurs(context.home, known.id) || !sameOrigin(known.id, idOf(inner.actor)))
    return [];
  return [{ type: 'hinted', id, actor, at, what: known.id }];
}
