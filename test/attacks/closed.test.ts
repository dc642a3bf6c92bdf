// What was said to few: strangers who guess its address can neither touch it, answer it, pass it on nor learn that it is there,
// and no edit opens what was closed.
import { expect } from 'chai';
import type { Discussion, Thing } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import {
  activity,
  ask,
  create,
  type Json,
  openPeer,
  type Peer,
  type PeerActor,
  PUBLIC,
  send,
} from '../helpers/peer.ts';

describe('what is not for all', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let ana: PeerActor;
  let mallory: PeerActor;
  let letter: string;
  let circle: string;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    [amina, badru] = [await hub.member('amina', 'admin'), await hub.member('badru')];
    [ana, mallory] = [peer.actor('ana'), peer.actor('mallory')];
    for (const one of [ana, mallory]) await say(one, create(one, { to: [amina.actor.id] }).activity);
    await say(ana, activity(ana, 'Follow', amina.actor.id));
    const publish = async (to: string) =>
      (await amina.post({ type: 'Note', content: '<p>Secretword.</p>', to: [to] })).location.replace(/\/create$/, '');
    letter = await publish(ana.id);
    circle = await publish(`${amina.actor.id}/followers`);
    await hub.idle();
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(as: PeerActor, what: Json): Promise<number> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.be.lessThan(500);
    await hub.idle();
    return status;
  }
  const store = () => hub.hub.core.storage;

  it('is liked, answered and passed on by nobody who could not see it', async () => {
    for (const what of [letter, circle]) {
      for (const type of ['Like', 'EmojiReact', 'Announce'])
        await say(mallory, activity(mallory, type, what, { to: [PUBLIC] }));
      const reply = create(mallory, { to: [PUBLIC, amina.actor.id], inReplyTo: what, content: '<p>Smuggled.</p>' });
      await say(mallory, reply.activity);
      expect(await store().links.count({ kind: 'likes', to: what })).to.equal(0);
      expect(await store().links.count({ kind: 'shares', to: what })).to.equal(0);
      expect(await store().links.count({ kind: 'replies', to: what })).to.equal(0);
      expect(await store().records.get(reply.id)).to.equal(undefined);
    }
  });

  it('is liked and answered by those it is for', async () => {
    for (const what of [letter, circle]) {
      await say(ana, activity(ana, 'Like', what));
      await say(ana, create(ana, { to: [amina.actor.id], inReplyTo: what }).activity);
      expect(await store().links.count({ kind: 'likes', to: what })).to.equal(1);
      expect(await store().links.count({ kind: 'replies', to: what })).to.equal(1);
      await say(ana, activity(ana, 'Announce', what, { to: [PUBLIC] }));
      expect(await store().links.count({ kind: 'shares', to: what })).to.equal(0);
    }
  });

  it('is answered to a stranger as what is not there', async () => {
    const nothing = hub.url('/o/01K00000000000000000000000');
    for (const type of ['Like', 'Announce', 'Flag', 'Undo', 'Add', 'EmojiReact']) {
      const of = (what: string) =>
        say(mallory, activity(mallory, type, what, { to: [PUBLIC], target: `${mallory.id}/featured` }));
      expect(await of(letter), type).to.equal(await of(nothing));
    }
    const page = async (path: string) => (await ask(path, { headers: { accept: 'application/activity+json' } })).status;
    for (const part of ['', '/create', '/replies', '/likes', '/shares'])
      expect(await page(letter + part), part).to.equal(await page(nothing + part));
  });

  it('is out of reach of a member who is not meant', async () => {
    for (const [type, object] of [
      ['Like', letter],
      ['Announce', letter],
      ['Create', { type: 'Note', content: 'Smuggled.', inReplyTo: letter }],
    ] as const)
      expect((await badru.post({ type, object, to: [PUBLIC] })).status, type).to.equal(404);
    expect(await store().links.get('likes', badru.actor.id, letter)).to.equal(undefined);
  });

  it('stays closed, and stays what it is, by an edit', async () => {
    const direct = create(ana, { to: [amina.actor.id], cc: [], content: '<p>Zanzibar.</p>' });
    await say(ana, direct.activity);
    const parent = create(ana, { to: [PUBLIC, amina.actor.id] });
    await say(ana, parent.activity);
    const updated = new Date(Date.now() + 1000).toISOString();
    const edit = (more: Json) =>
      say(ana, activity(ana, 'Update', { ...direct.object, content: '<p>Zanzibar again.</p>', updated, ...more }));
    await edit({ to: [PUBLIC], inReplyTo: parent.id });
    const thing = async () => (await store().records.get(direct.id))?.body as Thing;
    expect(await thing()).to.include({ visibility: 'direct', author: ana.id, content: '<p>Zanzibar again.</p>' });
    expect((await thing()) as Discussion).not.to.have.property('inReplyTo');
    const later = new Date(Date.now() + 2000).toISOString();
    for (const more of [
      { type: 'Article', name: 'Other' },
      { attributedTo: mallory.id },
      { id: `${ana.id}/statuses/another`, type: 'Person' },
    ])
      await edit({ ...more, updated: later, content: '<p>Changed.</p>' });
    expect(await thing()).to.include({ kind: 'discussion', author: ana.id, content: '<p>Zanzibar again.</p>' });
    await edit({ attributedTo: [mallory.id, ana.id], updated: later, content: '<p>Zanzibar again, with another.</p>' });
    expect((await thing()).author, 'whoever is named beside the author').to.equal(ana.id);
    expect((await hub.search('q=zanzibar')).total).to.equal(0);
    expect((await ask(hub.url('/search?q=zanzibar'))).text).not.to.include('Zanzibar again');
  });
});
