import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeKeyRing } from '../../federation/keys.ts';
import { makeUrls } from '../../federation/urls.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

describe('the key ring', () => {
  const urls = makeUrls('https://keys.example');
  let storage: Storage;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    storage = await openSqlite({ folder });
  });
  after(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('makes a key when it is first needed, in the form that peers take', async () => {
    const { keyId, privateKey, publicPem } = await makeKeyRing({ storage, urls }).keyOf(urls.hub);
    expect(keyId).to.equal('https://keys.example/a/hub#main-key');
    expect(publicPem).to.match(/^-----BEGIN PUBLIC KEY-----\n/);
    const publicKey = createPublicKey(publicPem);
    expect(publicKey.asymmetricKeyDetails?.modulusLength).to.equal(2048);
    const words = Buffer.from('signed');
    expect(verify('sha256', words, publicKey, sign('sha256', words, privateKey))).to.equal(true);
  });

  it('gives the same key to all who ask at once, in any process', async () => {
    const rings = [makeKeyRing({ storage, urls }), makeKeyRing({ storage, urls }), makeKeyRing({ storage, urls })];
    const keys = await Promise.all(rings.flatMap(ring => [ring.keyOf(urls.instance), ring.keyOf(urls.instance)]));
    expect(new Set(keys.map(key => key.publicPem))).to.have.length(1);
    const kept = await makeKeyRing({ storage, urls }).keyOf(urls.instance);
    expect(kept.publicPem).to.equal(keys[0]?.publicPem);
    expect(kept.privateKey.equals(keys[0]?.privateKey as typeof kept.privateKey)).to.equal(true);
  });

  it('makes an Ed25519 key beside it, the same for all, also for an actor who had none', async () => {
    const actor = urls.newActor();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await storage.state.put('key', actor, { privatePem: privateKey, publicPem: publicKey });
    const rings = [makeKeyRing({ storage, urls }), makeKeyRing({ storage, urls })];
    const [one, two] = await Promise.all(rings.map(ring => ring.keyOf(actor)));
    expect(one?.publicPem).to.equal(publicKey);
    expect(one?.keyId).to.equal(`${actor}#main-key`);
    expect(one?.proofKey.keyId).to.equal(`${actor}#ed25519-key`);
    expect(one?.proofKey.multibase)
      .to.match(/^z6Mk\w{44}$/)
      .and.equal(two?.proofKey.multibase);
  });

  it('changes both when it is told to, once for each time, and other processes see it when they look', async () => {
    const [ring, other] = [makeKeyRing({ storage, urls }), makeKeyRing({ storage, urls })];
    const old = await ring.keyOf(urls.hub);
    await other.keyOf(urls.hub);
    const fresh = await ring.rotate(urls.hub);
    expect(fresh.keyId).to.equal(`${urls.hub}#main-key-2`);
    expect(fresh.proofKey.keyId).to.equal(`${urls.hub}#ed25519-key-2`);
    expect(fresh.publicPem).not.to.equal(old.publicPem);
    expect(fresh.proofKey.multibase).not.to.equal(old.proofKey.multibase);
    expect(await ring.keyOf(urls.hub)).to.equal(fresh);
    expect((await other.freshKeyOf(urls.hub)).publicPem).to.equal(fresh.publicPem);
    expect((await other.keyOf(urls.hub)).publicPem).to.equal(fresh.publicPem);
    expect((await ring.rotate(urls.hub)).keyId).to.equal(`${urls.hub}#main-key-3`);
  });
});
