// What an activity names and does not show (I44, I47): it is asked for at its origin and then has the effect it would have had; and
// whose words are kept: those of whom somebody here follows, for as long as somebody stands by them.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../../helpers/peer.ts';

describe('an activity that only names its object', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let bob: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina');
    ana = peer.actor('ana');
    bob = peer.actor('bob');
    const { location } = await amina.post({ type: 'Follow', object: ana.id });
    await say(activity(ana, 'Accept', location));
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(what: Json, as = ana): Promise<void> {
    const answer = await send(hub.url('/inbox'), what, as);
    expect(answer.status, answer.text).to.equal(202);
    await hub.idle();
  }
  const serve = (object: Json) => peer.documents.set(new URL(String(object.id)).pathname, object);
  const stored = async (id: string) => {
    const record = await hub.hub.core.storage.records.get(id);
    return record?.buried === undefined ? (record?.body as Json | undefined) : undefined;
  };
  const inInbox = async (id: string) =>
    JSON.stringify((await amina.get(`${amina.actor.id}/inbox?page=true`)).body).includes(`"${id}"`);
  const found = async (words: string) => (await hub.search(`q=${words}`)).total;
  const named = (made: { activity: Json; id: string }) => ({ ...made.activity, object: made.id });

  it('brings what a followed author made, to read and to find', async () => {
    const made = create(ana, { content: '<p>Quagga words.</p>' });
    serve(made.object);
    await say(named(made));
    expect(await stored(made.id)).to.include({ content: '<p>Quagga words.</p>', author: ana.id });
    expect(await inInbox(made.id)).to.equal(true);
    expect(await found('quagga')).to.equal(1);
  });

  it('brings it as well where only the object says whom it is for, and where it is an edit of what never came', async () => {
    const [silent, edited] = [create(ana), create(ana)];
    const updated = new Date().toISOString();
    serve(silent.object);
    serve({ ...edited.object, updated });
    const { to: _to, cc: _cc, ...words }: Json = named(silent);
    await say(words);
    await say(activity(ana, 'Update', edited.id));
    for (const { id } of [silent, edited]) expect(await stored(id), id).to.include({ visibility: 'public' });
  });

  it('brings what a stranger wrote to a member, and only to her', async () => {
    const to = { to: [amina.actor.id], cc: [] };
    const made = create(bob, to);
    serve(made.object);
    await say({ ...named(made), ...to }, bob);
    expect(await stored(made.id)).to.include({ visibility: 'direct' });
    expect(await inInbox(made.id)).to.equal(true);
  });

  it('of a stranger to nobody here, of another host, or of another author, is nothing, and nobody is asked', async () => {
    const before = peer.asked.length;
    const made = create(bob);
    serve(made.object);
    await say(named(made), bob);
    await say({ ...create(ana).activity, object: 'https://else.test/o/1' });
    expect(peer.asked.slice(before)).to.deep.equal([]);
    const theirs = create(ana, { attributedTo: bob.id });
    serve(theirs.object);
    await say(named(theirs));
    for (const id of [made.id, theirs.id]) expect(await stored(id), id).to.equal(undefined);
  });

  it('edits what is known, and an actor', async () => {
    const made = create(ana);
    await say(made.activity);
    const updated = new Date(Date.now() + 1000).toISOString();
    serve({ ...made.object, content: '<p>Other words.</p>', updated });
    await say(activity(ana, 'Update', made.id));
    expect(await stored(made.id)).to.include({ content: '<p>Other words.</p>' });
    peer.documents.set('/users/ana', { ...ana.document, name: 'Ana Maria' });
    await say(activity(ana, 'Update', ana.id));
    expect(await stored(ana.id)).to.include({ name: 'Ana Maria' });
  });

  it('of another’s thing has nobody asked', async () => {
    const made = create(bob, { to: [PUBLIC], cc: [amina.actor.id] });
    await say(made.activity, bob);
    const before = peer.asked.length;
    await say(activity(ana, 'Update', made.id));
    await say(activity(ana, 'Update', bob.id));
    expect(peer.asked.slice(before)).to.deep.equal([]);
  });

  it('is what a community passes on, by the address of the thing or of what made it', async () => {
    const group = peer.actor('group', { type: 'Group' });
    const { location } = await amina.post({ type: 'Follow', object: group.id });
    await say(activity(group, 'Accept', location), group);
    const to = { to: [PUBLIC, group.id], audience: group.id };
    const [first, second] = [create(bob, { ...to, name: 'First' }), create(bob, { ...to, name: 'Second' })];
    for (const { object, activity: made } of [first, second]) {
      serve(object);
      serve(made);
    }
    await say(activity(group, 'Announce', named(first)), group);
    await say(activity(group, 'Announce', second.activity.id), group);
    for (const { id } of [first, second]) expect(await stored(id), id).to.include({ author: bob.id });
    expect(await found('Second')).to.equal(1);
  });

  it('of what is for followers alone comes to who follows, and to no search', async () => {
    const to = { to: [`${ana.id}/followers`], cc: [] };
    const [shown, told] = [create(ana, { ...to, content: '<p>Okapi words.</p>' }), create(ana, to)];
    serve(told.object);
    await say({ ...shown.activity, ...to });
    await say({ ...named(told), ...to });
    for (const { id } of [shown, told]) {
      expect(await stored(id), id).to.include({ visibility: 'followers' });
      expect(await inInbox(id), id).to.equal(true);
    }
    expect(await found('okapi')).to.equal(0);
    const strangers = create(bob, { to: [`${bob.id}/followers`], cc: [] });
    await say(strangers.activity, bob);
    expect(await stored(strangers.id)).to.equal(undefined);
  });

  it('that was passed on is shown for as long as that stands', async () => {
    const far = create(bob, { content: '<p>Tapir.</p>' });
    serve(far.object);
    const share = activity(ana, 'Announce', far.id);
    await say(share);
    expect(await found('tapir')).to.equal(1);
    await say(activity(ana, 'Undo', share));
    expect(await found('tapir')).to.equal(0);
  });
});
