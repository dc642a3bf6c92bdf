// Reads the integrity proof of a document (FEP-8b32). A proof of another suite or purpose, one that has expired and one that
// is malformed count as none: they neither help nor harm what a request's signature says.
import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { address, isObject, type Json, list } from '../read/json.ts';
import { fromBase58, made } from '../signatures/key.ts';
import { skew } from '../signatures/request.ts';
import { hashOf, proofType, signatureBytes, signedBytes, suite, unsecured } from './suite.ts';

export interface Proof {
  /** The verification method: the id of the key. */
  keyId: string;
  /** True when this key made the proof of this document. */
  verify(key: KeyObject): boolean;
}

/** More than one is against the advice of the FEP; more than a few are an attack. */
const proofLimit = 3;

/** The first proof of a document that this hub can check; `now` is in ms. */
export function readProof(document: Json, now: number): Proof | undefined {
  const proof = list(document.proof)
    .slice(0, proofLimit)
    .filter(isObject)
    .find(each => isOurSuite(each) && isCurrent(each, now));
  const keyId = address(proof?.verificationMethod);
  const signature = typeof proof?.proofValue === 'string' ? fromBase58(proof.proofValue, signatureBytes) : undefined;
  if (!proof || !keyId || !signature || !isWithin(proof['@context'], document['@context'])) return undefined;
  return { keyId, verify: key => readings(proof, document).some(bytes => made(signature, bytes, key)) };
}

function isOurSuite({ type, cryptosuite, proofPurpose }: Json): boolean {
  return type === proofType && cryptosuite === suite && proofPurpose === 'assertionMethod';
}

/** A time that is not given binds nobody; one that cannot be read, or is not now, ends the proof. */
function isCurrent({ created, expires }: Json, now: number): boolean {
  const begins = created === undefined ? now : Date.parse(String(created));
  const ends = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(expires));
  return begins <= now + skew && ends > now;
}

/** The context of a proof, if it has one, is how that of its document begins (section 3.3.2 of the suite). */
function isWithin(inner: unknown, outer: unknown): boolean {
  if (inner === undefined) return true;
  const [begin, whole] = [list(inner), list(outer)];
  return begin.length > 0 && isDeepStrictEqual(begin, whole.slice(0, begin.length));
}

/** What may have been signed: the proof as it stands and, where it has no context of its own, with its document's, as Fedify does. */
function readings(proof: Json, document: Json): Buffer[] {
  const { proofValue: _value, ...options } = proof;
  const context = document['@context'];
  const all =
    options['@context'] === undefined && context !== undefined
      ? [options, { ...options, '@context': context }]
      : [options];
  try {
    const words = hashOf(unsecured(document));
    return all.map(each => signedBytes(words, each));
  } catch {
    return [];
  }
}
