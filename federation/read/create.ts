// Create: a thing came into being. Only what concerns this hub is kept (as Mastodon does).
import type { Thing } from '../../src/domain/records.ts';
import { sameOrigin } from '../urls.ts';
import type { Activity, Reader } from './activity.ts';
import { readAudience } from './audience.ts';
import type { Context, Read, Relation } from './context.ts';
import { isAddressed, readEmbedded } from './embedded.ts';
import { idOf, isObject, list } from './json.ts';
import { inThread } from './thing.ts';
import { readVotes } from './vote.ts';

/** The object must be by the actor and on the actor's origin, where it is asked for if it is only named; a vote is no thing. */
export const readCreate: Reader = async (activity, context) => {
  if (!list(activity.node.object).some(isObject)) return readNamed(activity, context);
  const votes = await readVotes(activity, context);
  return votes.length > 0 ? votes : readPublished(activity, context);
};

/** The same, for a thing that a community followed here passed on: `by` is the community. */
export async function readPublished({ id, actor, at, node }: Activity, context: Context, by?: string): Promise<Read> {
  const thing = await readEmbedded(node, context);
  if (thing?.author !== actor || !(await mayAnswer(thing, context))) return [];
  const relation = await context.relate(thing, by);
  if (!concernsUs(relation)) return [];
  const { groups, thread, followed: _, ...rest } = relation;
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

/** What is too large for some is only named (I44): by whom and for whom it is tells whether it is asked for. */
export async function readNamed({ id, actor, at, node }: Activity, context: Context): Promise<Read> {
  const what = idOf(node.object);
  if (!what || !sameOrigin(what, actor) || (await context.stored(what))) return [];
  const unsaid = { visibility: 'public' as const, addressed: [] };
  const { visibility, addressed } = isAddressed(node) ? readAudience(node) : unsaid;
  const relation = await context.relate({ id: what, author: actor, visibility, addressed, mentions: [] });
  return concernsUs(relation) ? [{ type: 'hinted', id, actor, at, what }] : [];
}

function concernsUs({ shown, followed, box, groups }: Relation): boolean {
  return shown || followed || box.length > 0 || groups.length > 0;
}

/** Nobody answers what they cannot have seen, as that would put strangers' words into a closed thread, nor whom does not take it. */
async function mayAnswer(thing: Thing, context: Context): Promise<boolean> {
  const parent = thing.kind !== 'resource' && thing.inReplyTo ? await context.stored(thing.inReplyTo) : undefined;
  if (parent?.record !== 'thing') return true;
  return (await context.sees(thing.author, parent)) && (await context.takesAnswers(parent, thing.author));
}
