// What is posted for an entry: written when it is first sent, shared by all its inboxes, kept for a while in a bounded
// cache. It also knows which records must still stand for it to be worth sending: a thing withdrawn before its Create
// was sent is never sent at all (L36).
import { LRUCache } from 'lru-cache';
import type { DomainEvent } from '../../src/domain/events.ts';
import { NewerForm, upcast } from '../../src/log/entry.ts';
import { GiveUp, TryLater } from '../../src/log/worker.ts';
import { type Storage, Unavailable } from '../../storage/port.ts';
import type { KeyRing } from '../keys.ts';
import { proofRoom, proven } from '../proofs/write.ts';
import { bodyLimit, type WriteEvent, fit as withinLimits } from '../write/index.ts';

export interface Body {
  bytes: Buffer;
  /** When the entry was taken, in ms since 1970. */
  at: number;
  /** Records without which the activity means nothing. */
  subjects: string[];
  /** It is for the followers of this actor: what is sent says how they stand (FEP-8fcf). */
  followersOf?: string;
}

export interface Bodies {
  /** The body of an entry; undefined when it was redacted or is not told. Throws `GiveUp` when it cannot be written, `TryLater` when a newer hub can. */
  of(entry: string): Promise<Body | undefined>;
  /** True when what the activity speaks of is gone by now. */
  isGone(body: Body): Promise<boolean>;
}

export interface BodyDeps {
  storage: Pick<Storage, 'log' | 'records'>;
  write: WriteEvent;
  keys: Pick<KeyRing, 'keyOf'>;
}

const cacheBytes = 16 * 1024 * 1024;
const cacheMs = 10 * 60_000;
/** As a body goes to many inboxes at once, it is asked so often whether it still stands, in ms. */
const freshMs = 50;
/** The largest body of what cannot be fetched, in bytes: Mastodon, Lemmy and this hub take a megabyte. */
const closedLimit = 1_000_000;

export function makeBodies({ storage, write, keys }: BodyDeps): Bodies {
  const kept = new LRUCache<string, Body>({
    max: 1000,
    maxSize: cacheBytes,
    ttl: cacheMs,
    sizeCalculation: body => body.bytes.length + 500,
  });
  const under = new Map<string, Promise<Body | undefined>>();
  const asked = new WeakMap<Body, { at: number; gone: Promise<boolean> }>();

  async function make(id: string): Promise<Body | undefined> {
    const entry = await eventOf(id);
    if (!entry) return undefined;
    const activity = await write(entry.event);
    if (!activity) return undefined;
    const fitting = withinLimits(activity, isClosed(entry.event) ? closedLimit : bodyLimit - proofRoom);
    const bytes = Buffer.from(JSON.stringify(await proven(keys, fitting)));
    const inner = entry.event.type === 'relayed' ? (await eventOf(entry.event.entry))?.event : undefined;
    const followersOf = forFollowers(entry.event);
    const body = {
      ...(followersOf && { followersOf }),
      bytes,
      at: entry.at,
      subjects: [...subjectsOf(entry.event), ...(inner ? subjectsOf(inner) : [])],
    };
    kept.set(id, body);
    return body;
  }

  async function eventOf(id: string): Promise<{ event: DomainEvent; at: number } | undefined> {
    const stored = await storage.log.get(id);
    const entry = stored && upcast(stored);
    return entry?.event ? { event: entry.event, at: entry.at } : undefined;
  }

  async function isAnyBuried(subjects: string[]): Promise<boolean> {
    if (subjects.length === 0) return false;
    return (await storage.records.getMany(subjects)).some(record => record.buried !== undefined);
  }

  return {
    async of(id) {
      const known = kept.get(id) ?? under.get(id);
      if (known) return known;
      const making = make(id)
        .catch(error => {
          if (error instanceof Unavailable) throw error;
          // A newer process of this hub can; it takes the lane after a rest.
          if (error instanceof NewerForm) throw new TryLater(error.message);
          throw new GiveUp(`it cannot be written: ${error instanceof Error ? error.message : String(error)}`);
        })
        .finally(() => under.delete(id));
      under.set(id, making);
      return making;
    },

    isGone(body) {
      const known = asked.get(body);
      if (known && performance.now() - known.at < freshMs) return known.gone;
      const gone = isAnyBuried(body.subjects);
      asked.set(body, { at: performance.now(), gone });
      return gone;
    },
  };
}

/** What is for few cannot be fetched by who is told its address alone: it is sent whole, though some will not take it. */
function isClosed(event: DomainEvent): boolean {
  if (event.type !== 'published' && event.type !== 'revised' && event.type !== 'counted') return false;
  return event.thing.visibility === 'followers' || event.thing.visibility === 'direct';
}

/** The author of what comes into being for followers alone; the proposal asks for no more than these. */
function forFollowers(event: DomainEvent): string | undefined {
  return event.type === 'published' && event.thing.visibility === 'followers' ? event.thing.author : undefined;
}

function subjectsOf(event: DomainEvent): string[] {
  switch (event.type) {
    case 'published':
    case 'revised':
      return [event.thing.id];
    case 'shared':
    case 'liked':
      return [event.id, event.what];
    case 'pinned':
      return [event.what];
    case 'followed':
      return [event.id];
    case 'followAccepted':
      return [event.follow];
    default:
      return [];
  }
}
