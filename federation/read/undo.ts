// Undo of a Follow, Like or Announce. Matched by the id that was given if we hold that record, else by who and what;
// an id that never came is remembered as undone, so that the late activity stays undone (L17).
import type { Follow, Like, Share } from '../../src/domain/records.ts';
import type { Activity, Reader } from './activity.ts';
import type { Context } from './context.ts';
import { isEverything } from './follow.ts';
import { idOf, isObject, type Json, list, subjectOf, types } from './json.ts';
import { readModeration } from './moderate.ts';

type Undoable = Follow | Like | Share;
type Kind = 'asks' | 'likes' | 'shares';

/** Most activities that one Undo takes back. */
const standingLimit = 5;

export const readUndo: Reader = async (activity, context) => {
  const { id, actor, at, node } = activity;
  const object = list(node.object)[0];
  if (isObject(object) && isModeration(object)) return readModeration(activity, context);
  const records = await undone(activity, object, context);
  return records.map((undoes, index) => ({
    type: 'undone',
    id: index === 0 ? id : `${id}#${index + 1}`,
    actor,
    at,
    undoes,
  }));
};

/** What is taken back: all that stands of that kind between the two, whichever of it was named, for to leave is to leave. */
async function undone({ actor, at }: Activity, object: unknown, context: Context): Promise<Undoable[]> {
  const named = idOf(object);
  const known = named ? await context.stored(named) : undefined;
  if (known && isUndoable(known)) return known.who === actor ? allStanding(known, context) : [];
  if (!isObject(object)) return [];
  const target = isEverything(object.object) ? context.home.hub : subjectOf(list(object.object)[0]);
  const kind = kindOf(object);
  if (!target || !kind) return [];
  const matched = await standing(kind, { who: actor, target }, context);
  if (matched.length > 0 || !named) return matched;
  return [unseen(kind, { id: named, who: actor, target, published: at })];
}

async function allStanding(record: Undoable, context: Context): Promise<Undoable[]> {
  const kind = record.record === 'follow' ? 'asks' : record.record === 'like' ? 'likes' : 'shares';
  const target = record.record === 'follow' ? record.whom : record.what;
  const others = await standing(kind, { who: record.who, target }, context);
  return [record, ...others.filter(other => other.id !== record.id)];
}

async function standing(
  kind: Kind,
  { who, target }: { who: string; target: string },
  context: Context,
): Promise<Undoable[]> {
  const made = await context.made(kind, who, target);
  const records = await Promise.all(made.slice(0, standingLimit).map(id => context.stored(id)));
  return records.filter(record => record !== undefined).filter(isUndoable);
}

function kindOf(object: Json): Kind | undefined {
  const verbs: Record<string, Kind> = {
    Follow: 'asks',
    Like: 'likes',
    EmojiReact: 'likes',
    Announce: 'shares',
  };
  const type = types(object).find(name => Object.hasOwn(verbs, name));
  return type ? verbs[type] : undefined;
}

/** True for what a moderator does and takes back. */
export function isModeration(object: Json): boolean {
  return types(object).some(type => type === 'Lock' || type === 'Block' || type === 'Delete');
}

function unseen(
  kind: Kind,
  { id, who, target, published }: { id: string; who: string; target: string; published: string },
): Undoable {
  if (kind === 'asks') return { record: 'follow', id, who, whom: target, published };
  if (kind === 'likes') return { record: 'like', id, who, what: target, published };
  return { record: 'share', id, who, what: target, into: [], published };
}

function isUndoable(record: { record: string }): record is Undoable {
  return record.record === 'follow' || record.record === 'like' || record.record === 'share';
}
