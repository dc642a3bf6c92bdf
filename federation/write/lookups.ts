// What the writers must know beside an event. It is read here, beforehand and in few queries, so that they stay pure.
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Rec, Thing } from '../../src/domain/records.ts';
import { upcast } from '../../src/log/entry.ts';
import type { Storage } from '../../storage/port.ts';
import type { KeyRing } from '../keys.ts';
import { proven } from '../proofs/write.ts';
import type { Json } from '../read/json.ts';
import type { Urls } from '../urls.ts';
import { withContext } from './context.ts';

/** The public halves of an actor's keys. */
export interface PublicKey {
  keyId: string;
  publicPem: string;
  proofKey: { keyId: string; multibase: string };
}

/** What writers look up; none of it asks storage. */
export interface Lookups {
  urls: Urls;
  /** A stored record, undefined for unknown and for buried ones. */
  known(id: string): Rec | undefined;
  /** The poll that is written has ended. */
  over?: boolean;
  /** The key of the profile that is written. */
  key?: PublicKey;
  /** The activity that a relayed event passes on, as it came or as we write it. */
  inner?: Json;
}

export interface LookupDeps {
  storage: Pick<Storage, 'records' | 'log'>;
  urls: Urls;
  keys: KeyRing;
}

const batch = 1000;

/** Everything that writing the event needs; `write` makes the activity of one that is passed on. */
export async function readLookups(
  deps: LookupDeps,
  event: DomainEvent,
  write: (event: DomainEvent, lookups: Lookups) => Json | undefined,
): Promise<Lookups> {
  const { urls, keys } = deps;
  const known = await readKnown(deps, mentionedBy(event));
  // An Update tells of new keys, so it is never written with those that were kept.
  if (event.type === 'profiled') return { urls, known, key: await keys.freshKeyOf(event.profile.id) };
  if (event.type !== 'relayed') return { urls, known };
  const inner = await readInner(deps, event.entry, write);
  return { urls, known, ...(inner && { inner }) };
}

/** Ids of the actors that writing a thing names. */
export function namedBy(thing: Thing): string[] {
  return [thing.author, ...thing.addressed, ...thing.mentions.map(mention => mention.id)];
}

/** The records that stand, by id. */
export async function readKnown(
  { storage }: { storage: Pick<Storage, 'records'> },
  ids: string[],
): Promise<(id: string) => Rec | undefined> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, Rec>();
  for (let start = 0; start < wanted.length; start += batch) {
    for (const record of await storage.records.getMany(wanted.slice(start, start + batch))) {
      if (record.buried === undefined) found.set(record.id, record.body as Rec);
    }
  }
  return id => found.get(id);
}

async function readInner(
  deps: LookupDeps,
  id: string,
  write: (event: DomainEvent, lookups: Lookups) => Json | undefined,
): Promise<Json | undefined> {
  const stored = await deps.storage.log.get(id);
  const entry = stored && upcast(stored);
  if (!entry?.event || entry.event.type === 'relayed') return undefined;
  if (entry.raw !== undefined) return JSON.parse(entry.raw) as Json;
  if (entry.via !== 'local') return undefined;
  const written = write(entry.event, await readLookups(deps, entry.event, write));
  return written && proven(deps.keys, withContext(written));
}

function mentionedBy(event: DomainEvent): string[] {
  switch (event.type) {
    case 'published':
    case 'revised':
    case 'counted':
      return namedBy(event.thing);
    case 'quoteRequested':
      return [event.what, event.quote, event.actor];
    case 'flagged':
      return event.subjects;
    case 'followAccepted':
      return [event.follow];
    case 'voted':
      return [event.poll];
    case 'liked':
    case 'shared':
      return [event.what];
    case 'undone':
      return event.undoes.record === 'follow' || event.undoes.record === 'block' ? [] : [event.undoes.what];
    default:
      return [];
  }
}
