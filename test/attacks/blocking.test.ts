// A member who blocks an actor is out of its reach, here and over the wire, and it out of the member's sight; one who mutes it
// does not see it. Neither is told to anybody.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import {
  activity,
  create,
  type Json,
  openPeer,
  type Peer,
  type PeerActor,
  PUBLIC,
  read,
  send,
} from '../helpers/peer.ts';

describe('an actor whom a member blocks', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let bo: TestMember;
  let mallory: PeerActor;
  let ana: PeerActor;

  beforeEach(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    [amina, bo] = [await hub.member('amina'), await hub.member('bo')];
    [mallory, ana] = [peer.actor('mallory'), peer.actor('ana')];
    for (const who of [mallory, ana]) {
      await say(who, create(who, { to: [amina.actor.id], cc: [] }).activity);
      await say(who, activity(who, 'Follow', amina.actor.id));
    }
  });
  afterEach(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(as: PeerActor, what: Json): Promise<number> {
    const { status } = await send(hub.url('/inbox'), what, as);
    await hub.idle();
    return status;
  }
  async function does(member: TestMember, what: Json): Promise<{ status: number; location: string }> {
    const answer = await member.post(what);
    await hub.idle();
    return answer;
  }
  const note = async (as: TestMember, more: Json = {}) =>
    (await does(as, { type: 'Note', content: '<p>Ours.</p>', to: [PUBLIC], ...more })).location.replace(
      /\/create$/,
      '',
    );
  const links = () => hub.hub.core.storage.links;
  const stands = async (id: string) => (await hub.hub.core.storage.records.get(id)) !== undefined;
  const inbox = async () => JSON.stringify((await amina.get(`${amina.actor.id}/inbox?page=true`)).body);
  const told = (type: string) => peer.received.filter(each => each.activity.type === type);

  it('no longer follows, and cannot', async () => {
    expect((await does(amina, { type: 'Block', object: mallory.id })).status).to.equal(201);
    expect(await links().get('follows', mallory.id, amina.actor.id)).to.equal(undefined);
    expect(told('Reject').map(({ path }) => path)).to.deep.equal(['/users/mallory/inbox']);
    expect(await say(mallory, activity(mallory, 'Follow', amina.actor.id))).to.equal(403);
    expect(await links().get('follows', ana.id, amina.actor.id)).not.to.equal(undefined);
    expect(told('Block')).to.deep.equal([]);
  });

  it('is no longer followed, and not told of what names it', async () => {
    await does(amina, { type: 'Follow', object: mallory.id });
    await does(amina, { type: 'Block', object: mallory.id });
    expect(told('Undo')).to.have.length(1);
    const before = told('Create').length;
    await note(amina, { to: [mallory.id], content: 'To one.' });
    expect(told('Create')).to.have.length(before);
    await note(amina, { to: [ana.id], content: 'To the other.' });
    expect(told('Create')).to.have.length(before + 1);
  });

  it('neither likes, answers, passes on, quotes nor reaches, and does not learn why', async () => {
    const own = await note(amina);
    const others = await note(bo);
    await does(amina, { type: 'Block', object: mallory.id });
    expect(await say(mallory, activity(mallory, 'Like', own))).to.equal(202);
    expect(await say(mallory, activity(mallory, 'Announce', own))).to.equal(202);
    for (const kind of ['likes', 'shares'] as const)
      expect(await links().get(kind, mallory.id, own), kind).to.equal(undefined);
    const answer = create(mallory, { inReplyTo: own, to: [PUBLIC, amina.actor.id] });
    const letter = create(mallory, { to: [amina.actor.id], cc: [] });
    for (const { id, activity: made } of [answer, letter]) {
      expect(await say(mallory, made)).to.equal(202);
      expect(await stands(id), 'nothing of it is kept').to.equal(false);
    }
    const elsewhere = create(mallory, { inReplyTo: others, to: [PUBLIC, bo.actor.id, amina.actor.id] });
    await say(mallory, elsewhere.activity);
    expect(await stands(elsewhere.id), 'for others it is there').to.equal(true);
    expect(await links().get('box', amina.actor.id, elsewhere.id)).to.equal(undefined);
    expect((await read(own, mallory)).status, 'what is open to all is open').to.equal(200);
  });

  it('comes back by an Undo, by the id of the block or by whom it is of', async () => {
    for (const undo of [(id: string) => id, (_id: string) => ({ type: 'Block', object: mallory.id })]) {
      const { location } = await does(amina, { type: 'Block', object: mallory.id });
      const own = await note(amina);
      await say(mallory, activity(mallory, 'Like', own));
      expect(await links().get('likes', mallory.id, own)).to.equal(undefined);
      expect((await does(amina, { type: 'Undo', object: undo(location) })).status).to.equal(201);
      await say(mallory, activity(mallory, 'Like', own));
      expect(await links().get('likes', mallory.id, own)).not.to.equal(undefined);
    }
    expect(told('Undo')).to.deep.equal([]);
  });

  it('is seen by nobody to be blocked', async () => {
    const { location } = await does(amina, { type: 'Block', object: mallory.id });
    for (const answer of [await read(location, mallory), await read(location, ana)])
      expect(answer.status).to.equal(404);
    const { id } = amina.actor;
    for (const place of [`${id}/outbox?page=true`, id])
      expect((await read(place, ana)).text).not.to.include(mallory.id);
  });

  it('that is only muted reaches the member, who does not see it until it is let in again', async () => {
    await does(amina, { type: 'Ignore', object: mallory.id });
    const letter = create(mallory, { to: [amina.actor.id], cc: [], content: '<p>Unseen words.</p>' });
    await say(mallory, letter.activity);
    expect(await inbox()).not.to.include('Unseen words.');
    expect(await links().get('follows', mallory.id, amina.actor.id), 'it follows on').not.to.equal(undefined);
    await does(amina, { type: 'Undo', object: { type: 'Ignore', object: mallory.id } });
    expect(await inbox()).to.include('Unseen words.');
  });

  it('may be a member of the same hub', async () => {
    const own = await note(amina);
    await does(bo, { type: 'Follow', object: amina.actor.id });
    await does(amina, { type: 'Block', object: bo.actor.id });
    expect(await links().get('follows', bo.actor.id, amina.actor.id)).to.equal(undefined);
    for (const act of [
      { type: 'Follow', object: amina.actor.id },
      { type: 'Like', object: own },
      { type: 'Announce', object: own },
      { type: 'Note', content: 'Back.', inReplyTo: own, to: [PUBLIC] },
    ])
      expect((await does(bo, act)).status, JSON.stringify(act)).to.be.oneOf([403, 404]);
    expect((await bo.get(own)).status).to.equal(404);
    expect((await does(amina, { type: 'Block', object: amina.actor.id })).status).to.equal(422);
    expect((await does(bo, { type: 'Undo', object: { type: 'Block', object: amina.actor.id } })).status).to.equal(404);
  });
});
