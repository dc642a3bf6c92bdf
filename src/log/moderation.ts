// What stands of moderation, read from the store: for the reader of what peers send, for what members do, and for what
// groups pass on. Bounded: a thread is climbed this far and no further.
import type { Storage } from '../../storage/port.ts';
import { keepsHouse } from '../domain/authority.ts';
import { type Home, isOurs } from '../domain/home.ts';
import type { LinkKind } from '../domain/links.ts';
import type { Actor, Measure, Rec, Thing } from '../domain/records.ts';

type Reading = Pick<Storage, 'records' | 'links'>;

/** How far up a thread is climbed. */
const heightLimit = 20;
/** Most measures of one kind that are looked at between a group and one thing or actor. */
const measureLimit = 20;

/** The thing and what it answers, upwards, as far as it is known. */
export async function climb({ records }: Pick<Reading, 'records'>, thing: Thing): Promise<Thing[]> {
  const above = [thing];
  for (let next: Thing | undefined = thing; next && above.length < heightLimit; ) {
    const parent: string | undefined = next.inReplyTo;
    if (!parent || above.some(({ id }) => id === parent)) break;
    next = thingIn((await records.get(parent))?.body);
    if (next) above.push(next);
  }
  return above;
}

/** The ids from a thing up to the first that is posted to the group or shown by it; undefined when none is. */
export async function trailTo(storage: Reading, group: string, what: string): Promise<string[] | undefined> {
  const thing = thingIn((await storage.records.get(what))?.body);
  if (!thing) return undefined;
  const trail: string[] = [];
  for (const { id, groups } of await climb(storage, thing)) {
    trail.push(id);
    if (groups.includes(group) || (await storage.links.get('shares', group, id))) return trail;
  }
  return undefined;
}

/** What stands of one kind between a group and a thing or an actor. */
export async function measures(
  storage: Reading,
  kind: LinkKind,
  { group, what }: { group: string; what: string },
): Promise<Measure[]> {
  const made = (await storage.links.get(kind, group, what))?.by ?? [];
  if (made.length === 0) return [];
  const found = await storage.records.getMany(made.slice(0, measureLimit));
  return found.map(({ body }) => body as Rec | null).filter(body => body?.record === 'measure');
}

/** True when the group keeps the actor out now. */
export async function isBanned(storage: Reading, group: string, actor: string): Promise<boolean> {
  const bans = await measures(storage, 'banned', { group, what: actor });
  const now = new Date().toISOString();
  return bans.some(({ until }) => until === undefined || until > now);
}

/** True when the group has marked any of the things so. */
export async function isMarked(
  { links }: Pick<Reading, 'links'>,
  kind: 'removed' | 'locked',
  { group, things }: { group: string; things: string[] },
): Promise<boolean> {
  for (const to of things) {
    if (await links.get(kind, group, to)) return true;
  }
  return false;
}

/** Most groups of one thread that are asked whether they closed it. */
const closerLimit = 20;

/**
 * The groups that closed a thread to answers, from the thing upwards. Only those count in which its authors posted it: who
 * brings a thing of others into a group does not thereby get to close it.
 */
export async function closedBy(storage: Reading, thing: Thing): Promise<string[]> {
  const filed = new Set<string>();
  const found = new Set<string>();
  for (const { id, groups } of (await climb(storage, thing)).reverse()) {
    for (const group of groups) if (filed.size < closerLimit) filed.add(group);
    if (!(await storage.links.any({ kind: 'locked', to: id }))) continue;
    for (const group of filed) if (await storage.links.get('locked', group, id)) found.add(group);
  }
  return [...found];
}

/** True when the member may moderate a group of this hub. */
export async function moderatesHere(
  { links }: Pick<Reading, 'links'>,
  { home, group, member }: { home: Home; group: string; member: Actor },
): Promise<boolean> {
  if (!isOurs(home, group)) return false;
  return keepsHouse(member) || (await links.get('moderator', group, member.id)) !== undefined;
}

function thingIn(body: unknown): Thing | undefined {
  const known = body as Rec | null | undefined;
  return known?.record === 'thing' ? known : undefined;
}
