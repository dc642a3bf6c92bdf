// Followers synchronisation (FEP-8fcf), the parts both ends share: the digest of the followers that are of one origin, and
// the header that carries it.
import { createHash } from 'node:crypto';

/** The name of the header, in lower case. */
export const syncHeader = 'collection-synchronization';

/** What a peer says of the followers of its actor that are of this hub. */
export interface Synchronization {
  /** The actor's followers collection. */
  collectionId: string;
  /** Where the part of it that is of the reader's origin is found. */
  url: string;
  digest: string;
}

/** A digest that ids are put into one by one, in any order: the XOR of their SHA-256. */
export class FollowersDigest {
  readonly #bytes = Buffer.alloc(32);

  add(id: string): void {
    const hash = createHash('sha256').update(id).digest();
    for (let place = 0; place < hash.length; place++)
      this.#bytes[place] = (this.#bytes[place] ?? 0) ^ (hash[place] ?? 0);
  }

  /** In hexadecimal digits; zeros for nobody. */
  toString(): string {
    return this.#bytes.toString('hex');
  }
}

export function writeSyncHeader({ collectionId, url, digest }: Synchronization): string {
  return `collectionId="${collectionId}", url="${url}", digest="${digest}"`;
}

const lengthLimit = 5000;
const form = /([a-zA-Z]{1,20})="([^"\\]*)"\s*(?:,\s*|$)/y;

/** The header's parameters, in the syntax of signatures; undefined when it is malformed or says anything twice. */
export function readSyncHeader(value: string | string[] | undefined): Synchronization | undefined {
  if (typeof value !== 'string' || value.length > lengthLimit) return undefined;
  const found = new Map<string, string>();
  form.lastIndex = 0;
  while (form.lastIndex < value.length) {
    const match = form.exec(value);
    if (!match?.[1] || found.has(match[1])) return undefined;
    found.set(match[1], match[2] ?? '');
  }
  const [collectionId = '', url = '', digest = ''] = ['collectionId', 'url', 'digest'].map(name => found.get(name));
  return collectionId && url && /^[0-9a-f]{64}$/i.test(digest)
    ? { collectionId, url, digest: digest.toLowerCase() }
    : undefined;
}
