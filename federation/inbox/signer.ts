// Who signed a request: the key it names must be the actor's own, and the actor is fetched when it is new.
// A known key that fails is fetched once more, because peers rotate keys; how often is bounded.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isPassing, Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { Budget } from '../fetch.ts';
import type { Know } from '../know.ts';
import { sameOrigin } from '../urls.ts';

/** A checked request: the key it names, and the check of its signature. */
export interface Signed {
  keyId: string;
  verify(key: KeyObject): boolean;
}

export interface Signers {
  /** The actor who signed. Throws `bad-signature`, `actor-mismatch` (401) or `blocked` … of the fetch, as 401, so that peers try again. */
  check(signed: Signed, actor: string): Promise<void>;
  /** Drops what is kept of an actor's key. */
  forget(actor: string): void;
}

const refreshPauseMs = 60_000;

export function makeSigners(know: Know): Signers {
  const keys = new LRUCache<string, { keyId: string; key: KeyObject }>({ max: 10_000 });
  const refreshed = new LRUCache<string, true>({ max: 10_000, ttl: refreshPauseMs });

  async function keyOf(actor: string, refresh: boolean): Promise<{ keyId: string; key: KeyObject } | undefined> {
    const kept = refresh ? undefined : keys.get(actor);
    if (kept) return kept;
    const profile = await fetchActor(actor, refresh);
    if (!profile?.key) return undefined;
    const key = readKey(profile.key.pem);
    if (!key) return undefined;
    const found = { keyId: profile.key.id, key };
    keys.set(actor, found);
    return found;
  }

  async function fetchActor(actor: string, refresh: boolean): Promise<Actor | undefined> {
    try {
      return await know.actor(actor, { refresh, budget: new Budget({ fetches: 4, hosts: 2 }) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const again = isPassing(error) ? 'try again later' : error.code;
      throw new Problem('bad-signature', 401, `The signer's key could not be read: ${again}.`, { cause: error });
    }
  }

  return {
    async check(signed, actor) {
      if (!sameOrigin(signed.keyId, actor)) throw new Problem('actor-mismatch', 401, "The key is not the actor's.");
      const known = await keyOf(actor, false);
      if (known && matches(known.keyId, signed.keyId) && signed.verify(known.key)) return;
      if (!refreshed.has(actor)) {
        refreshed.set(actor, true);
        const fresh = await keyOf(actor, true);
        if (fresh && matches(fresh.keyId, signed.keyId) && signed.verify(fresh.key)) return;
      }
      throw new Problem('bad-signature', 401, 'The signature does not match.');
    },
    forget: actor => {
      keys.delete(actor);
    },
  };
}

/** Keys are named with or without a fragment; both forms of one key match. */
function matches(known: string, named: string): boolean {
  return known === named || known.split('#', 1)[0] === named;
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
