// A group elsewhere passes on what people of a third host said, as Lemmy's communities do without a proof: each word is asked for
// at its own origin, and then does what it would have done.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../../helpers/peer.ts';

describe('what a group passes on of a third host', () => {
  let home: Peer;
  let third: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let group: PeerActor;
  let far: PeerActor;
  let post: string;

  before(async () => {
    [home, third] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [home.host, third.host] });
    amina = await hub.member('amina');
    group = home.actor('group', { type: 'Group' });
    far = third.actor('far');
    const { location } = await amina.post({ type: 'Follow', object: group.id });
    await say(activity(group, 'Accept', location));
    const made = await amina.post({ type: 'Note', name: 'Asked', content: 'Who?', to: [PUBLIC], audience: group.id });
    post = made.location.replace(/\/create$/, '');
    await hub.idle();
  });
  after(async () => {
    await hub.stop();
    await Promise.all([home.close(), third.close()]);
  });

  async function say(what: Json): Promise<void> {
    const answer = await send(hub.url('/inbox'), what, group);
    expect(answer.status, answer.text).to.equal(202);
    await hub.idle();
  }
  const passOn = (what: Json) => say(activity(group, 'Announce', what, { to: [PUBLIC] }));
  /** An activity of the third host, found at its own address. */
  function said(type: string, object: unknown, name: string, more: Json = {}): Json {
    const id = `${third.origin}/activities/${name}`;
    const made = activity(far, type, object, { id, audience: group.id, ...more });
    third.documents.set(`/activities/${name}`, made);
    return made;
  }
  function answer(more: Json = {}): { id: string; object: Json } {
    const made = create(far, { inReplyTo: post, to: [PUBLIC], cc: [group.id], audience: group.id, ...more });
    third.documents.set(new URL(made.id).pathname, made.object);
    return made;
  }
  const link = (...ends: ['likes' | 'box', string, string]) => hub.hub.core.storage.links.get(...ends);

  it('is an answer that the member hears of', async () => {
    const { id, object } = answer();
    await passOn(activity(far, 'Create', object, { id: `${third.origin}/activities/create-1` }));
    expect(await link('box', amina.actor.id, id)).to.be.an('object');
    const inbox = await amina.get(`${amina.actor.id}/inbox?page=true`);
    expect(JSON.stringify(inbox.body)).to.include(id);
  });

  it('is no news when it is old', async () => {
    const { id, object } = answer({ published: '2020-01-01T00:00:00Z' });
    await passOn(activity(far, 'Create', object, { id: `${third.origin}/activities/create-2` }));
    expect(await hub.hub.core.storage.records.get(id)).to.be.an('object');
    expect(await link('box', amina.actor.id, id)).to.equal(undefined);
  });

  it('is a like of what is of this hub, and its end', async () => {
    const like = said('Like', post, 'like-1');
    await passOn(like);
    expect(await link('likes', far.id, post)).to.be.an('object');
    await passOn(said('Undo', like, 'undo-1'));
    expect(await link('likes', far.id, post)).to.equal(undefined);
  });

  it('is nothing that its origin does not say, or says of somebody else', async () => {
    const liar = third.actor('liar');
    const unsaid = activity(far, 'Like', post, { id: `${third.origin}/activities/none` });
    const other = said('Like', post, 'like-2', { actor: 'https://else.test/users/eve' });
    const note = said('Follow', amina.actor.id, 'follow-1', { actor: liar.id });
    for (const what of [unsaid, { ...other, actor: far.id }, { ...note, type: 'Like', object: post }])
      await passOn(what);
    expect(await link('likes', far.id, post)).to.equal(undefined);
    expect(await link('likes', 'https://else.test/users/eve', post)).to.equal(undefined);
    expect(await hub.hub.core.storage.links.get('follows', liar.id, amina.actor.id)).to.equal(undefined);
  });

  it('about what is not of this hub has nobody asked', async () => {
    const { id } = answer();
    const before = third.asked.length;
    await passOn(said('Like', id, 'like-5'));
    expect(third.asked.slice(before)).to.deep.equal([]);
  });
});
