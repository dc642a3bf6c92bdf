// Followers synchronisation (FEP-8fcf): both ends of who follows whom are brought in step, and nobody is asked on another's behalf.
import { expect } from 'chai';
import { FollowersDigest, readSyncHeader, writeSyncHeader } from '../../federation/sync/digest.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, ask, create, type Json, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { until } from '../helpers/until.ts';

const long = new Date(Date.now() - 3_600_000).toISOString();

describe('the digest of followers', () => {
  it('is that of the proposal, in whatever order they come', () => {
    const ids = ['https://testing.example.org/users/1', 'https://testing.example.org/users/2'];
    for (const order of [ids, ids.toReversed()]) {
      const digest = new FollowersDigest();
      for (const id of order) digest.add(id);
      expect(digest.toString()).to.equal('c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f');
    }
    expect(new FollowersDigest().toString()).to.equal('0'.repeat(64));
  });

  it('travels in a header that is read as it was written, and no other', () => {
    const said = { collectionId: 'https://a.test/followers', url: 'https://a.test/sync', digest: 'a'.repeat(64) };
    expect(readSyncHeader(writeSyncHeader(said))).to.deep.equal(said);
    for (const bad of ['', 'x', 'digest="1"', `${writeSyncHeader(said)}, url="https://b.test/"`, 'a="'.repeat(5000)])
      expect(readSyncHeader(bad), bad.slice(0, 80)).to.equal(undefined);
  });
});

describe('followers', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let count = 0;

  beforeEach(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    [amina, badru] = [await hub.member('amina'), await hub.member('badru')];
  });
  afterEach(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  const links = () => hub.hub.core.storage.links;
  const digestOf = (...ids: string[]) => {
    const digest = new FollowersDigest();
    for (const id of ids) digest.add(id);
    return digest.toString();
  };

  describe('of an actor elsewhere', () => {
    let ana: PeerActor;

    beforeEach(async () => {
      ana = peer.actor('ana');
      await follow(amina);
    });

    /** The member follows ana since an hour ago. */
    async function follow(member: TestMember): Promise<void> {
      const { core } = hub.hub;
      const id = `${hub.origin}/e/01K0000000000000000000000${++count}`;
      const base = { at: long, id };
      await core.take({ type: 'followed', ...base, actor: member.actor.id, whom: ana.id }, 'observed');
      await core.settled();
      const accepted = { follow: id, who: member.actor.id, actor: ana.id, at: long, id: `${ana.id}#yes-${count}` };
      await core.take({ type: 'followAccepted', ...accepted }, 'observed');
      await core.settled();
    }

    /** A post of ana's with a header that says who of this hub follows her. */
    async function post(more: Json = {}, signed = true): Promise<void> {
      const said = {
        collectionId: `${ana.id}/followers`,
        url: `${ana.id}/followers_synchronization`,
        digest: digestOf(amina.actor.id),
        ...more,
      };
      const header = { 'collection-synchronization': writeSyncHeader(said) };
      const signs = ['(request-target)', 'host', 'date', 'digest', 'content-type'];
      const made = create(ana, { to: [`${ana.id}/followers`], cc: [] });
      const tampering = signed
        ? { headers: header, signs: [...signs, 'collection-synchronization'] }
        : { after: header };
      expect((await send(hub.url('/inbox'), made.activity, ana, tampering)).status).to.equal(202);
      await hub.idle();
    }

    function lists(...ids: string[]): void {
      const id = `${ana.id}/followers_synchronization`;
      const document = { id, type: 'OrderedCollection', totalItems: ids.length, orderedItems: ids };
      peer.documents.set('/users/ana/followers_synchronization', document);
    }
    const asked = () => peer.asked.filter(path => path.endsWith('followers_synchronization')).length;
    const follows = async (member: TestMember) => (await links().get('follows', member.actor.id, ana.id)) !== undefined;
    const undone = () => peer.received.filter(({ activity: sent }) => sent.type === 'Undo');

    it('are not asked for when both ends agree', async () => {
      lists(amina.actor.id);
      await post();
      expect(asked()).to.equal(0);
    });

    it('whom she no longer has no longer follow her, and she is told', async () => {
      await follow(badru);
      lists(badru.actor.id);
      await post({ digest: digestOf(badru.actor.id) });
      expect([await follows(amina), await follows(badru)]).to.deep.equal([false, true]);
      expect(undone().map(({ activity: sent }) => sent.actor)).to.deep.equal([amina.actor.id]);
    });

    it('whom she has in vain are taken back, and a request that waits is accepted', async () => {
      await badru.post({ type: 'Follow', object: ana.id });
      await hub.idle();
      const carol = await hub.member('carol');
      const ids = [amina, badru, carol].map(({ actor }) => actor.id);
      lists(...ids, `${hub.origin}/a/01K00000000000000000000000`, `${other.origin}/users/x`);
      await post({ digest: digestOf(...ids) });
      expect([await follows(amina), await follows(badru), await follows(carol)]).to.deep.equal([true, true, false]);
      const [told, ...more] = undone().map(({ activity: sent }) => sent);
      expect(more).to.deep.equal([]);
      expect(told).to.include({ actor: carol.actor.id });
      expect(told?.object).to.deep.include({ type: 'Follow', actor: carol.actor.id, object: ana.id });
    });

    it('are asked for once in a while, however often the ends differ', async () => {
      lists(amina.actor.id);
      for (let n = 0; n < 3; n++) await post({ digest: digestOf(`${n}`) });
      expect(asked()).to.equal(1);
      expect(await follows(amina)).to.equal(true);
    });

    it('are asked for at her own origin and for her own collection alone, and by a header that is signed', async () => {
      const digest = digestOf('nobody');
      lists();
      for (const more of [
        { url: `${other.origin}/users/ana/followers_synchronization` },
        { url: 'http://169.254.169.254/latest/meta-data' },
        { url: 'http://localhost:1/' },
        { url: `http://ana@${other.host}/` },
        { collectionId: `${peer.origin}/users/eve/followers` },
        { collectionId: `${other.origin}/users/ana/followers` },
      ])
        await post({ digest, ...more });
      await post({ digest }, false);
      expect([asked(), other.asked.length]).to.deep.equal([0, 0]);
      expect(await follows(amina)).to.equal(true);
    });

    it('stay when what she answers is no whole list', async () => {
      const id = `${ana.id}/followers_synchronization`;
      for (const document of [
        { id, type: 'OrderedCollection', totalItems: 0 },
        { id, type: 'OrderedCollection', totalItems: 1, first: `${id}?page=1` },
        { id, type: 'OrderedCollection', orderedItems: [{ id: 'x' }] },
        { id: `${other.origin}/sync`, type: 'OrderedCollection', orderedItems: [] },
      ]) {
        peer.documents.set('/users/ana/followers_synchronization', document);
        await hub.stop({ keep: true });
        hub = await startHub({
          devPeers: [peer.host, other.host],
          folder: hub.folder,
          port: Number(new URL(hub.origin).port),
        });
        await post({ digest: digestOf('nobody') });
        expect(await follows(amina), JSON.stringify(document)).to.equal(true);
      }
      expect(asked()).to.be.greaterThan(3);
    });
  });

  describe('of a member', () => {
    let fans: PeerActor[];

    beforeEach(async () => {
      fans = [peer.actor('ana'), peer.actor('bob'), other.actor('eve')];
      for (const fan of fans) await send(hub.url('/inbox'), activity(fan, 'Follow', amina.actor.id), fan);
      await hub.idle();
    });

    it('are told by digest, host by host, with what is for followers alone, under the signature', async () => {
      await amina.post({ type: 'Note', content: 'For you', to: [`${amina.actor.id}/followers`] });
      await amina.post({ type: 'Note', content: 'For all' });
      await until(() => peer.received.filter(({ activity: sent }) => sent.type === 'Create').length > 1);
      await hub.idle();
      const headersOf = (where: Peer) =>
        where.received
          .filter(({ activity: sent }) => sent.type === 'Create')
          .map(({ headers }) => headers['collection-synchronization'])
          .filter(Boolean);
      const said = (digest: string) =>
        `collectionId="${amina.actor.id}/followers", url="${amina.actor.id}/followers_synchronization", digest="${digest}"`;
      const [ana, bob, eve] = fans.map(({ id }) => id) as [string, string, string];
      expect(headersOf(peer)).to.deep.equal([said(digestOf(ana, bob))]);
      expect(headersOf(other)).to.deep.equal([said(digestOf(eve))]);
      const signature = String(
        peer.received.find(({ headers }) => headers['collection-synchronization'])?.headers.signature,
      );
      expect(signature).to.include('collection-synchronization');
    });

    it('are listed to their own host alone', async () => {
      const url = `${amina.actor.id}/followers_synchronization`;
      const accept = 'application/activity+json';
      expect((await ask(url, { headers: { accept } })).status).to.equal(401);
      const [ana, bob, eve] = fans as [PeerActor, PeerActor, PeerActor];
      const signs = ['(request-target)', 'host', 'date'];
      const read = async (as: PeerActor) => {
        const { status, text } = await send(url, '', as, { method: 'GET', signs, headers: { accept } });
        expect(status, text).to.equal(200);
        return JSON.parse(text);
      };
      expect((await read(ana)).orderedItems).to.have.members([ana.id, bob.id]);
      expect((await read(eve)).orderedItems).to.deep.equal([eve.id]);
      expect(await read(eve)).to.include({ id: url, type: 'OrderedCollection', totalItems: 1 });
    });
  });
});
