// Activities that come twice, too late, too early or all at once: in the end the hub knows what it would have known anyway.
import { expect } from 'chai';
import type { Thing } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('what comes in another order', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let group: string;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
    group = hub.hub.core.urls.hub;
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(what: Json, inbox = '/inbox', as = ana): Promise<void> {
    const { status, text } = await send(new URL(inbox, hub.origin).href, what, as);
    expect(status, text).to.equal(202);
  }
  const note = (more: Json = {}) => create(ana, { to: [PUBLIC, amina.actor.id], ...more });
  const links = () => hub.hub.core.storage.links;
  const record = (id: string) => hub.hub.core.storage.records.get(id);
  const contentOf = async (id: string) => ((await record(id))?.body as Thing | undefined)?.content;
  const published = async () =>
    (await amina.post({ type: 'Note', content: '<p>Ours.</p>', to: [PUBLIC] })).location.replace(/\/create$/, '');

  it('is one thing however often it comes, by whichever inbox', async () => {
    await say(note({ to: [amina.actor.id] }).activity);
    const { activity, id } = note();
    const before = await hub.hub.core.storage.log.head();
    const personal = new URL(`${amina.actor.id}/inbox`).pathname;
    await Promise.all(['/inbox', personal, '/inbox', personal, '/inbox'].map(inbox => say(activity, inbox)));
    await hub.idle();
    await say(activity);
    await hub.idle();
    expect(await hub.hub.core.storage.log.head()).to.equal(before + 1);
    const inbox = await amina.get(`${amina.actor.id}/inbox?page=true`);
    expect(JSON.stringify(inbox.body).split(`"${id}"`).length - 1).to.be.at.most(2);
    expect(await links().count({ kind: 'box', from: amina.actor.id })).to.equal(2);
  });

  it('stays deleted when the Delete came first', async () => {
    const { activity: made, id } = note();
    await say(note().activity); // The hub knows ana: a stranger's Delete would be of no concern.
    await say(activity(ana, 'Delete', { id, type: 'Tombstone' }));
    await say(made);
    await say(activity(ana, 'Update', { ...(made.object as Json), updated: new Date().toISOString() }));
    await hub.idle();
    expect((await record(id))?.buried).to.be.a('string');
    expect((await hub.search(`q=words&hub=${peer.host}`)).items.map(item => item.id)).not.to.include(id);
  });

  it('stays undone when the Undo came first', async () => {
    const follow = activity(ana, 'Follow', group);
    const like = activity(ana, 'Like', await published());
    for (const done of [follow, like]) {
      await say(activity(ana, 'Undo', done));
      await say(done);
      await say(done);
    }
    await hub.idle();
    expect(await links().get('follows', ana.id, group)).to.equal(undefined);
    expect(await links().get('likes', ana.id, String(like.object))).to.equal(undefined);
    const again = activity(ana, 'Follow', group);
    await say(again);
    await hub.idle();
    expect((await links().get('follows', ana.id, group))?.by).to.deep.equal([again.id]);
    await say(activity(ana, 'Undo', again));
  });

  it('is the newest form when the edits came first, and in any order', async () => {
    const { activity: made, object, id } = note({ published: new Date(Date.now() - 3_600_000).toISOString() });
    const start = Date.now() - 60_000;
    const edits = Array.from({ length: 60 }, (_, n) =>
      activity(ana, 'Update', { ...object, content: `<p>Form ${n}.</p>`, updated: new Date(start + n).toISOString() }),
    );
    const shuffled = edits.map((_, n) => edits[(n * 37) % edits.length] as Json);
    await Promise.all(shuffled.slice(0, 30).map(edit => say(edit)));
    await say(made);
    await Promise.all(shuffled.slice(30).map(edit => say(edit)));
    await hub.idle();
    expect(await contentOf(id)).to.equal('<p>Form 59.</p>');
  });

  it('finds its parent later: a reply before what it answers', async () => {
    const parent = note({ content: '<p>The question.</p>' });
    peer.documents.set(new URL(parent.id).pathname, parent.object);
    const reply = note({ content: '<p>The answer.</p>', inReplyTo: parent.id });
    await say(reply.activity);
    await hub.idle();
    expect(await contentOf(parent.id)).to.equal('<p>The question.</p>');
    expect(await links().get('replies', reply.id, parent.id)).not.to.equal(undefined);
  });

  it('counts right when somebody likes and takes it back again and again', async () => {
    const what = await published();
    for (let round = 0; round < 20; round += 1) {
      const like = activity(ana, 'Like', what);
      await say(like);
      if (round < 19) await say(activity(ana, 'Undo', round % 2 ? like : String(like.id)));
    }
    await hub.idle();
    expect(await links().count({ kind: 'likes', to: what })).to.equal(1);
  });

  it('is answered fast when the same is passed on a thousand times', async () => {
    const what = await published();
    const share = activity(ana, 'Announce', what, { to: [PUBLIC] });
    await say(share);
    await hub.idle();
    const head = await hub.hub.core.storage.log.head();
    const began = performance.now();
    for (let batch = 0; batch < 20; batch += 1) await Promise.all(Array.from({ length: 50 }, () => say(share)));
    expect(performance.now() - began).to.be.lessThan(15_000);
    await hub.idle();
    expect(await hub.hub.core.storage.log.head()).to.equal(head);
    expect((await links().get('shares', ana.id, what))?.by).to.deep.equal([share.id]);
  });

  it('costs nothing when it is the farewell of strangers', async () => {
    const strangers = Array.from({ length: 5 }, (_, n) => peer.actor(`stranger${n}`));
    const [asked, head] = [peer.asked.length, await hub.hub.core.storage.log.head()];
    for (let n = 0; n < 500; n += 1) {
      const stranger = strangers[n % 5] as PeerActor;
      await say(activity(stranger, 'Delete', stranger.id, { to: [PUBLIC] }), '/inbox', stranger);
    }
    await hub.idle();
    expect(peer.asked.length).to.equal(asked);
    expect(await hub.hub.core.storage.log.head()).to.equal(head);
  });
});
