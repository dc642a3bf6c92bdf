// Moves: of actors that members follow, and of members; believed only when both ends say so at their own origins.
import { expect } from 'chai';
import type { Actor } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, type Json, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';

let count = 0;

describe('a move', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    [amina, badru] = [await hub.member('amina', 'admin'), await hub.member('badru')];
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  const pathOf = (one: PeerActor) => new URL(one.id).pathname;
  const fresh = (where: Peer, more: Json = {}) => where.actor(`one${++count}`, more);
  const isAt = (where: Peer, one: PeerActor, more: Json) =>
    where.documents.set(pathOf(one), Object.assign(one.document, more));

  /** An actor of the peer whom amina and badru follow. */
  async function followed(): Promise<PeerActor> {
    const old = fresh(peer);
    for (const member of [amina, badru]) {
      const { location } = await member.post({ type: 'Follow', object: old.id });
      await hub.idle();
      await say(old, activity(old, 'Accept', location));
    }
    return old;
  }

  async function say(as: PeerActor, what: Json): Promise<void> {
    expect((await send(hub.url('/inbox'), what, as)).status).to.equal(202);
    await hub.idle();
  }

  const moved = (old: PeerActor, to: string, more: Json = {}) => activity(old, 'Move', old.id, { target: to, ...more });
  const asks = async (member: TestMember, whom: string) =>
    (await hub.hub.core.storage.links.get('asks', member.actor.id, whom)) !== undefined;
  const sentTo = (where: Peer, type: string) =>
    where.received.filter(({ activity: sent }) => sent.type === type).map(({ activity: sent }) => sent);
  const waiting = async () => (await hub.hub.core.storage.jobs.nextDue('tasks')) !== undefined;

  it('takes the followers here along when both ends say so, once', async () => {
    const old = await followed();
    const target = fresh(other, { alsoKnownAs: old.id });
    isAt(peer, old, { movedTo: target.id });
    const word = moved(old, target.id);
    for (const each of [word, word, moved(old, target.id)]) await say(old, each);
    for (const member of [amina, badru]) {
      expect(await asks(member, target.id)).to.equal(true);
      expect(await asks(member, old.id)).to.equal(false);
    }
    expect(sentTo(other, 'Follow').filter(({ object }) => object === target.id)).to.have.length(2);
    expect(sentTo(peer, 'Undo').filter(({ object }) => (object as Json).object === old.id)).to.have.length(2);
    const known = (await hub.hub.core.storage.records.get(old.id))?.body as Actor;
    expect(known.movedTo).to.equal(target.id);
  });

  it('is not believed when the target does not name the old account, or the old one does not point to it', async () => {
    const old = await followed();
    const bare = fresh(other);
    isAt(peer, old, { movedTo: bare.id });
    await say(old, moved(old, bare.id));
    const second = await followed();
    const claiming = fresh(other, { alsoKnownAs: [second.id] });
    await say(second, moved(second, claiming.id));
    const third = await followed();
    isAt(peer, third, { movedTo: bare.id });
    await say(third, moved(third, fresh(other, { alsoKnownAs: [third.id] }).id, { object: second.id }));
    for (const [from, to] of [
      [old, bare],
      [second, claiming],
    ] as const) {
      expect(await asks(amina, to.id)).to.equal(false);
      expect(await asks(amina, from.id)).to.equal(true);
    }
    expect(await waiting()).to.equal(true);
  });

  it('is looked at again later when the target did not name the old account yet', async () => {
    const old = await followed();
    const target = fresh(other);
    isAt(peer, old, { movedTo: target.id });
    await say(old, moved(old, target.id));
    expect(await asks(amina, target.id)).to.equal(false);
    isAt(other, target, { alsoKnownAs: [old.id] });
    await say(old, moved(old, target.id));
    expect(await asks(amina, target.id)).to.equal(true);
  });

  it('does not go on in a chain or round in a loop, nor twice in a week', async () => {
    const old = await followed();
    const first = fresh(other, { alsoKnownAs: [old.id] });
    const second = fresh(other, { alsoKnownAs: [old.id, first.id] });
    isAt(peer, old, { movedTo: first.id });
    isAt(other, first, { movedTo: second.id });
    await say(old, moved(old, first.id));
    expect(await asks(amina, first.id), 'to one that has itself moved').to.equal(false);
    isAt(other, first, { movedTo: null });
    await say(old, moved(old, first.id));
    expect(await asks(amina, first.id)).to.equal(true);
    isAt(peer, old, { movedTo: second.id });
    await say(old, moved(old, second.id));
    expect(await asks(amina, second.id), 'again within the week').to.equal(false);
    isAt(peer, old, { movedTo: null, alsoKnownAs: [first.id] });
    isAt(other, first, { movedTo: old.id });
    await say(first, moved(first, old.id));
    expect(await asks(amina, old.id), 'back to where it came from').to.equal(false);
  });

  it('of one whom nobody here follows is no concern, and asks nobody', async () => {
    const stranger = fresh(peer, { movedTo: `${other.origin}/users/x` });
    await say(stranger, activity(stranger, 'Follow', amina.actor.id));
    const before = other.asked.length;
    await say(stranger, moved(stranger, `${other.origin}/users/x`));
    expect(other.asked.length).to.equal(before);
  });

  it('of a member away needs the new account to name this one, is told to followers, and shown', async () => {
    const carol = await hub.member('carol');
    const fan = fresh(peer);
    await say(fan, activity(fan, 'Follow', carol.actor.id));
    await badru.post({ type: 'Follow', object: carol.actor.id });
    await hub.idle();
    const target = fresh(other, { name: 'Carol elsewhere' });
    expect((await carol.post({ type: 'Move', object: carol.actor.id, target: target.id })).status).to.equal(422);
    isAt(other, target, { alsoKnownAs: [carol.actor.id] });
    const { status, body } = await carol.post({ type: 'Move', object: carol.actor.id, target: target.id });
    expect(status, body).to.equal(201);
    await hub.idle();
    const [told] = sentTo(peer, 'Move');
    expect(told).to.deep.include({ actor: carol.actor.id, object: carol.actor.id, target: target.id });
    expect(told?.to).to.deep.equal([`${carol.actor.id}/followers`]);
    expect((await carol.get(carol.actor.id)).body.movedTo).to.equal(target.id);
    const page = await (await fetch(hub.url('/@carol'), { headers: { accept: 'text/html' } })).text();
    expect(page).to.include('Carol elsewhere');
    expect(await asks(badru, target.id), 'a follower here goes along').to.equal(true);
    const another = fresh(other, { alsoKnownAs: [carol.actor.id] });
    expect((await carol.post({ type: 'Move', object: carol.actor.id, target: another.id })).status).to.equal(422);
  });

  it('of a member here from elsewhere begins with the old account being named', async () => {
    const dora = await hub.member('dora');
    const old = fresh(peer);
    const alsoKnownAs = [old.id];
    const { status, body } = await dora.post({ type: 'Update', object: { id: dora.actor.id, alsoKnownAs } });
    expect(status, body).to.equal(201);
    expect((await dora.get(dora.actor.id)).body.alsoKnownAs).to.deep.equal(alsoKnownAs);
    const nobody = { id: dora.actor.id, alsoKnownAs: [`${peer.origin}/users/nobody`] };
    expect((await dora.post({ type: 'Update', object: nobody })).status).to.equal(422);
  });
});
