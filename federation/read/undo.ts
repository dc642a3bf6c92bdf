// Undo of a Follow, Like or Announce. Matched by the id that was given if we hold that record, else by who and what;
// an id that never came is remembered as undone, so that the late activity stays undone (L17).
import type { Follow, Like, Share } from '../../src/domain/records.ts';
import type { Activity, Reader } from './activity.ts';
import type { Context } from './context.ts';
import { idOf, isObject, type Json, list, subjectOf, types } from './json.ts';

type Undoable = Follow | Like | Share;

export const readUndo: Reader = async (activity, context) => {
  const { id, actor, at, node } = activity;
  const object = list(node.object)[0];
  const records = await undone(activity, object, context);
  return records.map((undoes, index) => ({
    type: 'undone',
    id: index === 0 ? id : `${id}#${index + 1}`,
    actor,
    at,
    undoes,
  }));
};

async function undone({ actor, at }: Activity, object: unknown, context: Context): Promise<Undoable[]> {
  const named = idOf(object);
  const known = named ? await context.stored(named) : undefined;
  if (known && isUndoable(known)) return known.who === actor ? [known] : [];
  if (!isObject(object)) return [];
  const target = subjectOf(list(object.object)[0]);
  const kind = kindOf(object);
  if (!target || !kind) return [];
  const made = await context.made(kind, actor, target);
  const standing = (await Promise.all(made.slice(0, 5).map(id => context.stored(id)))).filter(
    record => record !== undefined,
  );
  const matched = standing.filter(isUndoable);
  if (matched.length > 0 || !named) return matched;
  return [unseen(kind, { id: named, who: actor, target, published: at })];
}

function kindOf(object: Json): 'asks' | 'likes' | 'shares' | undefined {
  const verbs: Record<string, 'asks' | 'likes' | 'shares'> = {
    Follow: 'asks',
    Like: 'likes',
    EmojiReact: 'likes',
    Announce: 'shares',
  };
  const type = types(object).find(name => Object.hasOwn(verbs, name));
  return type ? verbs[type] : undefined;
}

function unseen(
  kind: 'asks' | 'likes' | 'shares',
  { id, who, target, published }: { id: string; who: string; target: string; published: string },
): Undoable {
  if (kind === 'asks') return { record: 'follow', id, who, whom: target, published };
  if (kind === 'likes') return { record: 'like', id, who, what: target, published };
  return { record: 'share', id, who, what: target, into: [], published };
}

function isUndoable(record: { record: string }): record is Undoable {
  return record.record === 'follow' || record.record === 'like' || record.record === 'share';
}
