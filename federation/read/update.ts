// Update: an actor or a thing has a new form. A thing that was never seen is taken as new if it concerns this hub.
import type { Activity, Reader } from './activity.ts';
import { readActor } from './actor.ts';
import type { Context, Read } from './context.ts';
import { readPublished } from './create.ts';
import { idOf, isObject, list } from './json.ts';
import { newForm, readThing } from './thing.ts';

export const readUpdate: Reader = async (activity, context) => readRevised(activity, context);

/** `by` is the community that passed the update on, if one did. */
export async function readRevised(activity: Activity, context: Context, by?: string): Promise<Read> {
  const { id, actor, at, node } = activity;
  const object = list(node.object).find(isObject);
  if (idOf(object) === actor) {
    const profile = readActor(object, context.now);
    return profile ? [{ type: 'profiled', id, actor, at: new Date(context.now).toISOString(), profile }] : [];
  }
  const thing = readThing(object, context.now);
  if (thing?.author !== actor) return [];
  const known = await context.stored(thing.id);
  if (known?.record !== 'thing') return readPublished({ ...activity, id: `${id}#first-seen` }, context, by);
  const revised = newForm(known, thing);
  return revised ? [{ type: 'revised', id, actor, at, thing: { ...revised, updated: thing.updated ?? at } }] : [];
}
