// Who may speak by RFC 9421: the same rules as for draft-cavage, and what structured fields add to what can be forged.
import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { expect } from 'chai';
import { writeMultibase } from '../../federation/signatures/key.ts';
import { startHub, type TestHub } from '../helpers/hub.ts';
import { type Lie, post } from '../helpers/message.ts';
import { type Answer, create, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';

const hour = 3600;
const ed = generateKeyPairSync('ed25519');

describe('an inbox, by RFC 9421', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let inbox: string;
  let amina: string;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    inbox = hub.url('/inbox');
    amina = (await hub.member('amina', 'admin')).actor.id;
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  const isStored = async (id: unknown) => (await hub.hub.core.storage.log.get(String(id))) !== undefined;
  const now = () => Math.floor(Date.now() / 1000);

  async function expectTaken(as: PeerActor, lie: Lie = {}, to = inbox): Promise<void> {
    const { activity } = create(as, { to: [amina] });
    const { status, text } = await post(to, activity, as, lie);
    expect(status, text).to.equal(202);
    expect(await isStored(activity.id)).to.equal(true);
  }

  async function expectRefused(as: PeerActor, lie: Lie, to = inbox): Promise<Answer> {
    const { activity } = create(as, { to: [amina] });
    const answer = await post(to, activity, as, lie);
    expect(answer.status, answer.text).to.equal(401);
    expect(answer.headers['content-type']).to.include('application/problem+json');
    expect(await isStored(activity.id)).to.equal(false);
    return answer;
  }

  const fine: Record<string, () => Lie> = {
    'as Mastodon signs': () => ({}),
    'as Fedify signs': () => ({
      covers: ['@method', '@target-uri', '@authority', 'host', 'content-digest'],
      alg: 'rsa-v1_5-sha256',
    }),
    'with the parts of the address': () => ({ covers: ['content-digest', '@path', '@authority', '@method', '@query'] }),
    'with an end that is to come': () => ({ expires: now() + 60 }),
    'under any label': () => ({ label: 'my-own_label.1*' }),
  };
  for (const [name, lie] of Object.entries(fine)) {
    it(`takes what is signed ${name}`, () => expectTaken(peer.actor(`ada-${name.replaceAll(' ', '-')}`), lie()));
  }

  const anyKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const digest = `sha-256=:${Buffer.alloc(32).toString('base64')}:`;
  const lies: Record<string, (eve: PeerActor) => Lie> = {
    'by another key': () => ({ key: anyKey }),
    'over another body': () => ({ body: '{"type":"Create"}' }),
    'with the digest of another body': () => ({ headers: { 'content-digest': digest } }),
    'with a digest that was changed after signing': () => ({ after: { 'content-digest': digest } }),
    'with a digest that it does not cover': () => ({ covers: ['@method', '@target-uri'] }),
    'with the digest of draft-cavage alone': () => ({
      headers: { 'content-digest': undefined, digest: 'SHA-256=AAAA' },
      covers: ['@method', '@target-uri', 'digest'],
    }),
    'without its method': () => ({ covers: ['@target-uri', 'content-digest'] }),
    'without its address': () => ({ covers: ['@method', 'content-digest'] }),
    'without its host': () => ({ covers: ['@method', '@path', 'content-digest'] }),
    'for another method': () => ({ values: { '@method': 'PUT' } }),
    'for another inbox': () => ({ target: inbox.replace('/inbox', '/a/hub/inbox') }),
    'for another scheme': () => ({ values: { '@target-uri': inbox.replace('http:', 'https:') } }),
    'for this address in another spelling': () => ({ values: { '@target-uri': inbox.replace('/inbox', '/%69nbox') } }),
    'for another host': () => ({ target: 'http://other.example/inbox' }),
    'for another host, sent with the name of this one': () => ({
      target: 'http://other.example/inbox',
      after: { host: new URL(inbox).host },
    }),
    'for another port of this host': () => ({
      target: 'http://127.0.0.1:1/inbox',
      after: { host: new URL(inbox).host },
    }),
    'at no time': () => ({ created: undefined }),
    'thirteen hours ago': () => ({ created: now() - 13 * hour }),
    'two hours from now': () => ({ created: now() + 2 * hour }),
    'with an end that is past': () => ({ created: now() - 120, expires: now() - 60 }),
    'with a time that was made new after signing': ({ keyId }) => ({
      created: now() - 13 * hour,
      after: {
        'signature-input': `sig1=("@method" "@target-uri" "content-digest");created=${now()};keyid="${keyId}"`,
      },
    }),
    'as an HMAC': () => ({ alg: 'hmac-sha256' }),
    'as Ed25519 with an RSA key': () => ({ alg: 'ed25519' }),
    'as RSA-PSS': () => ({ alg: 'rsa-pss-sha512' }),
    'with a component from a response': () => ({
      covers: ['@method', '@target-uri', 'content-digest', '@status'],
      values: { '@status': '200' },
    }),
    'under a label that has no signature': () => ({ after: { signature: 'sig2=:AAAA:' } }),
    'with two fields of input': () => ({
      after: { 'signature-input': ['sig1=("@method");created=1', 'sig2=("@method")'] },
    }),
    'with two digests': () => ({ after: { 'content-digest': [digest, digest] } }),
    'with an input that is torn': () => ({ after: { 'signature-input': 'sig1=("@method' } }),
    'with an input and the signature of draft-cavage': () => ({ after: { signature: 'keyId="x",signature="AAAA"' } }),
    'with a hundred labels': () => ({
      after: { 'signature-input': Array.from({ length: 100 }, (_, n) => `s${n}=("@method")`).join(', ') },
    }),
    'by a key of another host': () => ({ keyId: `${other.origin}/users/eve#main-key` }),
    'by a key that is no address': () => ({ keyId: 'test-key' }),
  };
  for (const [name, lie] of Object.entries(lies)) {
    it(`refuses what is signed ${name}`, async () => {
      const eve = peer.actor(`eve-${name.replaceAll(' ', '-')}`);
      await expectTaken(eve);
      await expectRefused(eve, lie(eve));
    });
  }

  it('refuses headers that are folded, or given twice in another case', async () => {
    const bea = peer.actor('bea');
    await expectTaken(bea);
    await expectRefused(bea, { after: { 'Content-Digest': digest } });
    const folded = await new Promise<string>(resolve => {
      const socket = connect(Number(new URL(inbox).port), '127.0.0.1');
      let text = '';
      socket.on('data', chunk => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.end(
        `POST /inbox HTTP/1.1\r\nHost: ${new URL(inbox).host}\r\nContent-Type: application/activity+json\r\n` +
          'Signature-Input: sig1=("@method")\r\n ;created=1\r\nSignature: sig1=:AAAA:\r\nContent-Length: 2\r\n\r\n{}',
      );
    });
    expect(folded).to.match(/^HTTP\/1\.1 4\d\d/);
  });

  it('says to who signs nothing, or too little, what it would take', async () => {
    const cal = peer.actor('cal');
    const { headers } = await expectRefused(cal, { covers: ['@method', '@target-uri'] });
    expect(headers['accept-signature']).to.equal('sig1=("@method" "@target-uri" "content-digest");created;keyid');
    const bare = await send(inbox, create(cal).activity, cal, { unsigned: true });
    expect(bare.headers['www-authenticate']).to.equal('Signature headers="(request-target) host date digest"');
    const wrongKey = await expectRefused(cal, { key: anyKey });
    expect(wrongKey.headers['accept-signature']).to.equal(undefined);
  });

  it('takes Ed25519 keys that an actor shows as Multikeys, in either form of signature', async () => {
    const name = 'dee';
    const id = `${peer.origin}/users/${name}`;
    const multikey = {
      id: `${id}#ed25519-key`,
      type: 'Multikey',
      controller: id,
      publicKeyMultibase: writeMultibase(ed.publicKey),
    };
    const dee = peer.actor(name, { assertionMethod: [multikey] });
    const own = { keyId: multikey.id, key: ed.privateKey };
    await expectTaken(dee, own);
    await expectTaken(dee, { ...own, alg: 'ed25519' });
    await expectTaken(dee);
    const { activity } = create(dee, { to: [amina] });
    expect((await send(inbox, activity, dee, { ...own, algorithm: 'hs2019' })).status).to.equal(202);
    await expectRefused(dee, { ...own, alg: 'rsa-v1_5-sha256' });
    await expectRefused(dee, { keyId: multikey.id });
    const thief = peer.actor('thief', { assertionMethod: multikey });
    await expectRefused(thief, own);
  });

  it('answers within a moment whatever is in the fields', async () => {
    const fay = peer.actor('fay');
    const nasty = [
      '('.repeat(8000),
      `a=${'("x" '.repeat(1600)}`,
      '"'.repeat(8000),
      `a=:${'A'.repeat(7900)}`,
      'a;'.repeat(4000),
    ];
    for (const text of nasty) {
      const started = performance.now();
      await expectRefused(fay, { after: { 'signature-input': text } });
      await expectRefused(fay, { after: { 'content-digest': text, signature: text } });
      expect(performance.now() - started).to.be.below(2000);
    }
  });
});
