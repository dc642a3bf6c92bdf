// The public keys of other servers' actors: kept ready for use, read from what is stored, fetched when the actor is new, and
// fetched once more when a check fails, because peers rotate keys. How often anybody is asked is bounded: an actor once a
// minute (L2), a host 600 times (L22); who comes in between is told to come again, and loses nothing.
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { Budget } from '../fetch.ts';
import type { Know } from '../know.ts';
import { readMultibase, readPem } from '../signatures/key.ts';
import { makeTurns } from './turns.ts';

/** One key of an actor. `proves`: it may stand behind an integrity proof (FEP-521a, `assertionMethod`). */
export interface TheirKey {
  id: string;
  key: KeyObject;
  proves: boolean;
}

export interface TheirKeys {
  /** True when a key of the actor fits. Throws `bad-signature` (401) when its keys cannot be read now. */
  some(actor: string, fits: (key: TheirKey) => boolean): Promise<boolean>;
  /** Accounts for one question to a host about its keys. Throws `bad-signature` (401) when it was asked often enough. */
  spend(address: string): void;
  /** Drops what is kept of an actor. */
  forget(actor: string): void;
}

interface Kept {
  keys: TheirKey[];
  /** One of them has fitted before, so a failure may mean that they were rotated. */
  good: boolean;
}

const pauseMs = 60_000;
const questionsPerPause = 600;
const questionsAtOnce = 4;
const patienceMs = 30_000;

export function makeTheirKeys(know: Pick<Know, 'stored' | 'actor'>): TheirKeys {
  const kept = new LRUCache<string, Kept>({ max: 10_000 });
  /** Actors that were asked for within the last minute, and whether again. */
  const asked = new LRUCache<string, 'met' | 'refreshed'>({ max: 20_000, ttl: pauseMs });
  const turns = makeTurns({ atOnce: questionsAtOnce, patienceMs });
  const under = new Map<string, Promise<Kept>>();
  const hosts = new LRUCache<string, { questions: number }>({ max: 5000, ttl: pauseMs });

  async function keysOf(actor: string): Promise<Kept> {
    const isNew = !(await know.stored(actor));
    // Meanwhile another request may have met the actor.
    const met = kept.get(actor);
    if (met) return met;
    return together(actor, async () => {
      if (isNew && asked.has(actor)) throw unreadable('it was asked for a moment ago');
      if (isNew) spend(actor);
      if (isNew) asked.set(actor, 'met');
      return keep(actor, await profileOf(actor, false));
    });
  }

  /** Undefined when the actor was asked lately. */
  async function freshKeysOf(actor: string, { good }: Kept): Promise<Kept | undefined> {
    const going = under.get(actor);
    if (going) return going;
    const before = asked.get(actor);
    if (before === 'refreshed' || (before === 'met' && !good)) return undefined;
    return together(actor, async () => {
      spend(actor);
      asked.set(actor, 'refreshed');
      return keep(actor, await profileOf(actor, true));
    });
  }

  /** Whoever needs the keys of an actor while they are being read waits for the same answer. */
  function together(actor: string, read: () => Promise<Kept>): Promise<Kept> {
    const going = under.get(actor);
    if (going) return going;
    const reading = read().finally(() => under.delete(actor));
    under.set(actor, reading);
    return reading;
  }

  function keep(actor: string, profile: Actor | undefined): Kept {
    const found = { keys: profile ? readKeys(profile) : [], good: false };
    kept.set(actor, found);
    return found;
  }

  async function profileOf(actor: string, refresh: boolean): Promise<Actor | undefined> {
    try {
      const budget = new Budget({ fetches: 6, hosts: 2 });
      const found = await turns.take(hostOf(actor), async () => ({
        actor: await know.actor(actor, { refresh, budget }),
      }));
      if (!found) throw unreadable('too many ask its host');
      return found.actor;
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'bad-signature') throw error;
      throw unreadable(error.code, error);
    }
  }

  function spend(address: string): void {
    const host = hostOf(address);
    const spent = hosts.get(host) ?? { questions: 0 };
    if (spent.questions >= questionsPerPause) throw unreadable('its host was asked often enough');
    spent.questions++;
    if (spent.questions === 1) hosts.set(host, spent);
  }

  return {
    async some(actor, fits) {
      const known = kept.get(actor) ?? (await keysOf(actor));
      if (known.keys.some(fits)) {
        known.good = true;
        return true;
      }
      const fresh = await freshKeysOf(actor, known);
      if (!fresh?.keys.some(fits)) return false;
      fresh.good = true;
      return true;
    },
    spend,
    forget: actor => {
      kept.delete(actor);
    },
  };
}

function readKeys({ key, moreKeys = [], proofKeys = [] }: Actor): TheirKey[] {
  const found = [
    ...[key, ...moreKeys].map(each => ({ id: each?.id, key: each && readPem(each.pem), proves: false })),
    ...proofKeys.map(({ id, multibase }) => ({ id, key: readMultibase(multibase), proves: true })),
  ];
  return found.filter((each): each is TheirKey => each.id !== undefined && each.key !== undefined);
}

/** 401, as peers try again after it (I55). */
function unreadable(why: string, cause?: unknown): Problem {
  const retryAfter = pauseMs / 1000;
  return new Problem('bad-signature', 401, `The signer's key could not be read: ${why}.`, { retryAfter, cause });
}
