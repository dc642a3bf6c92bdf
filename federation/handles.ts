// Whose a name is. A host says by WebFinger which of its actors a name means (as Mastodon asks it): whoever claims a name that
// is another's is known here by one that nobody claims. Asked once, when an actor is met, and only where there is a doubt:
// the address does not say the name, or somebody else stands under it.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Problem } from '../src/domain/problem.ts';
import type { Actor } from '../src/domain/records.ts';
import { holdersOf } from '../src/log/handles.ts';
import type { Take } from '../src/log/take.ts';
import type { Storage } from '../storage/port.ts';
import type { Budget, Fetch } from './fetch.ts';
import { address, isObject, list } from './read/json.ts';

/** How often a host is asked for one name within a minute, however many claim it. */
const questionsPerPause = 3;
const pauseMs = 60_000;

export interface HandleDeps {
  storage: Pick<Storage, 'records' | 'links'>;
  take: Take;
  fetch: Pick<Fetch, 'getJrd'>;
}

/** The profile of an actor of elsewhere, under the name that it may be shown by. */
export type SettleHandle = (profile: Actor, budget?: Budget) => Promise<Actor>;

export function makeSettleHandle({ storage, take, fetch }: HandleDeps): SettleHandle {
  const answers = new LRUCache<string, { owner: string | undefined; questions: number }>({ max: 5000, ttl: pauseMs });

  /** The actor that the host means by the profile's name; undefined when it does not say. */
  async function meantBy({ id, handle, host }: Actor, budget: Budget | undefined): Promise<string | undefined> {
    const place = webfingerAddress({ origin: new URL(id).origin, name: handle, host });
    const { owner, questions } = answers.get(place) ?? { owner: undefined, questions: 0 };
    if (questions >= questionsPerPause) return owner;
    const said = await ask(place, budget);
    answers.set(place, { owner: said, questions: questions + 1 }, { noUpdateTTL: true });
    return said;
  }

  async function ask(place: string, budget: Budget | undefined): Promise<string | undefined> {
    try {
      return selfIn((await fetch.getJrd(place, budget ? { budget } : {})).document);
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  return async (profile, budget) => {
    const holders = (await holdersOf(storage, `${profile.handle}@${profile.host}`)).map(({ body }) => body as Actor);
    const others = holders.filter(({ id }) => id !== profile.id);
    const isSettled = saysName(profile) || holders.length > others.length;
    if (others.length === 0 && isSettled) return profile;
    const owner = await meantBy(profile, budget);
    if (owner === undefined && others.length === 0) return profile;
    if (owner !== profile.id) return unnamed(profile);
    const at = new Date().toISOString();
    for (const other of others) {
      const event = { type: 'profiled' as const, id: `${other.id}#unnamed-${at}`, actor: other.id, at };
      await take({ ...event, profile: unnamed(other) }, 'observed');
    }
    return profile;
  };
}

/** Where a host tells by WebFinger whom a name means. */
export function webfingerAddress({ origin, name, host }: { origin: string; name: string; host: string }): string {
  return `${origin}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${name}@${host}`)}`;
}

/** The id of the actor that a WebFinger document speaks of. */
export function selfIn(document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  const self = list(document.links)
    .filter(isObject)
    .find(
      link => link.rel === 'self' && typeof link.type === 'string' && /activity\+json|activitystreams/.test(link.type),
    );
  return address(self?.href);
}

/** True for an address that ends with the name, as `/users/name` and `/@name` do. */
function saysName({ id, handle }: Actor): boolean {
  const last = new URL(id).pathname.split('/').filter(Boolean).at(-1) ?? '';
  return last.replace(/^@/, '').toLowerCase() === handle.toLowerCase();
}

/** The actor by a name that is made of its id, so that it is nobody else's. */
function unnamed(actor: Actor): Actor {
  const mark = createHash('sha256').update(actor.id).digest('hex').slice(0, 12);
  return { ...actor, handle: `unconfirmed-${mark}` };
}
