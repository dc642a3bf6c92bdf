import { createPublicKey, sign, verify } from 'node:crypto';
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
});
