// What a moderator sees: where a thing stands in the communities that the viewer moderates, and what stands in one of them.
import type { Actor, Measure, Rec, Thing } from '../domain/records.ts';
import { climb, closedBy, moderatesHere } from '../log/moderation.ts';
import { type ActorView, actorView } from './actor-view.ts';
import { thingPath } from './card.ts';
import { actorViews, findMany, hubOf, type Reader, type Seen, seeThings } from './reader.ts';

/** Where a thing and its author stand in one community. */
export interface Standing {
  group: ActorView;
  removed: boolean;
  locked: boolean;
  pinned: boolean;
  banned: boolean;
}

/** One thing that moderators did and that stands. */
export interface Done {
  act: Measure['act'];
  at: string;
  reason: string;
  until?: string;
  who: ActorView;
  /** An actor, for a ban or an appointment. */
  actor?: ActorView;
  /** A thing that the viewer may see. */
  thing?: { path: string; name: string };
  what: string;
}

/** Of things, most communities that are offered; of a community, most measures that are listed. */
const groupLimit = 10;
const listLimit = 50;

/** The communities of this hub that a thing is in and the viewer moderates. */
export async function standings(reader: Reader, { thing }: Seen): Promise<Standing[]> {
  const { viewer, storage } = reader;
  if (!viewer) return [];
  const groups = await findMany(reader, await groupsOf(reader, thing), 'actor');
  const found: Standing[] = [];
  for (const group of groups.values()) {
    if (group.body.kind !== 'group' || !(await mayModerate(reader, group.body.id))) continue;
    const marked = async (kind: string, to: string) => (await storage.links.get(kind, group.body.id, to)) !== undefined;
    found.push({
      group: actorView(group),
      removed: await marked('removed', thing.id),
      locked: await marked('locked', thing.id),
      pinned: await marked('featured', thing.id),
      banned: await marked('banned', thing.author),
    });
  }
  return found.slice(0, groupLimit);
}

/** True when the viewer may moderate a group of this hub. */
export async function mayModerate(reader: Reader, group: string): Promise<boolean> {
  const { viewer, storage, origin } = reader;
  return (
    viewer !== undefined && moderatesHere(storage, { home: { origin, hub: hubOf(reader) }, group, member: viewer })
  );
}

/** True when a community, here or elsewhere, has closed the thread of the thing to answers. */
export async function isClosed({ storage }: Reader, thing: Thing): Promise<boolean> {
  return (await closedBy(storage, thing)).length > 0;
}

/** Who moderates a group, at most 20; of elsewhere nobody is known. */
export async function moderatorsOf(reader: Reader, group: Actor): Promise<ActorView[]> {
  const list = { kind: 'moderator', from: group.id };
  const links = await reader.storage.links.list(list, { limit: 20, oldest: true });
  const views = await actorViews(
    reader,
    links.map(({ to }) => to),
  );
  return [...views.values()];
}

/** What stands of what the moderators of a group did, newest first. */
export async function whatStands(reader: Reader, group: string): Promise<Done[]> {
  const links = await reader.storage.links.list({ kind: 'measure', from: group }, { limit: listLimit });
  const ids = links.map(({ to }) => to);
  const records = ids.length > 0 ? await reader.storage.records.getMany(ids) : [];
  const measures = records.map(({ body }) => body as Rec | null).filter(body => body?.record === 'measure');
  const actors = await actorViews(
    reader,
    measures.flatMap(({ who, what }) => [who, what]),
  );
  const things = await seeThings(
    reader,
    measures.map(({ what }) => what),
  );
  return measures
    .sort((a, b) => (a.published < b.published ? 1 : -1))
    .map(({ act, published, reason = '', until, who, what }) => {
      const seen = things.get(what);
      const about = act === 'ban' || act === 'appoint' ? actors.get(what) : undefined;
      return {
        act,
        at: published,
        reason,
        ...(until && { until }),
        who: actors.get(who) as ActorView,
        ...(about && { actor: about }),
        ...(seen && { thing: { path: thingPath(reader, seen.thing, seen.num), name: seen.thing.name ?? '' } }),
        what,
      };
    });
}

/** The groups of this hub that a thing, or what it answers, is posted to or shown by. */
async function groupsOf(reader: Reader, thing: Thing): Promise<string[]> {
  const ids = new Set<string>();
  for (const each of await climb(reader.storage, thing)) {
    for (const group of each.groups) ids.add(group);
    const shares = await reader.storage.links.list({ kind: 'shares', to: each.id }, { limit: 50, oldest: true });
    for (const { from } of shares) ids.add(from);
  }
  return [...ids].filter(id => id.startsWith(`${reader.origin}/`));
}
