// What a local group does: it passes things and activities on to its followers, and takes back what it passed on.
// Each has an id made from the group and its subject, so a group does each at most once.
import { hostOf, isOurs } from '../../src/domain/home.ts';
import type { Actor, Thing } from '../../src/domain/records.ts';
import { type Entry, upcast } from '../../src/log/entry.ts';
import type { Showing } from '../deliver/holders.ts';
import { derivedId } from './derived-id.ts';
import type { TaskDeps } from './task.ts';

type GroupDeps = Pick<TaskDeps, 'storage' | 'urls' | 'home' | 'take' | 'know' | 'peers'>;

/** The local group with this id that may pass things on; undefined for anything else and for the signing actor. */
export async function groupHere({ know, home }: GroupDeps, id: string): Promise<Actor | undefined> {
  if (!isOurs(home, id)) return undefined;
  const actor = await know.stored(id);
  return actor?.record === 'actor' && actor.kind === 'group' && actor.office !== 'instance' ? actor : undefined;
}

/** The thing with this id if it is known and public, and the host of its author is not blocked. */
export async function publicThing({ know, peers }: GroupDeps, id: string): Promise<Thing | undefined> {
  const thing = await know.stored(id);
  if (thing?.record !== 'thing' || thing.visibility !== 'public') return undefined;
  return (await peers.isBlocked(hostOf(thing.author))) ? undefined : thing;
}

/** The group shows a thing: told to its followers, or only kept in its outbox when it is part of the past. */
export async function passOn(
  deps: GroupDeps,
  group: string,
  { what, live }: { what: string; live: boolean },
): Promise<void> {
  const id = derivedId(deps.urls, 'share', group, what);
  const shared = { type: 'shared' as const, id, actor: group, at: now(), what, into: [], shown: true, box: [] };
  await deps.take(shared, live ? 'local' : 'observed');
}

/** True when the group shows one of the things: by a link, or by a share that is in the log and not yet applied. */
export async function isShowing({ storage, urls }: GroupDeps, group: string, things: string[]): Promise<boolean> {
  for (const thing of things) {
    if (await storage.links.get('shares', group, thing)) return true;
    const share = derivedId(urls, 'share', group, thing);
    if ((await storage.log.get(share)) && !(await storage.records.get(share))) return true;
  }
  return false;
}

/** The group passes an activity on (FEP-1b12). */
export async function relayTo({ take, urls }: GroupDeps, group: string, entry: string): Promise<void> {
  await take({ type: 'relayed', id: derivedId(urls, 'relay', group, entry), actor: group, at: now(), entry }, 'local');
}

/** The group takes back the shares by which it showed a thing. */
export async function takeBack({ know, urls, take }: GroupDeps, { group, shares }: Showing): Promise<void> {
  for (const id of shares) {
    const share = await know.stored(id);
    if (share?.record !== 'share' || share.who !== group) continue;
    await take({ type: 'undone', id: derivedId(urls, 'undo', id), actor: group, at: now(), undoes: share }, 'local');
  }
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
