// Whose words are passed on: an activity that another delivers, or a community announces, is its author's when the author's
// own proof is in it (FEP-8b32), and nobody's when that proof is another's, of other words, or missing.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { prove } from '../../federation/proofs/write.ts';
import { writeMultibase } from '../../federation/signatures/key.ts';
import type { Rec } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';

interface Author extends PeerActor {
  proofKey: { keyId: string; privateKey: KeyObject };
}

describe('what somebody passes on', () => {
  let peer: Peer;
  let relayer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let inbox: string;
  let relay: PeerActor;
  let names = 0;

  before(async () => {
    [peer, relayer] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, relayer.host] });
    amina = await hub.member('amina', 'admin');
    inbox = hub.url('/inbox');
    relay = relayer.actor('relay', { type: 'Group' });
    expect((await send(inbox, activity(relay, 'Listen', {}), relay)).status).to.equal(202);
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), relayer.close()]);
  });

  /** Somebody with an Ed25519 key, and what else the document says. */
  function author(name = `author-${++names}`, more: Json = {}): Author {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const id = `${peer.origin}/users/${name}`;
    const keyId = `${id}#ed25519-key`;
    const multikey = { id: keyId, type: 'Multikey', controller: id, publicKeyMultibase: writeMultibase(publicKey) };
    return { ...peer.actor(name, { assertionMethod: [multikey], ...more }), proofKey: { keyId, privateKey } };
  }

  const proved = (document: Json, by: Author) => prove(document, by.proofKey, Date.now());
  const said = (by: Author, more: Json = {}) => create(by, { to: [amina.actor.id], ...more });
  const passOn = async (document: Json) => (await send(inbox, document, relay)).status;

  async function record(id: unknown): Promise<Rec | undefined> {
    await hub.idle();
    const found = await hub.hub.core.storage.records.get(String(id));
    return found?.buried === undefined ? (found?.body as Rec) : undefined;
  }

  it('is taken with its author’s proof, and only the author’s keys are asked for', async () => {
    const ana = author();
    const { activity: words, id } = said(ana);
    const before = peer.asked.length;
    expect(await passOn(proved(words, ana))).to.equal(202);
    expect(await record(id)).to.include({ record: 'thing', author: ana.id });
    expect(peer.asked.slice(before)).to.deep.equal([new URL(ana.id).pathname]);
    const { activity: more, id: second } = said(ana);
    expect(await passOn(proved(more, ana))).to.equal(202);
    expect(await record(second)).to.include({ author: ana.id });
    expect(peer.asked.slice(before), 'a known author is not asked again').to.have.length(1);
  });

  it('is the author’s to change and to take back by proof, and nobody else’s', async () => {
    const [ana, eve] = [author(), author()];
    const { activity: words, id } = said(ana);
    await passOn(proved(words, ana));
    expect(await passOn(proved(activity(eve, 'Delete', id), eve))).to.be.oneOf([202, 403]);
    expect(await record(id)).to.include({ author: ana.id });
    expect(await passOn(proved(activity(ana, 'Delete', id), ana))).to.equal(202);
    expect(await record(id)).to.equal(undefined);
  });

  const forgeries: Record<string, (words: Json, by: Author, eve: Author) => Json> = {
    'without a proof': words => words,
    'with a Linked Data signature': (words, ana) => ({
      ...words,
      signature: {
        type: 'RsaSignature2017',
        creator: ana.keyId,
        created: new Date().toISOString(),
        signatureValue: 'AAAA',
      },
    }),
    'with the proof of other words': (words, ana) => ({
      ...proved(words, ana),
      object: { ...(words.object as Json), content: 'Other.' },
    }),
    'with the proof of other words beside a Linked Data signature': (words, ana) => ({
      ...proved(words, ana),
      signature: { type: 'RsaSignature2017', creator: ana.keyId },
      summary: 'More.',
    }),
    'with a proof by somebody else of the same host': (words, _ana, eve) => proved(words, eve),
    'with a proof by a key that is called the author’s and is not': (words, ana, eve) =>
      prove(words, { ...eve.proofKey, keyId: ana.proofKey.keyId }, Date.now()),
    'with a proof by the passer-on': words => {
      const { privateKey } = generateKeyPairSync('ed25519');
      return prove(words, { keyId: `${relay.id}#ed25519-key`, privateKey }, Date.now());
    },
    'with a proof for another purpose': (words, ana) => {
      const whole = proved(words, ana);
      return { ...whole, proof: { ...(whole.proof as Json), proofPurpose: 'authentication' } };
    },
    'with a proof that has ended': (words, ana) => {
      const whole = proved(words, ana);
      return { ...whole, proof: { ...(whole.proof as Json), expires: '2020-01-01T00:00:00Z' } };
    },
    'with a proof that is a text': words => ({ ...words, proof: 'yes' }),
    'with a hundred proofs': (words, ana) => ({
      ...words,
      proof: Array.from({ length: 100 }, () => proved(words, ana)),
    }),
    'in a body that takes long to read': (words, ana) => proved({ ...words, more: 'x'.repeat(300_000) }, ana),
    'with half of a character in it': (words, ana) => ({ ...proved(words, ana), note: '\ud800' }),
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    it(`is refused ${name}`, async () => {
      const [ana, eve] = [author(), author()];
      await passOn(proved(said(ana).activity, ana));
      await passOn(proved(said(eve).activity, eve));
      const { activity: words, id } = said(ana);
      expect(await passOn(forge(words, ana, eve))).to.equal(401);
      expect(await record(id)).to.equal(undefined);
      expect(await passOn(proved(words, ana)), 'as it should be').to.equal(202);
    });
  }

  it('is refused where the key is not the author’s own', async () => {
    const eve = author();
    const wrong: Record<string, Json> = {
      'of another controller': { controller: eve.id },
      'of another type': { type: 'JsonWebKey' },
      'at another host': { id: `${relayer.origin}/users/ana#ed25519-key` },
      expired: { expires: '2024-01-01T00:00:00Z' },
    };
    for (const [name, change] of Object.entries(wrong)) {
      const ana = author();
      const [multikey] = ana.document.assertionMethod as [Json];
      peer.documents.set(new URL(ana.id).pathname, { ...ana.document, assertionMethod: [{ ...multikey, ...change }] });
      const { activity: words, id } = said(ana);
      expect(await passOn(proved(words, ana)), name).to.equal(401);
      expect(await record(id), name).to.equal(undefined);
    }
  });

  it('asks nobody anything when it has no proof, and an author once a minute when it has a bad one', async () => {
    const [ana, eve] = [author(), author()];
    const before = peer.asked.length;
    for (let n = 0; n < 20; n += 1) expect(await passOn(said(ana).activity)).to.equal(401);
    expect(peer.asked.length).to.equal(before);
    const bad = () => prove(said(ana).activity, { ...eve.proofKey, keyId: ana.proofKey.keyId }, Date.now());
    for (let n = 0; n < 20; n += 1) expect(await passOn(bad())).to.equal(401);
    expect(peer.asked.length - before).to.equal(1);
  });

  it('must be delivered by somebody who signs, and is not blocked', async () => {
    const ana = author();
    const { activity: words, id } = said(ana);
    const whole = proved(words, ana);
    expect((await send(inbox, whole, relay, { unsigned: true })).status).to.equal(401);
    expect((await send(inbox, whole, relay, { key: ana.key })).status).to.equal(401);
    const { core } = hub.hub;
    const judge = (blocked: boolean) =>
      core.takeLocal({
        type: 'hostJudged',
        id: core.urls.newActivity(),
        actor: core.urls.hub,
        at: new Date().toISOString(),
        host: relayer.host,
        blocked,
      });
    await judge(true);
    await hub.idle();
    expect(await passOn(whole)).to.equal(403);
    await judge(false);
    await hub.idle();
    expect(await record(id)).to.equal(undefined);
    expect(await passOn(whole)).to.equal(202);
  });

  it('is refused with a key that its author has retired, once the new one was seen', async () => {
    const old = author('ros');
    expect(await passOn(proved(said(old).activity, old))).to.equal(202);
    const fresh = author('ros');
    expect(await passOn(proved(said(fresh).activity, fresh))).to.equal(202);
    expect(await passOn(proved(said(old).activity, old))).to.equal(401);
  });

  it('needs no proof from who signs the request, and a bad one does no harm there', async () => {
    const ana = author();
    const { activity: words, id } = said(ana);
    const broken = { ...proved(words, ana), summary: 'Added later.' };
    expect((await send(inbox, broken, ana)).status).to.equal(202);
    expect(await record(id)).to.include({ author: ana.id });
  });

  describe('by a community that is followed here', () => {
    let group: PeerActor;
    const announce = async (inner: Json) => {
      expect((await send(inbox, activity(group, 'Announce', inner), group)).status).to.equal(202);
      await hub.idle();
    };

    before(async () => {
      group = relayer.actor('group', { type: 'Group' });
      await amina.post({ type: 'Follow', object: group.id });
      await hub.idle();
      const follow = relayer.received.findLast(({ activity }) => activity.type === 'Follow')?.activity;
      expect((await send(inbox, activity(group, 'Accept', follow), group)).status).to.equal(202);
      await hub.idle();
    });

    it('is believed with a proof, and its object is not fetched', async () => {
      const ana = author();
      const { activity: words, id, object } = create(ana, { content: '<p>As ana said it.</p>' });
      const before = peer.asked.length;
      await announce(proved(words, ana));
      expect(await record(id)).to.include({ author: ana.id, content: '<p>As ana said it.</p>' });
      const updated = new Date(Date.now() + 1000).toISOString();
      await announce(proved(activity(ana, 'Update', { ...object, content: '<p>And now so.</p>', updated }), ana));
      expect(await record(id)).to.include({ content: '<p>And now so.</p>' });
      const like = proved(activity(ana, 'Like', id), ana);
      await announce(like);
      expect(await hub.hub.core.storage.links.get('likes', ana.id, id)).not.to.equal(undefined);
      await announce(proved(activity(ana, 'Undo', like), ana));
      expect(await hub.hub.core.storage.links.get('likes', ana.id, id)).to.equal(undefined);
      await announce(proved(activity(ana, 'Delete', id), ana));
      expect(await record(id)).to.equal(undefined);
      expect(peer.asked.slice(before)).to.deep.equal([new URL(ana.id).pathname]);
    });

    it('is fetched from its origin when the proof is of other words', async () => {
      const ana = author();
      const { activity: words, id, object } = create(ana, { content: '<p>Really said.</p>' });
      peer.documents.set(new URL(id).pathname, object);
      const whole = proved(words, ana);
      await announce({ ...whole, object: { ...object, content: '<p>Forged.</p>' } });
      expect(await record(id)).to.include({ content: '<p>Really said.</p>' });
      const { activity: never, id: nowhere } = create(ana);
      await announce({ ...proved(never, ana), summary: 'Added.' });
      expect(await record(nowhere)).to.equal(undefined);
    });
  });
});
