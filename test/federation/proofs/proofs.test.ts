// FEP-8b32 with eddsa-jcs-2022: the FEP's own vector, both ways, the forms that others send, and what is no proof.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { base58 } from '@scure/base';
import { expect } from 'chai';
import fc from 'fast-check';
import { readProof } from '../../../federation/proofs/read.ts';
import { hashOf, signedBytes } from '../../../federation/proofs/suite.ts';
import { prove } from '../../../federation/proofs/write.ts';
import type { Json } from '../../../federation/read/json.ts';
import { readMultibase, toBase58 } from '../../../federation/signatures/key.ts';

const context = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/data-integrity/v2'];
const keyId = 'https://server.example/users/alice#ed25519-key';
const document: Json = {
  '@context': context,
  id: 'https://server.example/activities/1',
  type: 'Create',
  actor: 'https://server.example/users/alice',
  object: {
    id: 'https://server.example/objects/1',
    type: 'Note',
    attributedTo: 'https://server.example/users/alice',
    content: 'Hello world',
    location: { type: 'Place', longitude: -71.184902, latitude: 25.273962 },
  },
};
const proof: Json = {
  '@context': context,
  type: 'DataIntegrityProof',
  cryptosuite: 'eddsa-jcs-2022',
  verificationMethod: keyId,
  proofPurpose: 'assertionMethod',
  proofValue: 'z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL',
  created: '2023-02-24T23:36:38Z',
};
const publicKey = readMultibase('z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2');
if (!publicKey) throw new Error('the key of the vector is none');
/** Multicodec `ed25519-priv`, two bytes, then the seed; PKCS #8 (RFC 8410) before it. */
const seed = base58.decode('3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq').subarray(2);
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});
const made = Date.parse('2023-02-24T23:36:38.500Z');
const now = Date.parse('2026-05-01T10:00:00Z');

function verifies(signed: Json, key = publicKey, at = now): boolean {
  return key !== undefined && readProof(signed, at)?.verify(key) === true;
}

describe('an integrity proof', () => {
  it('is the one of the FEP, as it is made and as it is read', () => {
    expect(prove(document, { keyId, privateKey }, made)).to.deep.equal({ ...document, proof });
    expect(readProof({ ...document, proof }, now)?.keyId).to.equal(keyId);
    expect(verifies({ ...document, proof })).to.equal(true);
  });

  it('holds for the words and not for their layout', () => {
    const turned = JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries({ ...document, proof }).reverse()), null, 3),
    );
    expect(verifies(turned)).to.equal(true);
  });

  it('is broken by any change of the document or of itself', () => {
    const text = JSON.stringify({ ...document, proof });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        let parsed: Json;
        try {
          parsed = JSON.parse(changed);
        } catch {
          return;
        }
        const same = JSON.stringify(parsed) === text;
        expect(verifies(parsed)).to.equal(same);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not of another key', () => {
    expect(verifies({ ...document, proof }, generateKeyPairSync('ed25519').publicKey)).to.equal(false);
  });

  it('is read as Fedify sends it, without a context of its own but with the document’s hashed', () => {
    const { '@context': _context, proofValue: _value, ...bare } = proof;
    const sealed = (options: Json) => toBase58(sign(null, signedBytes(hashOf(document), options), privateKey));
    expect(
      verifies({ ...document, proof: { ...bare, proofValue: sealed({ ...bare, '@context': context }) } }),
    ).to.equal(true);
    expect(verifies({ ...document, proof: { ...bare, proofValue: sealed(bare) } })).to.equal(true);
  });

  it('stands beside a Linked Data signature, which nobody looks at', () => {
    const signature = { type: 'RsaSignature2017', creator: keyId, signatureValue: 'AAAA' };
    expect(verifies({ ...document, signature, proof })).to.equal(true);
    expect(readProof({ ...document, signature }, now)).to.equal(undefined);
  });

  it('may be one of a few', () => {
    const other = { ...proof, cryptosuite: 'mldsa44-jcs-2024' };
    expect(verifies({ ...document, proof: [other, proof] })).to.equal(true);
    expect(verifies({ ...document, proof: [other, other, other, proof] })).to.equal(false);
  });

  const none: Record<string, Json> = {
    'of another suite': { ...proof, cryptosuite: 'eddsa-rdfc-2022' },
    'of another type': { ...proof, type: 'Ed25519Signature2020' },
    'for another purpose': { ...proof, proofPurpose: 'authentication' },
    'whose key is no address': {
      ...proof,
      verificationMethod: 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2',
    },
    'without a value': { ...proof, proofValue: undefined },
    'whose value is in another base': { ...proof, proofValue: `u${String(proof.proofValue).slice(1)}` },
    'whose value is too long': { ...proof, proofValue: `z${'2'.repeat(100_000)}` },
    'whose context is not its document’s': { ...proof, '@context': ['https://w3id.org/security/data-integrity/v2'] },
    'whose context is longer than its document’s': { ...proof, '@context': [...context, 'https://x.example'] },
    'that has expired': { ...proof, expires: '2024-01-01T00:00:00Z' },
    'that ends at no time': { ...proof, expires: 'soon' },
    'made in the future': { ...proof, created: '2026-05-01T12:00:00Z' },
    'made at no time': { ...proof, created: 'lately' },
  };
  for (const [name, wrong] of Object.entries(none)) {
    it(`is none ${name}`, () => expect(readProof({ ...document, proof: wrong }, now)).to.equal(undefined));
  }

  it('is left out where a text cannot be written', () => {
    const broken = { ...document, content: 'half \ud800' };
    expect(prove(broken, { keyId, privateKey }, made)).to.deep.equal(broken);
    expect(verifies({ ...broken, proof })).to.equal(false);
  });
});
