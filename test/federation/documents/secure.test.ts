// Who may read: in secure mode (authorized fetch) members and those who sign; what is for few, in every mode, those few
// when they sign. Real sockets, peers on loopback.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { toBase58 } from '../../../federation/signatures/key.ts';
import { freePort } from '../../../scripts/free-port.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { get } from '../../helpers/message.ts';
import {
  type Answer,
  activity,
  ask,
  openPeer,
  type Peer,
  type PeerActor,
  PUBLIC,
  read,
  send,
} from '../../helpers/peer.ts';

const accept = 'application/activity+json';
const anyKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

async function postedBy(member: TestMember, note: object): Promise<string> {
  const { status, location, body } = await member.post({ type: 'Note', content: '<p>Words.</p>', ...note });
  expect(status, body).to.equal(201);
  return location.replace(/\/create$/, '');
}

async function block(hub: TestHub, host: string, blocked: boolean): Promise<void> {
  const { core } = hub.hub;
  const act = { id: core.urls.newActivity(), actor: core.urls.hub, at: new Date().toISOString() };
  await core.takeLocal({ ...act, type: 'hostJudged', host, blocked });
  await hub.idle();
}

describe('a hub in secure mode', () => {
  let peer: Peer;
  let hub: TestHub;
  let ana: PeerActor;
  let amina: TestMember;
  let thing: string;

  before(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
    hub = await startHub({ devPeers: [peer.host], secure: true });
    amina = await hub.member('amina', 'admin');
    thing = await postedBy(amina, { to: [PUBLIC] });
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const documents = () => [
    amina.actor.id,
    hub.hub.core.urls.hub,
    `${amina.actor.id}/outbox?page=true`,
    `${amina.actor.id}/followers`,
    thing,
    `${thing}/create`,
    `${thing}/replies`,
    hub.url('/@amina'),
  ];

  function expectPrivate({ headers }: Answer): void {
    expect(headers.vary).to.include('Accept').and.include('Signature').and.include('Signature-Input');
    expect(headers['cache-control']).to.include('private');
  }

  it('shows its documents to nobody who does not sign, and says what it takes', async () => {
    for (const address of documents()) {
      const answer = await ask(address, { headers: { accept } });
      expect(answer.status, address).to.equal(401);
      expect(answer.headers['content-type']).to.include('application/problem+json');
      expect(answer.headers['www-authenticate']).to.equal('Signature headers="(request-target) host date"');
      expect(answer.headers['accept-signature']).to.equal('sig1=("@method" "@target-uri");created;keyid');
      expectPrivate(answer);
    }
  });

  it('shows them to peers who sign in either form, and to nobody’s cache', async () => {
    for (const address of documents().slice(0, -1)) {
      for (const answer of [await read(address, ana), await get(address, ana)]) {
        expect(answer.status, `${address}: ${answer.text}`).to.equal(200);
        expect(answer.headers['content-type']).to.include(accept);
        expectPrivate(answer);
      }
    }
    expect((await read(hub.url('/@amina'), ana)).status).to.equal(302);
  });

  it('takes a page that was signed for without its query (I12)', async () => {
    const page = `${amina.actor.id}/outbox?page=true`;
    expect((await read(page, ana, { target: new URL(page).pathname })).status).to.equal(200);
    expect((await get(page, ana, { target: page.split('?')[0] ?? '' })).status).to.equal(200);
    expect((await get(page, ana, { covers: ['@method', '@authority', '@path'] })).status).to.equal(200);
    expect((await read(page, ana, { target: '/a/hub/outbox' })).status).to.equal(401);
    expect((await get(page, ana, { target: hub.url('/a/hub/outbox') })).status).to.equal(401);
    const other = { covers: ['@method', '@authority', '@path', '@query'], target: `${page}&after=x` };
    expect((await get(page, ana, other)).status).to.equal(401);
  });

  it('takes no signature that is another’s, old, or for something else', async () => {
    const hour = 3_600_000;
    const wrong: Record<string, () => Promise<Answer>> = {
      'another key': () => read(thing, ana, { key: anyKey }),
      'another key, in the new form': () => get(thing, ana, { key: anyKey }),
      'another address': () => read(thing, ana, { target: '/a/hub' }),
      'another address, in the new form': () => get(thing, ana, { target: `${thing}/create` }),
      'another method': () => get(thing, ana, { values: { '@method': 'POST' } }),
      'another host': () => read(thing, ana, { headers: { host: 'other.example' } }),
      'an old date': () => read(thing, ana, { headers: { date: new Date(Date.now() - 13 * hour).toUTCString() } }),
      'no date': () => read(thing, ana, { signs: ['(request-target)', 'host'] }),
      'a key that is nowhere': () => read(thing, ana, { keyId: `${peer.origin}/users/nobody#main-key` }),
      'a key that is no address': () => get(thing, ana, { keyId: 'some-key' }),
      'a header that is torn': () => read(thing, ana, { after: { signature: 'keyId="' } }),
    };
    expect((await read(thing, ana)).status).to.equal(200);
    for (const [name, asked] of Object.entries(wrong)) expect((await asked()).status, name).to.equal(401);
  });

  it('shows to everybody what finding it needs: its signing actor, WebFinger and NodeInfo, and its pages', async () => {
    const instance = await ask(hub.hub.core.urls.instance, { headers: { accept } });
    expect(instance.status).to.equal(200);
    expect(instance.headers['cache-control']).to.equal('public, max-age=60');
    expect(JSON.parse(instance.text)).to.include({ type: 'Application', id: hub.hub.core.urls.instance });
    const host = new URL(hub.origin).host;
    for (const path of [
      `/.well-known/webfinger?resource=acct:amina@${host}`,
      `/.well-known/webfinger?resource=${encodeURIComponent(hub.origin)}`,
      '/.well-known/nodeinfo',
      '/nodeinfo/2.1',
    ])
      expect((await ask(hub.url(path))).status, path).to.equal(200);
    for (const address of [amina.actor.id, thing]) {
      const page = await ask(address, { headers: { accept: 'text/html' } });
      expect(page.headers['content-type'], address).to.include('text/html');
      expect(page.headers.vary).to.include('Signature');
    }
  });

  it('shows them to members with a token', async () => {
    for (const address of documents().slice(0, -1)) expect((await amina.get(address)).status, address).to.equal(200);
    const bad = await ask(thing, { headers: { accept, authorization: `Bearer ${'x'.repeat(40)}` } });
    expect(bad.status).to.equal(401);
  });

  it('shows nothing to a host that is blocked, and does not ask it for its keys', async () => {
    const eve = peer.actor('eve');
    await block(hub, peer.host, true);
    const before = peer.asked.length;
    expect((await read(thing, eve)).status).to.equal(403);
    expect((await get(thing, eve)).status).to.equal(403);
    expect((await read(thing, ana)).status).to.equal(403);
    expect(peer.asked.length).to.equal(before);
    await block(hub, peer.host, false);
    expect((await read(thing, ana)).status).to.equal(200);
  });

  it('finds the owner of a key that has an address of its own, as those of GoToSocial (I11)', async () => {
    const gil = peer.actor('gil');
    const path = '/users/gil';
    const keyId = `${gil.id}/main-key`;
    const publicKey = { ...(gil.document.publicKey as object), id: keyId };
    const whole = { ...gil.document, publicKey };
    peer.documents.set(`${path}/main-key`, { id: gil.id, type: 'Person', preferredUsername: 'gil', publicKey });
    peer.documents.set(path, (req, res) => {
      if (!req.headers.signature) return void res.writeHead(401).end();
      res.writeHead(200, { 'content-type': accept }).end(JSON.stringify(whole));
    });
    expect((await read(thing, gil, { keyId })).status).to.equal(200);
    expect((await read(thing, gil, { keyId, key: anyKey })).status).to.equal(401);
    const { key } = peer.actor('mallory');
    peer.documents.set('/keys/stolen', { id: `${peer.origin}/keys/stolen`, owner: gil.id, publicKeyPem: 'x' });
    expect((await read(thing, gil, { keyId: `${peer.origin}/keys/stolen`, key })).status).to.equal(401);
  });

  it('reads a key that an actor only names (I25)', async () => {
    const kim = peer.actor('kim');
    const keyId = `${kim.id}/key`;
    const publicKey = { ...(kim.document.publicKey as object), id: keyId };
    peer.documents.set('/users/kim/key', publicKey);
    for (const named of [keyId, [keyId]]) {
      peer.documents.set('/users/kim', { ...kim.document, publicKey: named });
      expect((await read(thing, kim, { keyId })).status).to.equal(200);
    }
  });

  it('reads each key of an actor who has several, RSA as a Multikey too (I25, FEP-521a)', async () => {
    const [lou, other, third] = [peer.actor('lou'), peer.actor('other'), peer.actor('third')];
    const pem = ({ document }: PeerActor) => (document.publicKey as { publicKeyPem: string }).publicKeyPem;
    const der = createPublicKey(pem(third)).export({ type: 'pkcs1', format: 'der' });
    const publicKeyMultibase = toBase58(Buffer.concat([Buffer.from([0x85, 0x24]), der]));
    const multikey = { id: `${lou.id}#multi`, type: 'Multikey', controller: lou.id, publicKeyMultibase };
    const second = { id: `${lou.id}#second`, owner: lou.id, publicKeyPem: pem(other) };
    peer.documents.set('/users/lou', {
      ...lou.document,
      publicKey: [lou.document.publicKey, second],
      assertionMethod: multikey,
    });
    expect((await read(thing, lou)).status).to.equal(200);
    expect((await read(thing, lou, { keyId: second.id, key: other.key })).status).to.equal(200);
    expect((await get(thing, lou, { keyId: multikey.id, key: third.key })).status).to.equal(200);
    expect((await read(thing, lou, { keyId: second.id, key: third.key })).status).to.equal(401);
  });

  it('gives its actors by the address of their keys (I51)', async () => {
    const { body } = await amina.get(amina.actor.id);
    const { id, owner } = body.publicKey as { id: string; owner: string };
    const answer = await read(id.split('#', 1)[0] ?? '', ana);
    expect(JSON.parse(answer.text)).to.include({ id: owner }).and.to.have.deep.property('publicKey', body.publicKey);
  });
});

describe('two hubs in secure mode', () => {
  it('follow, read and write to each other', async () => {
    const ports = [await freePort(), await freePort()] as const;
    const devPeers = ports.map(port => `127.0.0.1:${port}`);
    const [north, south] = [
      await startHub({ name: 'North', secure: true, port: ports[0], devPeers }),
      await startHub({ name: 'South', secure: true, port: ports[1], devPeers }),
    ];
    try {
      const amina = await north.member('amina', 'admin');
      const binta = await south.member('binta', 'admin');
      expect((await amina.post({ type: 'Follow', object: binta.actor.id })).status).to.equal(201);
      const settled = async () => {
        for (let round = 0; round < 4; round += 1) {
          await north.idle();
          await south.idle();
        }
      };
      await settled();
      expect((await amina.get(`${amina.actor.id}/following`)).body.totalItems).to.equal(1);
      await postedBy(binta, { to: [PUBLIC], content: '<p>A story about goats.</p>' });
      await settled();
      expect((await north.search('q=goats')).total).to.equal(1);
    } finally {
      await north.stop();
      await south.stop();
    }
  });
});

describe('a hub that is open', () => {
  let peer: Peer;
  let hub: TestHub;
  let ana: PeerActor;
  let ben: PeerActor;
  let amina: TestMember;

  before(async () => {
    peer = await openPeer();
    [ana, ben] = [peer.actor('ana'), peer.actor('ben')];
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    const followed = await send(hub.url('/inbox'), activity(ana, 'Follow', amina.actor.id), ana);
    expect(followed.status).to.equal(202);
    await hub.idle();
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const statuses = async (address: string) => ({
    ana: (await read(address, ana)).status,
    ben: (await get(address, ben)).status,
    nobody: (await ask(address, { headers: { accept } })).status,
    liar: (await read(address, ana, { key: anyKey })).status,
  });

  it('shows what is for followers to a follower who signs', async () => {
    const thing = await postedBy(amina, { to: [`${amina.actor.id}/followers`] });
    for (const address of [thing, `${thing}/create`, `${thing}/replies`])
      expect(await statuses(address), address).to.deep.equal({ ana: 200, ben: 404, nobody: 404, liar: 404 });
    const answer = await read(thing, ana);
    expect(answer.headers['cache-control']).to.equal('private, no-store');
    expect(answer.headers.vary).to.include('Signature');
  });

  it('shows a letter to whom it is for, and to no follower', async () => {
    const thing = await postedBy(amina, { to: [ben.id] });
    expect(await statuses(thing)).to.deep.equal({ ana: 404, ben: 200, nobody: 404, liar: 404 });
  });

  it('shows what is for all to all, keeps it from caches when somebody signs, and asks nobody who it was', async () => {
    const thing = await postedBy(amina, { to: [PUBLIC] });
    const eve = peer.actor('eve');
    const before = peer.asked.length;
    const [signed, unsigned] = [await read(thing, eve), await ask(thing, { headers: { accept } })];
    expect([signed.status, unsigned.status]).to.deep.equal([200, 200]);
    expect(signed.text).to.equal(unsigned.text);
    expect(signed.headers['cache-control']).to.equal('private, max-age=60');
    expect(unsigned.headers['cache-control']).to.equal('public, max-age=60');
    expect(unsigned.headers.vary).to.include('Signature');
    expect(peer.asked.length).to.equal(before);
  });

  it('shows nothing to who signs from a host that is blocked', async () => {
    const thing = await postedBy(amina, { to: [PUBLIC] });
    await block(hub, peer.host, true);
    expect((await read(thing, ana)).status).to.equal(403);
    await block(hub, peer.host, false);
    expect((await read(thing, ana)).status).to.equal(200);
  });
});
