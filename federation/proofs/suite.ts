// The cryptosuite eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites v1.0, section 3.3): what is hashed, and in which
// order. A document and the options of its proof are made canonical (JCS, RFC 8785) and hashed apart.
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../read/json.ts';

export const suite = 'eddsa-jcs-2022';
export const proofType = 'DataIntegrityProof';
/** Bytes of an Ed25519 signature. */
export const signatureBytes = 64;

/** The bytes that are signed: the hash of the proof's options, then that of the document. */
export function signedBytes(document: Buffer, options: Json): Buffer {
  return Buffer.concat([hashOf(options), document]);
}

/** The hash of a value in its canonical form. Throws for what JCS cannot write, such as half of a character. */
export function hashOf(value: Json): Buffer {
  return hash('sha256', canonicalize(value) ?? '', 'buffer');
}

/** The document without its proof, and without a Linked Data signature, which is made after it (FEP-8b32). */
export function unsecured(document: Json): Json {
  const { proof: _proof, signature: _signature, ...rest } = document;
  return rest;
}
