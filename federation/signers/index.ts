// Who speaks: the key that a signature or a proof names must be the actor's own, and nobody is believed on their own word.
// One rule: who is blocked is not asked for keys.
import { LRUCache } from 'lru-cache';
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Actor } from '../../src/domain/records.ts';
import { Budget, type Fetch } from '../fetch.ts';
import type { Know } from '../know.ts';
import { readProof } from '../proofs/read.ts';
import { idOf, isObject, type Json } from '../read/json.ts';
import type { Signed } from '../signatures/index.ts';
import { isEd25519 } from '../signatures/key.ts';
import { sameOrigin } from '../urls.ts';
import { makeTheirKeys, type TheirKey } from './their-keys.ts';

export interface Signers {
  /** Resolves when one of the signatures is the actor's. Throws `actor-mismatch` or `bad-signature` (401), so that peers try again. */
  check(signatures: Signed[], actor: string): Promise<void>;
  /** The actor who made one of the signatures, by the key that it names. Throws `bad-signature` (401) or `blocked` (403). */
  find(signatures: Signed[]): Promise<Actor>;
  /** True when the document carries a proof by the actor (FEP-8b32); false when its keys cannot be read. */
  proves(document: Json, actor: string): Promise<boolean>;
  /** Drops what is kept of an actor's keys. */
  forget(actor: string): void;
}

export interface SignerDeps {
  know: Know;
  fetch: Pick<Fetch, 'getKey'>;
  /** Of a host, or of an actor. */
  isBlocked(who: string): Promise<boolean>;
}

/** How long it is remembered whose a key is, and that it is nobody's. */
const ownerMs = 24 * 60 * 60 * 1000;
const strangerMs = 60_000;

export function makeSigners({ know, fetch, isBlocked }: SignerDeps): Signers {
  const theirs = makeTheirKeys(know);
  const owners = new LRUCache<string, { owner: string | undefined }>({ max: 10_000 });

  /** The actor that a key says it belongs to: whether it does is for the actor's own document to say. */
  async function ownerOf(keyId: string): Promise<string | undefined> {
    const [place = '', fragment] = keyId.split('#', 2);
    if (fragment !== undefined || (await know.stored(place))?.record === 'actor') return place;
    const known = owners.get(place);
    if (known) return known.owner;
    theirs.spend(place);
    const owner = await askOwner(place);
    owners.set(place, { owner }, { ttl: owner ? ownerMs : strangerMs });
    return owner;
  }

  async function askOwner(place: string): Promise<string | undefined> {
    try {
      const { document } = await fetch.getKey(place, { budget: new Budget({ fetches: 3, hosts: 1 }) });
      if (!isObject(document)) return undefined;
      const owner = idOf(document.owner) ?? idOf(document.controller) ?? idOf(document.id);
      return sameOrigin(owner, place) ? owner : undefined;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // Where nothing is shown unsigned the place may itself be an actor, who is shown to a signed read.
      return error.extras.peerStatus === 401 || error.extras.peerStatus === 403 ? place : undefined;
    }
  }

  /** Whose key was read a moment ago may not be among the records yet; where the log is applied by another process, for longer. */
  async function justMet(actor: string): Promise<Actor | undefined> {
    try {
      return await know.actor(actor, { budget: new Budget({ fetches: 2, hosts: 1 }) });
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  return {
    async check(signatures, actor) {
      const own = signatures.filter(({ keyId }) => sameOrigin(keyId, actor));
      if (own.length === 0) throw new Problem('actor-mismatch', 401, "The key is not the actor's.");
      if (!(await theirs.some(actor, key => own.some(signed => isBy(signed, key))))) throw badSignature();
    },

    async find(signatures) {
      for (const signed of signatures) {
        if (hostOf(signed.keyId) === '') continue;
        if (await isBlocked(hostOf(signed.keyId))) throw blocked();
        const owner = await ownerOf(signed.keyId);
        if (owner && (await isBlocked(owner))) throw blocked();
        if (!owner || !(await theirs.some(owner, key => isBy(signed, key)))) continue;
        const actor = (await know.stored(owner)) ?? (await justMet(owner));
        if (actor?.record === 'actor') return actor;
      }
      throw badSignature();
    },

    async proves(document, actor) {
      const proof = readProof(document, Date.now());
      if (!proof || !sameOrigin(proof.keyId, actor)) return false;
      try {
        return await theirs.some(
          actor,
          ({ id, key, proves }) => proves && id === proof.keyId && isEd25519(key) && proof.verify(key),
        );
      } catch (error) {
        if (error instanceof Problem) return false;
        throw error;
      }
    },

    forget: theirs.forget,
  };
}

/** Keys are named with or without a fragment; both forms of one key match. */
function isBy({ keyId, verify }: Signed, { id, key }: TheirKey): boolean {
  return (id === keyId || id.split('#', 1)[0] === keyId) && verify(key);
}

function blocked(): Problem {
  return new Problem('blocked', 403, 'This host is blocked here.');
}

function badSignature(): Problem {
  return new Problem('bad-signature', 401, 'The signature does not match.');
}
