// What a local group does: it passes things and activities on to its followers, and takes back what it passed on.
// Each has an id made from the group and its subject, so that doing it again does nothing.
import { mayModerate } from '../../src/domain/authority.ts';
import type { DomainEvent, Shared } from '../../src/domain/events.ts';
import { isOurs } from '../../src/domain/home.ts';
import type { Actor, Rec, Thing } from '../../src/domain/records.ts';
import { type Entry, upcast } from '../../src/log/entry.ts';
import { isBanned, isMarked } from '../../src/log/moderation.ts';
import type { Showing } from '../deliver/holders.ts';
import type { Urls } from '../urls.ts';
import { derivedId } from './derived-id.ts';
import type { TaskDeps } from './task.ts';

type GroupDeps = Pick<TaskDeps, 'storage' | 'urls' | 'home' | 'take' | 'know' | 'peers'>;

/** The local group with this id that may pass things on; undefined for anything else and for the signing actor. */
export async function groupHere({ know, home }: GroupDeps, id: string): Promise<Actor | undefined> {
  if (!isOurs(home, id)) return undefined;
  const actor = await know.stored(id);
  return actor?.record === 'actor' && actor.kind === 'group' && actor.office !== 'instance' ? actor : undefined;
}

/** The thing with this id if it is known and public, and its author may be passed on. */
export async function publicThing(deps: GroupDeps, id: string): Promise<Thing | undefined> {
  return asPublic(deps, await deps.know.stored(id));
}

/** The same for a record that was read. */
export async function asPublic({ peers }: GroupDeps, thing: Rec | undefined): Promise<Thing | undefined> {
  if (thing?.record !== 'thing' || thing.visibility !== 'public') return undefined;
  return (await peers.isQuiet(thing.author)) ? undefined : thing;
}

/** What stands of a group showing a thing: the id of the next share by which it could, unless one is in force. */
interface Place {
  showing: boolean;
  /** The share that would come next; undefined after too many. */
  next?: string;
  /** When the last one was taken back; ISO 8601. */
  ended?: string;
}

/** Most times that a group shows and takes back one thing. */
const turnLimit = 100;

/**
 * The group shows a thing, unless it does so already: told to its followers, or only kept in its outbox when it is part of
 * the past. What was taken back is shown again only for a cause that came later; `since` is its time in ms.
 */
export async function passOn(
  deps: GroupDeps,
  group: string,
  { what, live, since }: { what: string; live: boolean; since: number },
): Promise<void> {
  if (await isMarked(deps.storage, 'removed', { group, things: [what] })) return;
  const { showing, next, ended } = await placeOf(deps, group, what);
  if (showing || !next || (ended && Date.parse(ended) >= since)) return;
  await deps.take(showingBy(group, next, what), live ? 'local' : 'observed');
}

/** The event by which the group shows a thing, under an id of `turnOf`. */
export function showingBy(group: string, id: string, what: string): Shared {
  return { type: 'shared', id, actor: group, at: now(), what, into: [], shown: true, box: [] };
}

/** The id of the share by which the group shows a thing for the first time (0), or again after that was taken back. */
export function turnOf(
  urls: Pick<Urls, 'origin'>,
  { group, what, turn }: { group: string; what: string; turn: number },
) {
  return derivedId(urls, 'share', group, what, ...(turn > 0 ? [String(turn)] : []));
}

/** True when the group shows one of the things: by a link, or by a share that is in the log and not yet applied. */
export async function isShowing(deps: GroupDeps, group: string, things: string[]): Promise<boolean> {
  for (const thing of things) {
    if (await deps.storage.links.get('shares', group, thing)) return true;
    if ((await placeOf(deps, group, thing)).showing) return true;
  }
  return false;
}

/** Share after share in the order in which they were made: each has an id made from the group, the thing and its turn. */
async function placeOf({ storage, urls }: GroupDeps, group: string, what: string): Promise<Place> {
  let ended: string | undefined;
  for (let turn = 0; turn < turnLimit; turn++) {
    const id = turnOf(urls, { group, what, turn });
    const record = await storage.records.get(id);
    if (!record) {
      const showing = (await storage.log.get(id)) !== undefined;
      return { showing, next: id, ...(ended && { ended }) };
    }
    if (record.buried === undefined) return { showing: true };
    ended = record.buried;
  }
  return { showing: false };
}

/** True when the group passes on what the actor does about a thing: it is not kept out, nor is the thing taken out or closed. */
export async function mayPass(
  { storage, know }: GroupDeps,
  group: string,
  { event, thread }: { event: DomainEvent; thread: string[] },
): Promise<boolean> {
  if (await isBanned(storage, group, event.actor)) return false;
  if (await isMarked(storage, 'removed', { group, things: thread })) return false;
  if (event.type !== 'published' || !(await isMarked(storage, 'locked', { group, things: thread.slice(1) })))
    return true;
  const appointed = (await storage.links.get('moderator', group, event.actor)) !== undefined;
  return mayModerate(await know.stored(event.actor), appointed);
}

/** The group passes an activity on (FEP-1b12). */
export async function relayTo({ take, urls }: GroupDeps, group: string, entry: string): Promise<void> {
  await take({ type: 'relayed', id: derivedId(urls, 'relay', group, entry), actor: group, at: now(), entry }, 'local');
}

/** The group takes back the shares by which it showed a thing; `at` is when that was asked for, now if it is not given. */
export async function takeBack({ know, urls, take }: GroupDeps, { group, shares }: Showing, at = now()): Promise<void> {
  for (const id of shares) {
    const share = await know.stored(id);
    if (share?.record !== 'share' || share.who !== group) continue;
    await take({ type: 'undone', id: derivedId(urls, 'undo', id), actor: group, at, undoes: share }, 'local');
  }
}

/** When something was done, in ms: as members here did it, or as the hub took it from elsewhere. */
export function timeOf(entry: Pick<Entry, 'at' | 'event'>): number {
  return Math.max(entry.at, Date.parse(entry.event?.at ?? '') || 0);
}

/** The entry with this id if it stands and can be passed on: one of ours, one kept as it came, or one with an address of its own. */
export async function relayable({ storage }: GroupDeps, id: string): Promise<Entry | undefined> {
  const stored = await storage.log.get(id);
  const entry = stored && upcast(stored);
  if (!entry?.event) return undefined;
  return entry.via === 'local' || entry.raw !== undefined || !entry.id.includes('#') ? entry : undefined;
}

function now(): string {
  return new Date().toISOString();
}
