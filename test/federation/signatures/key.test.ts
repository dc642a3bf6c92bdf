import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import {
  fromBase58,
  isUsable,
  made,
  readMultibase,
  readPem,
  toBase58,
  writeMultibase,
} from '../../../federation/signatures/key.ts';

const raw = (hex: string) =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') },
    format: 'jwk',
  });

describe('a key of another server', () => {
  it('is used when it is RSA of 2048 bits or more, or Ed25519', () => {
    expect(isUsable(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)).to.equal(true);
    expect(isUsable(generateKeyPairSync('ed25519').publicKey)).to.equal(true);
    expect(isUsable(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)).to.equal(false);
    expect(isUsable(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).to.equal(false);
    expect(isUsable(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey)).to.equal(false);
    expect(isUsable(generateKeyPairSync('ed448').publicKey)).to.equal(false);
  });

  it('is not used when it is too dear or too simple', () => {
    const rsa = (bytes: number, e: string) => {
      const n = Buffer.alloc(bytes, 0xff).toString('base64url');
      return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    };
    const usual = 'AQAB';
    expect(isUsable(rsa(1024, usual)), '8192 bits').to.equal(true);
    expect(isUsable(rsa(1025, usual)), '8200 bits').to.equal(false);
    expect(isUsable(rsa(2048, usual)), '16384 bits').to.equal(false);
    expect(isUsable(rsa(256, 'AQ')), 'an exponent of 1').to.equal(false);
    expect(isUsable(rsa(256, 'BA')), 'an even exponent').to.equal(false);
    expect(isUsable(rsa(256, Buffer.alloc(9, 0xff).toString('base64url'))), 'a giant exponent').to.equal(false);
    expect(isUsable(rsa(256, 'Aw')), 'an exponent of 3').to.equal(true);
  });

  it('is not used when it proves nothing: under a point of small order a signature fits every text', () => {
    const identity = raw(`01${'00'.repeat(31)}`);
    const forged = Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]);
    expect(made(forged, 'any text', identity)).to.equal(false);
    const weak = [
      '00'.repeat(32),
      `01${'00'.repeat(30)}80`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      `ec${'ff'.repeat(30)}7f`,
      `ee${'ff'.repeat(31)}`,
    ];
    for (const point of weak) expect(isUsable(raw(point)), point).to.equal(false);
  });

  it('made nothing that is no signature, whatever its length', () => {
    const keys = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
      generateKeyPairSync('ed25519').publicKey,
    ];
    for (const key of keys)
      for (const length of [0, 1, 63, 64, 65, 255, 256, 257, 6000])
        for (const byte of [0, 0xff]) expect(made(Buffer.alloc(length, byte), 'words', key)).to.equal(false);
  });

  it('is read from a Multikey as it was written, and from nothing else', () => {
    // FEP-521a.
    const multibase = 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';
    const key = readMultibase(multibase);
    expect(key?.asymmetricKeyType).to.equal('ed25519');
    expect(key && writeMultibase(key)).to.equal(multibase);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const multicodec = Buffer.from([0x85, 0x24]);
    const rsa = toBase58(Buffer.concat([multicodec, publicKey.export({ type: 'pkcs1', format: 'der' })]));
    expect(readMultibase(rsa)?.equals(publicKey)).to.equal(true);
    for (const wrong of [
      rsa.slice(0, -4),
      toBase58(Buffer.concat([multicodec, Buffer.alloc(32, 1)])),
      multibase.slice(1),
      `u${multibase.slice(1)}`,
      `${multibase}1`,
      'z',
      '',
      `z${'2'.repeat(10_000)}`,
      'z0OIl',
    ])
      expect(readMultibase(wrong), wrong.slice(0, 60)).to.equal(undefined);
    expect(fromBase58(`z${'1'.repeat(64)}`, 64)).to.deep.equal(new Uint8Array(64));
    expect(readPem('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).to.equal(undefined);
  });
});
