// Create: a thing came into being. Only what concerns this hub is kept (as Mastodon does).
import type { Thing } from '../../src/domain/records.ts';
import type { Activity, Reader } from './activity.ts';
import type { Context, Read } from './context.ts';
import { readEmbedded } from './embedded.ts';
import { inThread } from './thing.ts';
import { readVotes } from './vote.ts';

/** The object must be embedded, on its author's origin and by the actor; a vote is no thing. */
export const readCreate: Reader = async (activity, context) => {
  const votes = await readVotes(activity, context);
  return votes.length > 0 ? votes : readPublished(activity, context);
};

/** The same, for a thing that a community followed here passed on: `by` is the community. */
export async function readPublished({ id, actor, at, node }: Activity, context: Context, by?: string): Promise<Read> {
  const thing = await readEmbedded(node, context);
  if (thing?.author !== actor || !(await mayAnswer(thing, context))) return [];
  const relation = await context.relate(thing, by);
  if (!relation.shown && relation.box.length === 0 && relation.groups.length === 0) return [];
  const { groups, thread, ...rest } = relation;
  return [
    {
      type: 'published',
      id,
      actor,
      at,
      thing: inThread({ ...thing, groups: [...new Set([...thing.groups, ...groups])] }, thread),
      ...rest,
    },
  ];
}

/** Nobody answers what they cannot have seen: it would put strangers' words into a closed thread. */
async function mayAnswer(thing: Thing, context: Context): Promise<boolean> {
  const parent = thing.kind === 'discussion' && thing.inReplyTo ? await context.stored(thing.inReplyTo) : undefined;
  return parent?.record !== 'thing' || context.sees(thing.author, parent);
}
