// The keys of this hub's actors: RSA for requests, Ed25519 for the proofs in what is sent (FEP-521a). A key is made when it
// is first needed and kept until the operator changes it; of several processes that make one at the same time the first
// wins, and the others read what it stored. What was changed beside this process is seen within seconds.
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Storage } from '../storage/port.ts';
import { writeMultibase } from './signatures/key.ts';
import type { Urls } from './urls.ts';

/** What signs for an actor, and what others check it with. */
export interface ActorKey {
  /** `<actor>#main-key`, as peers split it on `#` (I40). */
  keyId: string;
  privateKey: KeyObject;
  /** SPKI, `-----BEGIN PUBLIC KEY-----` (PeerTube takes no other form). */
  publicPem: string;
  /** What proves the actor's words when others pass them on. */
  proofKey: ProofKey;
}

export interface ProofKey {
  keyId: string;
  privateKey: KeyObject;
  /** The public half as a Multikey writes it. */
  multibase: string;
}

export interface KeyRing {
  /** The keys of a local actor; rejects with `Unavailable` when new ones cannot be stored. */
  keyOf(actor: string): Promise<ActorKey>;
  /** The same as they are stored at this moment. */
  freshKeyOf(actor: string): Promise<ActorKey>;
  /** Puts new keys in place of an actor's: the old ones sign nothing more, here at once and elsewhere within seconds. */
  rotate(actor: string): Promise<ActorKey>;
}

/** Keys made before there were generations are of the first. */
interface StoredKey {
  privatePem: string;
  publicPem: string;
  generation?: number;
}

const space = 'key';
const keptMs = 5000;
const generate = promisify(generateKeyPair);
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

export function makeKeyRing({ storage, urls }: { storage: Pick<Storage, 'state'>; urls: Urls }): KeyRing {
  const { state } = storage;
  const known = new LRUCache<string, ActorKey>({ max: 1000, ttl: keptMs });
  const asking = new Map<string, Promise<ActorKey>>();

  async function find(actor: string): Promise<ActorKey> {
    const [signing, proving] = await Promise.all([stored(actor, makeSigning), stored(`${actor} proof`, makeProving)]);
    const provingKey = createPrivateKey(proving.privatePem);
    const key: ActorKey = {
      keyId: urls.keyOf(actor, signing.generation),
      privateKey: createPrivateKey(signing.privatePem),
      publicPem: signing.publicPem,
      proofKey: {
        keyId: urls.proofKeyOf(actor, proving.generation),
        privateKey: provingKey,
        multibase: writeMultibase(createPublicKey(provingKey)),
      },
    };
    known.set(actor, key);
    return key;
  }

  async function stored(place: string, make: () => Promise<StoredKey>): Promise<StoredKey> {
    const found = (await state.get(space, place)) as StoredKey | undefined;
    if (found) return found;
    const made = await make();
    return (await state.add(space, place, made)) ? made : ((await state.get(space, place)) as StoredKey);
  }

  async function replace(place: string, make: () => Promise<StoredKey>): Promise<void> {
    const found = (await state.get(space, place)) as StoredKey | undefined;
    await state.put(space, place, { ...(await make()), generation: (found?.generation ?? 1) + 1 });
  }

  function ask(actor: string): Promise<ActorKey> {
    const asked = find(actor).finally(() => {
      if (asking.get(actor) === asked) asking.delete(actor);
    });
    asking.set(actor, asked);
    return asked;
  }

  return {
    keyOf: async actor => known.get(actor) ?? asking.get(actor) ?? ask(actor),
    freshKeyOf: ask,
    async rotate(actor) {
      await Promise.all([replace(actor, makeSigning), replace(`${actor} proof`, makeProving)]);
      return ask(actor);
    },
  };
}

async function makeSigning(): Promise<StoredKey> {
  const options = { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding };
  const { privateKey, publicKey } = await generate('rsa', options);
  return { privatePem: privateKey, publicPem: publicKey };
}

async function makeProving(): Promise<StoredKey> {
  const { privateKey, publicKey } = await generate('ed25519', { publicKeyEncoding, privateKeyEncoding });
  return { privatePem: privateKey, publicPem: publicKey };
}
