// Who may speak: a request counts only when its actor's own key signed this body, for this address, lately.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { startHub, type TestHub } from '../helpers/hub.ts';
import {
  type Answer,
  activity,
  create,
  openPeer,
  type Peer,
  type PeerActor,
  send,
  type Tampering,
} from '../helpers/peer.ts';

const hour = 3_600_000;

describe('an inbox', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let inbox: string;
  let group: string;
  let amina: string;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    inbox = hub.url('/inbox');
    group = hub.hub.core.urls.hub;
    amina = (await hub.member('amina', 'admin')).actor.id;
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  const post = (as: PeerActor, tampering: Tampering = {}) => {
    const { activity } = create(as, { to: [amina] });
    return { id: String(activity.id), answer: send(inbox, activity, as, tampering) };
  };
  const isStored = async (id: string) => (await hub.hub.core.storage.log.get(id)) !== undefined;

  async function expectRefusal(sent: { id: string; answer: Promise<Answer> }, status = 401): Promise<void> {
    const { status: answered, headers, text } = await sent.answer;
    expect(answered, text).to.equal(status);
    expect(headers['content-type']).to.include('application/problem+json');
    expect(JSON.parse(text).type, text).to.be.a('string');
    expect(text).not.to.match(/\bat .*:\d+:\d+/);
    expect(await isStored(sent.id)).to.equal(false);
  }

  it('takes what is signed as it should be', async () => {
    const ana = peer.actor('ana');
    const sent = post(ana);
    expect((await sent.answer).status).to.equal(202);
    expect(await isStored(sent.id)).to.equal(true);
  });

  const now = () => Date.now();
  const anyKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const tamperings: Record<string, () => Tampering> = {
    'without a signature': () => ({ unsigned: true }),
    'signed with another key': () => ({ key: anyKey }),
    'whose body was changed on the way': () => ({ body: '{"type":"Create"}' }),
    'whose digest is of another body': () => ({
      headers: { digest: `SHA-256=${Buffer.alloc(32).toString('base64')}` },
    }),
    'whose digest was changed after signing': () => ({ after: { digest: 'SHA-256=AAAA' } }),
    'without a digest': () => ({ headers: { digest: undefined }, signs: ['(request-target)', 'host', 'date'] }),
    'that does not sign its digest': () => ({ signs: ['(request-target)', 'host', 'date'] }),
    'that does not sign its address': () => ({ signs: ['host', 'date', 'digest'] }),
    'that does not sign its host': () => ({ signs: ['(request-target)', 'date', 'digest'] }),
    'that signs no date': () => ({ signs: ['(request-target)', 'host', 'digest'] }),
    'of thirteen hours ago': () => ({ headers: { date: new Date(now() - 13 * hour).toUTCString() } }),
    'of two hours from now': () => ({ headers: { date: new Date(now() + 2 * hour).toUTCString() } }),
    'whose date is no date': () => ({ headers: { date: 'today' } }),
    'whose date was made new after signing': () => ({ after: { date: new Date(now() - 60_000).toUTCString() } }),
    'with an algorithm that anybody can make': () => ({ algorithm: 'hmac-sha256' }),
    'with an algorithm called none': () => ({ algorithm: 'none' }),
    'signed for another host': () => ({ after: { host: 'x.example' } }),
    'signed for another host, which handed it on': () => ({ headers: { host: 'x.example' } }),
    'signed for this host at another port': () => ({ headers: { host: '127.0.0.1:1' } }),
    'with two signatures': () => ({
      after: { 'x-more': '1', Signature: ['keyId="a",signature="b"', 'keyId="c",signature="d"'] },
    }),
    'with two digests': () => ({ after: { digest: ['SHA-256=AAAA', 'SHA-256=BBBB'] } }),
    'whose signature header is torn': () => ({ after: { signature: 'keyId="x' } }),
    'whose signature names a part twice': () => ({ signs: ['(request-target)', 'host', 'date', 'digest', 'digest'] }),
  };
  for (const [name, tampering] of Object.entries(tamperings)) {
    it(`refuses what comes ${name}`, async () => {
      const ana = peer.actor(`ana-${name.replaceAll(' ', '-')}`);
      expect((await post(ana).answer).status, 'untouched, of the same actor').to.equal(202);
      await expectRefusal(post(ana, tampering()));
    });
  }

  it('refuses a request that was signed for another inbox', async () => {
    const ben = peer.actor('ben');
    const { activity } = create(ben, { to: [amina] });
    const answer = send(`${group}/inbox`, activity, ben, { target: '/inbox' });
    await expectRefusal({ id: String(activity.id), answer });
    expect((await send(`${group}/inbox`, activity, ben)).status).to.equal(202);
  });

  it('refuses a key of another actor, of the same host or of another', async () => {
    const [cara, dan, eve] = [peer.actor('cara'), peer.actor('dan'), other.actor('eve')];
    await expectRefusal(post(cara, { key: dan.key, keyId: dan.keyId }));
    await expectRefusal(post(cara, { key: eve.key, keyId: eve.keyId }));
    expect((await post(cara).answer).status).to.equal(202);
  });

  it('takes a new key after one look, and the old one no more', async () => {
    const old = peer.actor('fay');
    expect((await post(old).answer).status).to.equal(202);
    const fresh = peer.actor('fay');
    expect((await post(fresh).answer).status).to.equal(202);
    await expectRefusal(post(old));
  });

  it('looks for a new key of a known actor once a minute, however often it is asked', async () => {
    const gil = peer.actor('gil');
    expect((await post(gil).answer).status).to.equal(202);
    const before = peer.asked.length;
    for (let n = 0; n < 20; n += 1) expect((await post(gil, { key: anyKey }).answer).status).to.equal(401);
    expect(peer.asked.slice(before)).to.have.length.at.most(1);
  });

  it('asks nobody anything for what is not signed, or names a key elsewhere', async () => {
    const hal = peer.actor('hal');
    const before = peer.asked.length + other.asked.length;
    for (let n = 0; n < 50; n += 1) expect((await post(hal, { unsigned: true }).answer).status).to.equal(401);
    for (let n = 0; n < 50; n += 1)
      expect((await post(hal, { keyId: `${other.origin}/users/hal#main-key` }).answer).status).to.equal(401);
    expect(peer.asked.length + other.asked.length).to.equal(before);
  });

  const documents: Record<string, (ida: PeerActor) => Parameters<Peer['documents']['set']>[1] | undefined> = {
    'is not there': () => undefined,
    'says that it is somebody else': ({ document }) => ({ ...document, id: `${peer.origin}/users/ana` }),
    'has the key of somebody else': ({ document }) => ({
      ...document,
      publicKey: { ...(document.publicKey as object), owner: `${peer.origin}/users/ana` },
    }),
    'has no key': ({ document }) => ({ ...document, publicKey: undefined }),
    'is longer than a megabyte': ({ document }) => ({ ...document, summary: 'x'.repeat(1_100_000) }),
    'is a page': () => (_req, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello'),
    'leads to another host':
      ({ id }) =>
      (_req, res) =>
        void res.writeHead(302, { location: id.replace(peer.origin, other.origin) }).end(),
    'leads to itself':
      ({ id }) =>
      (_req, res) =>
        void res.writeHead(302, { location: id }).end(),
    'is cut off': () => (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/activity+json', 'content-length': '500' });
      res.write('{"id":');
      setTimeout(() => res.destroy(), 20);
    },
    'has a key that takes too long to use': ({ document }) => {
      const n = Buffer.alloc(2048, 0xff).toString('base64url');
      const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
      const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' });
      return { ...document, publicKey: { ...(document.publicKey as object), publicKeyPem } };
    },
    'has a key that is none': ({ document }) => ({
      ...document,
      publicKey: {
        ...(document.publicKey as object),
        publicKeyPem: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      },
    }),
    'has a key that is too short': ({ document }) => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' });
      return { ...document, publicKey: { ...(document.publicKey as object), publicKeyPem } };
    },
  };
  for (const [name, change] of Object.entries(documents)) {
    it(`refuses an actor whose document ${name}`, async () => {
      const ida = peer.actor(`ida-${name.replaceAll(' ', '-')}`);
      const path = new URL(ida.id).pathname;
      const changed = change(ida);
      if (changed) peer.documents.set(path, changed);
      else peer.documents.delete(path);
      other.actor(path.split('/').at(-1) ?? '');
      await expectRefusal(post(ida));
    });
  }

  it('never lets an actor speak by an activity of another host', async () => {
    const jan = peer.actor('jan');
    const foreign = activity(jan, 'Create', create(jan).object, { id: `${other.origin}/activities/1` });
    await expectRefusal({ id: String(foreign.id), answer: send(inbox, foreign, jan) }, 403);
  });
});
