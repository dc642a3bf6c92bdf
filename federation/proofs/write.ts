// Adds an integrity proof to a document of ours (FEP-8b32), so that others who pass it on are believed. It carries the whole
// context of its document: Mastodon hashes what stands there, Fedify always the document's, and both then hash the same.
import { sign } from 'node:crypto';
import type { KeyRing, ProofKey } from '../keys.ts';
import { type Json, list } from '../read/json.ts';
import { toBase58 } from '../signatures/key.ts';
import { everyone } from '../write/audience.ts';
import { hashOf, proofType, signedBytes, suite, unsecured } from './suite.ts';

/** The document with a proof by the key; `now` is in ms. A document with a character that is none is given back as it is. */
export function prove(
  document: Json,
  { keyId, privateKey }: Pick<ProofKey, 'keyId' | 'privateKey'>,
  now: number,
): Json {
  const options = {
    ...(document['@context'] !== undefined && { '@context': document['@context'] }),
    type: proofType,
    cryptosuite: suite,
    verificationMethod: keyId,
    proofPurpose: 'assertionMethod',
    // Whole seconds: the suite hashes the text, and peers that parse it write it anew.
    created: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  let bytes: Buffer;
  try {
    bytes = signedBytes(hashOf(unsecured(document)), options);
  } catch {
    return document;
  }
  return { ...document, proof: { ...options, proofValue: toBase58(sign(null, bytes, privateKey)) } };
}

/** Room that a proof takes in a body, in bytes, its copy of the context included. */
export const proofRoom = 4096;

/** The activity with its actor's proof, if others may pass it on; one that is for few can be disowned, and goes without. */
export async function proven(keys: Pick<KeyRing, 'keyOf'>, activity: Json): Promise<Json> {
  if (!isForOthers(activity)) return activity;
  const { proofKey } = await keys.keyOf(String(activity.actor));
  return prove(activity, proofKey, Date.now());
}

/** True for what is said before everybody, and for what a community is to tell its followers (FEP-1b12). */
function isForOthers({ type, to, cc, audience }: Json): boolean {
  if ([...list(to), ...list(cc)].includes(everyone)) return true;
  return (type === 'Like' || type === 'Undo') && audience !== undefined;
}
