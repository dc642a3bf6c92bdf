// The thing that an activity embeds. One rule: what the thing says of whom it is for stands, however little that is; where it
// says nothing, its activity is asked.
import type { Thing } from '../../src/domain/records.ts';
import type { Context } from './context.ts';
import { idOf, isObject, type Json, list } from './json.ts';
import { readMentions } from './mention.ts';
import { readThing } from './thing.ts';

/** The first thing embedded in an activity, with members of this hub named by their ids; undefined when there is none. */
export async function readEmbedded(activity: Json, context: Context): Promise<Thing | undefined> {
  const object = list(activity.object).find(isObject);
  const said = object && (isAddressed(object) ? object : addressedAs(activity, object));
  const thing = said && readThing(said, context.now, idOf(activity.actor));
  if (!thing) return undefined;
  const addressed = await Promise.all(thing.addressed.map(id => context.here(id)?.then(here => here ?? id) ?? id));
  return { ...thing, addressed: [...new Set(addressed)], mentions: await readMentions(said, context) };
}

/** True for a node that says whom it is for. */
export function isAddressed(object: Json): boolean {
  return object.to != null || object.cc != null || object.audience != null;
}

function addressedAs({ to, cc, audience }: Json, object: Json): Json {
  return { ...object, to, cc, audience };
}
