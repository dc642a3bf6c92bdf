// Add and Remove of a thing to or from the actor's own featured collection; to or from a group's by one of its moderators.
import type { Activity, Reader } from './activity.ts';
import type { Context } from './context.ts';
import { idOf, list } from './json.ts';
import { readModeration } from './moderate.ts';

export const readAdd: Reader = async (activity, context) => {
  const what = await pinned(activity, context);
  if (!what) return readModeration(activity, context);
  return [{ type: 'pinned', id: activity.id, actor: activity.actor, at: activity.at, what }];
};

export const readRemove: Reader = async (activity, context) => {
  const what = await pinned(activity, context);
  if (!what) return readModeration(activity, context);
  const pins = await context.made('featured', activity.actor, what);
  return [{ type: 'unpinned', id: activity.id, actor: activity.actor, at: activity.at, what, pins }];
};

/** The thing, when the target is the actor's own featured collection and the thing is known. */
async function pinned({ actor, node }: Activity, context: Context): Promise<string | undefined> {
  const who = await context.stored(actor);
  const target = idOf(node.target);
  if (who?.record !== 'actor' || !target || who.featured !== target) return undefined;
  const what = idOf(list(node.object)[0]);
  return what && (await context.stored(what))?.record === 'thing' ? what : undefined;
}
