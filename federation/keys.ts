// The RSA keys of this hub's actors. A key is made when it is first needed and kept for good; of several processes that
// make one at the same time the first wins, and the others read what it stored.
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Storage } from '../storage/port.ts';
import type { Urls } from './urls.ts';

/** What signs for an actor, and what others check it with. */
export interface ActorKey {
  /** `<actor>#main-key`, as peers split it on `#` (I40). */
  keyId: string;
  privateKey: KeyObject;
  /** SPKI, `-----BEGIN PUBLIC KEY-----` (PeerTube takes no other form). */
  publicPem: string;
}

export interface KeyRing {
  /** The key of a local actor; rejects with `Unavailable` when a new one cannot be stored. */
  keyOf(actor: string): Promise<ActorKey>;
}

interface StoredKey {
  privatePem: string;
  publicPem: string;
}

const space = 'key';
const generate = promisify(generateKeyPair);

export function makeKeyRing({ storage, urls }: { storage: Pick<Storage, 'state'>; urls: Urls }): KeyRing {
  const { state } = storage;
  const known = new LRUCache<string, ActorKey>({ max: 1000 });
  const asking = new Map<string, Promise<ActorKey>>();

  async function find(actor: string): Promise<ActorKey> {
    const stored = ((await state.get(space, actor)) ?? (await make(actor))) as StoredKey;
    const key = {
      keyId: urls.keyOf(actor),
      privateKey: createPrivateKey(stored.privatePem),
      publicPem: stored.publicPem,
    };
    known.set(actor, key);
    return key;
  }

  async function make(actor: string): Promise<unknown> {
    const { privateKey, publicKey } = await generate('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const made: StoredKey = { privatePem: privateKey, publicPem: publicKey };
    return (await state.add(space, actor, made)) ? made : state.get(space, actor);
  }

  return {
    async keyOf(actor) {
      const kept = known.get(actor);
      if (kept) return kept;
      const under = asking.get(actor);
      if (under) return under;
      const asked = find(actor).finally(() => asking.delete(actor));
      asking.set(actor, asked);
      return asked;
    },
  };
}
