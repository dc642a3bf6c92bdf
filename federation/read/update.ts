// Update: an actor or a thing has a new form. A thing that was never seen is taken as new if it concerns this hub.
import type { Counted } from '../../src/domain/events.ts';
import { isSamePoll } from '../../src/domain/kinds/poll.ts';
import type { Poll, Thing } from '../../src/domain/records.ts';
import type { Activity, Reader } from './activity.ts';
import { readActor, underKnownHandle } from './actor.ts';
import type { Context, Read } from './context.ts';
import { readNamed, readPublished } from './create.ts';
import { readEmbedded } from './embedded.ts';
import { idOf, isObject, list } from './json.ts';
import { inThread, newForm } from './thing.ts';

/** An object that is only named is asked for at its origin (I44); an actor there too. */
export const readUpdate: Reader = async (activity, context) => {
  const { id, actor, at, node } = activity;
  if (list(node.object).some(isObject)) return readRevised(activity, context);
  const what = idOf(node.object);
  const known = what === undefined ? undefined : await context.stored(what);
  if (!what || !known) return readNamed(activity, context);
  const owner = known.record === 'thing' ? known.author : known.record === 'actor' ? known.id : undefined;
  return owner === actor ? [{ type: 'hinted', id, actor, at, what }] : [];
};

/** `by` is the community that passed the update on, if one did. */
export async function readRevised(activity: Activity, context: Context, by?: string): Promise<Read> {
  const { id, actor, at, node } = activity;
  const object = list(node.object).find(isObject);
  if (idOf(object) === actor) {
    const found = readActor(object, context.now);
    if (!found) return [];
    const profile = underKnownHandle(found, await context.stored(actor));
    return [{ type: 'profiled', id, actor, at: new Date(context.now).toISOString(), profile }];
  }
  const thing = await readEmbedded(node, context);
  if (thing?.author !== actor) return [];
  const known = await context.stored(thing.id);
  if (known?.record !== 'thing') return readPublished({ ...activity, id: `${id}#first-seen` }, context, by);
  if (known.kind === 'poll' && thing.kind === 'poll' && isSamePoll(known, thing))
    return [countedOf(known, thing, { id, actor, at: new Date(context.now).toISOString() })];
  const revised = newForm(known, thing);
  if (!revised) return [];
  const updated = thing.updated ?? (hasSameWords(known, thing) ? known.updated : at);
  return [
    {
      type: 'revised',
      id,
      actor,
      at,
      thing: inThread({ ...revised, ...(updated && { updated }) }, known.thread),
    },
  ];
}

/** Mastodon sends a post again, undated, when who may quote it has changed or its own quote was allowed: that is no edit. */
function hasSameWords(a: Thing, b: Thing): boolean {
  return (
    a.content === b.content && a.name === b.name && JSON.stringify(a.attachments) === JSON.stringify(b.attachments)
  );
}

/** The known form of a poll with the counts and the end of another: that votes came in is no edit (I6). */
export function countedOf(known: Poll, { options, voters, ends }: Poll, by: Omit<Counted, 'type' | 'thing'>): Counted {
  const { voters: _voters, ends: _ends, ...same } = known;
  const counts = { options, ...(voters !== undefined && { voters }), ...(ends && { ends }) };
  return { type: 'counted', ...by, thing: { ...same, ...counts } };
}
