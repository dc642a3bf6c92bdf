// From an entry to its deliveries: one job for each inbox, the shared inbox of a host before those of its actors.
// The jobs have keys made from entry and inbox, so fanning an entry out again adds nothing.
import type { DomainEvent } from '../../src/domain/events.ts';
import { hostOf, isOurs } from '../../src/domain/home.ts';
import type { Actor } from '../../src/domain/records.ts';
import type { Entry } from '../../src/log/entry.ts';
import { Overtaken } from '../../src/log/leader.ts';
import type { LinkCursor, Storage } from '../../storage/port.ts';
import { type Audience, type AudienceDeps, audienceOf } from '../audience.ts';
import type { Peers } from '../peers.ts';
import type { Urls } from '../urls.ts';
import { signerOf } from '../write/index.ts';

/** The queue of deliveries; a lane is the host of an inbox. */
export const deliverQueue = 'deliver';

/** One delivery. It names the entry and the actor: body and signature are made when it is sent. */
export interface Delivery {
  seq: number;
  entryId: string;
  inbox: string;
  /** Whose key signs it. */
  actor: string;
  /** For whom it is, when it is for one alone. */
  whom?: string;
}

export interface FanDeps extends AudienceDeps {
  storage: Pick<Storage, 'records' | 'links' | 'jobs'>;
  peers: Pick<Peers, 'isBlocked' | 'isRetired'>;
  urls: Pick<Urls, 'instance'>;
  /** Hears that there is something to send. */
  onAdded(): void;
}

/** Those of one page are sent to while the next is read; the first is small, so that there is soon something to sign. */
const pageSizes = { first: 50, next: 500 };

/** Makes the deliveries of entries; true when something is to be sent. Throws `Overtaken` once `holds` is false. */
export type Fan = (entries: Entry[], holds?: () => boolean) => Promise<boolean>;

/** Makes the part of the `deliver` cursor's handler that sends. */
export function makeFan(deps: FanDeps): Fan {
  return async (entries, holds = () => true) => {
    let added = 0;
    for (const entry of entries) {
      if (!entry.event) continue;
      for (const host of suspendedBy(entry.event)) await deps.storage.jobs.drop(deliverQueue, host);
      const audience = await audienceOf(entry.event, entry, deps);
      if (audience)
        added += await fanOut(
          deps,
          { seq: entry.seq, entryId: entry.id, actor: signerOf(entry.event, deps.urls) },
          { audience, holds },
        );
    }
    return added > 0;
  };
}

/** Hosts of which the queue is emptied at once. What waits for hosts below them is dropped when its turn comes. */
function suspendedBy(event: DomainEvent): string[] {
  if (event.type === 'hostJudged') return event.blocked ? [event.host] : [];
  return event.type === 'listImported' ? event.rules.filter(isSuspended).map(({ host }) => host) : [];
}

function isSuspended({ level }: { level: string }): boolean {
  return level === 'suspend';
}

async function fanOut(
  deps: FanDeps,
  delivery: Omit<Delivery, 'inbox'>,
  { audience, holds }: { audience: Audience; holds: () => boolean },
): Promise<number> {
  const used = new Set<string>();
  for await (const actors of pagesOf(deps, audience)) {
    const jobs = [];
    for (const actor of actors) {
      const inbox = inboxOf(actor, audience.personal);
      const lane = hostOf(inbox);
      if (used.has(inbox) || (await deps.peers.isBlocked(actor.id))) continue;
      // What holds for an actor's host holds for the actor.
      if (lane !== hostOf(actor.id) && (await deps.peers.isBlocked(lane))) continue;
      used.add(inbox);
      if (await deps.peers.isRetired(inbox)) continue;
      const payload: Delivery = { ...delivery, inbox, ...(inbox === actor.inbox && { whom: actor.id }) };
      const { seq } = delivery;
      jobs.push({ key: `${seq}>${inbox}`, queue: deliverQueue, lane, order: seq, payload });
    }
    // Added late, they would be sent again after what came later.
    if (!holds()) throw new Overtaken();
    if (jobs.length === 0) continue;
    await deps.storage.jobs.add(jobs);
    deps.onAdded();
    // Nothing here waits for anything but the disk: without this everybody else would wait until the last page is stored.
    await new Promise(setImmediate);
  }
  return used.size;
}

/** The remote actors of an audience that can be written to, a page at a time. */
async function* pagesOf(deps: FanDeps, { actors, followersOf }: Audience): AsyncGenerator<Actor[]> {
  let limit = pageSizes.first;
  for (let start = 0; start < actors.length; ) {
    const page = actors.slice(start, start + limit);
    yield await reachable(deps, page);
    if (page.length === limit) limit = pageSizes.next;
    start += page.length;
  }
  for (const followed of followersOf) {
    let after: LinkCursor | undefined;
    while (true) {
      const list = { kind: 'follows', to: followed };
      const links = await deps.storage.links.list(list, { limit, ...(after && { after }) });
      yield await reachable(
        deps,
        links.map(link => link.from).filter(id => !isOurs(deps.home, id)),
      );
      const last = links.at(-1);
      if (!last || links.length < limit) break;
      after = { sort: last.sort, id: last.from };
      limit = pageSizes.next;
    }
  }
}

async function reachable({ storage }: FanDeps, ids: string[]): Promise<Actor[]> {
  if (ids.length === 0) return [];
  const records = await storage.records.getMany(ids);
  return records
    .filter(record => record.kind === 'actor' && record.buried === undefined)
    .map(record => record.body as Actor)
    .filter(actor => !actor.local && hostOf(actor.inbox) !== '');
}

function inboxOf(actor: Actor, personal: boolean): string {
  const shared = actor.sharedInbox;
  return !personal && shared && hostOf(shared) === hostOf(actor.inbox) ? shared : actor.inbox;
}
