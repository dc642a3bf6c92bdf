// Who may do what: a signature says who speaks, not that what is said is theirs to say. What counts is what is stored.
import { expect } from 'chai';
import type { Actor, Thing } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('somebody who signs for themselves', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let mallory: PeerActor;
  let eve: PeerActor;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
    mallory = peer.actor('mallory');
    eve = other.actor('eve');
    for (const one of [ana, mallory, eve]) await known(one);
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  /** Sends it to the shared inbox; a refusal must be a clear one. */
  async function say(as: PeerActor, what: Json): Promise<number> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.be.oneOf([202, 400, 401, 403, 404, 422]);
    await hub.idle();
    return status;
  }

  /** A note to amina, of which the hub knows afterwards. */
  async function known(as: PeerActor, more: Json = {}): Promise<{ id: string; object: Json; activity: Json }> {
    const made = create(as, { to: [PUBLIC, amina.actor.id], content: '<p>As it was.</p>', ...more });
    peer.documents.set(new URL(made.id).pathname, made.object);
    expect(await say(as, made.activity)).to.equal(202);
    return made;
  }

  const record = async (id: string) => {
    const found = await hub.hub.core.storage.records.get(id);
    return found && found.buried === undefined ? found.body : undefined;
  };
  const contentOf = async (id: string) => ((await record(id)) as Thing | undefined)?.content;

  it('edits and withdraws what is theirs', async () => {
    const { id, object } = await known(ana);
    const updated = new Date().toISOString();
    await say(ana, activity(ana, 'Update', { ...object, content: '<p>New.</p>', updated }));
    expect(await contentOf(id)).to.equal('<p>New.</p>');
    await say(ana, activity(ana, 'Delete', id));
    expect(await record(id)).to.equal(undefined);
  });

  it('does not edit what is another’s, on this host or that', async () => {
    const { id, object } = await known(ana);
    const updated = new Date(Date.now() + 1000).toISOString();
    for (const thief of [mallory, eve]) {
      for (const attributedTo of [ana.id, thief.id, [thief.id, ana.id], undefined]) {
        const changed = { ...object, content: '<p>Changed.</p>', attributedTo, updated };
        await say(thief, activity(thief, 'Update', changed));
        await say(thief, activity(thief, 'Create', changed));
        await say(thief, activity(thief, 'Announce', activity(ana, 'Update', changed)));
      }
    }
    expect(await contentOf(id)).to.equal('<p>As it was.</p>');
    expect(((await record(id)) as Thing).author).to.equal(ana.id);
  });

  it('does not withdraw what is another’s', async () => {
    const { id } = await known(ana);
    for (const thief of [mallory, eve]) {
      for (const object of [id, { id, type: 'Tombstone' }, { id, type: 'Note', attributedTo: thief.id }]) {
        await say(thief, activity(thief, 'Delete', object));
        await say(thief, activity(thief, 'Announce', activity(ana, 'Delete', object)));
      }
    }
    expect(await contentOf(id)).to.equal('<p>As it was.</p>');
  });

  it('does not speak in the name of another’s address', async () => {
    const foreign = create(eve, { to: [PUBLIC, amina.actor.id], id: `${peer.origin}/users/ana/statuses/forged` });
    await say(eve, foreign.activity);
    expect(await record(`${peer.origin}/users/ana/statuses/forged`)).to.equal(undefined);
    const asAna = create(eve, { to: [PUBLIC, amina.actor.id], attributedTo: ana.id });
    await say(eve, asAna.activity);
    expect(await record(asAna.id)).to.equal(undefined);
  });

  it('makes nothing at an address of this hub', async () => {
    const forged = hub.url('/o/01K00000000000000000000000');
    await say(ana, create(ana, { to: [amina.actor.id], id: forged }).activity);
    await say(ana, create(ana, { to: [amina.actor.id], id: forged, attributedTo: amina.actor.id }).activity);
    expect(await record(forged)).to.equal(undefined);
    const published = await amina.post({ type: 'Note', content: '<p>Ours.</p>', to: [PUBLIC] });
    const own = published.location.replace(/\/create$/, '');
    await say(ana, activity(ana, 'Update', { id: own, type: 'Note', attributedTo: ana.id, content: 'Changed.' }));
    await say(
      ana,
      activity(ana, 'Update', { id: own, type: 'Note', attributedTo: amina.actor.id, content: 'Changed.' }),
    );
    await say(ana, activity(ana, 'Delete', own));
    expect(await contentOf(own)).to.equal('<p>Ours.</p>');
  });

  it('does not take back what another did', async () => {
    const { hub: group } = hub.hub.core.urls;
    const follow = activity(ana, 'Follow', group);
    const published = await amina.post({ type: 'Note', content: '<p>Liked.</p>', to: [PUBLIC] });
    const like = activity(ana, 'Like', published.location.replace(/\/create$/, ''));
    await say(ana, follow);
    await say(ana, like);
    for (const thief of [mallory, eve]) {
      for (const done of [follow, like]) {
        for (const object of [done.id, done, { ...done, actor: thief.id }]) {
          await say(thief, activity(thief, 'Undo', object));
        }
      }
    }
    expect(await hub.hub.core.storage.links.get('follows', ana.id, group)).not.to.equal(undefined);
    expect(await hub.hub.core.storage.links.get('likes', ana.id, String(like.object))).not.to.equal(undefined);
    await say(ana, activity(ana, 'Undo', follow));
    expect(await hub.hub.core.storage.links.get('follows', ana.id, group)).to.equal(undefined);
  });

  it('accepts only what they were asked', async () => {
    await amina.post({ type: 'Follow', object: ana.id });
    await hub.idle();
    const follow = peer.received.findLast(({ activity }) => activity.type === 'Follow')?.activity as Json;
    expect(follow.object).to.equal(ana.id);
    const { links } = hub.hub.core.storage;
    for (const thief of [mallory, eve]) {
      for (const object of [follow, follow.id, { ...follow, object: thief.id }]) {
        await say(thief, activity(thief, 'Accept', object));
        await say(thief, activity(thief, 'Reject', object));
      }
      const invented = activity({ ...ana, id: amina.actor.id }, 'Follow', thief.id);
      await say(thief, activity(thief, 'Accept', invented));
      expect(await links.get('follows', amina.actor.id, thief.id)).to.equal(undefined);
    }
    expect(await links.get('follows', amina.actor.id, ana.id)).to.equal(undefined);
    await say(ana, activity(ana, 'Accept', follow));
    expect(await links.get('follows', amina.actor.id, ana.id)).not.to.equal(undefined);
  });

  it('changes no other profile, and gains nothing by what the own one claims', async () => {
    const forged = { ...ana.document, name: 'Changed' };
    for (const thief of [mallory, eve]) await say(thief, activity(thief, 'Update', forged));
    expect(((await record(ana.id)) as Actor).name).to.equal('ana');
    const claims = { role: 'admin', local: true, office: 'hub', handle: 'hub', host: hub.hub.core.urls.host };
    await say(mallory, activity(mallory, 'Update', { ...mallory.document, ...claims, name: 'New name' }));
    const profile = (await record(mallory.id)) as Actor;
    expect(profile.name).to.equal('New name');
    expect(profile).to.include({ local: false, host: peer.host });
    expect(profile).not.to.have.any.keys('role', 'office');
  });

  it('pins nothing to another’s collection', async () => {
    const { id } = await known(ana);
    const featured = `${ana.id}/featured`;
    await say(ana, activity(ana, 'Update', { ...ana.document, featured }));
    for (const thief of [mallory, eve]) await say(thief, activity(thief, 'Add', id, { target: featured }));
    expect(await hub.hub.core.storage.links.get('featured', ana.id, id)).to.equal(undefined);
    await say(ana, activity(ana, 'Add', id, { target: featured }));
    expect(await hub.hub.core.storage.links.get('featured', ana.id, id)).not.to.equal(undefined);
    await say(eve, activity(eve, 'Remove', id, { target: featured }));
    expect(await hub.hub.core.storage.links.get('featured', ana.id, id)).not.to.equal(undefined);
  });

  it('who is a community followed here is not believed about another host', async () => {
    const group = other.actor('group', { type: 'Group' });
    await amina.post({ type: 'Follow', object: group.id });
    await hub.idle();
    const follow = other.received.findLast(({ activity }) => activity.type === 'Follow')?.activity;
    await say(group, activity(group, 'Accept', follow));
    const { id, object } = await known(ana);
    const updated = new Date(Date.now() + 1000).toISOString();
    const changed = { ...object, content: '<p>Changed.</p>', updated };
    await say(group, activity(group, 'Announce', activity(ana, 'Update', changed)));
    await say(group, activity(group, 'Announce', activity(ana, 'Delete', id)));
    expect(await contentOf(id)).to.equal('<p>As it was.</p>');
    const letter = create(ana, { to: [amina.actor.id], content: '<p>A letter.</p>' });
    await say(ana, letter.activity);
    await say(group, activity(group, 'Announce', activity(ana, 'Delete', letter.id)));
    expect(await contentOf(letter.id), 'what its origin shows to nobody').to.equal('<p>A letter.</p>');
    const invented = create(ana, { id: `${ana.id}/statuses/never-said`, content: '<p>Never said.</p>' });
    await say(group, activity(group, 'Announce', { ...invented.activity, object: invented.object }));
    expect(await record(invented.id)).to.equal(undefined);
    const said = create(ana, { content: '<p>Forged copy.</p>' });
    peer.documents.set(new URL(said.id).pathname, { ...said.object, content: '<p>Really said.</p>' });
    await say(group, activity(group, 'Announce', said.activity));
    expect(await contentOf(said.id)).to.equal('<p>Really said.</p>');
  });

  it('who reports is heard by admins alone', async () => {
    const flag = activity(ana, 'Flag', [amina.actor.id], { content: 'Look at this.' });
    expect(await say(ana, flag)).to.equal(202);
    expect(await hub.hub.core.storage.links.get('notice', hub.hub.core.urls.hub, String(flag.id))).not.to.equal(
      undefined,
    );
    const answer = await fetch(String(flag.id).replace(peer.origin, hub.origin));
    expect(answer.status).to.equal(404);
    expect((await hub.search('q=look')).total).to.equal(0);
  });

  it('whose host is blocked is refused, and sent nothing', async () => {
    const host = peer.host;
    const judged = async (blocked: boolean) => {
      const at = new Date().toISOString();
      const id = hub.hub.core.urls.newActivity();
      await hub.hub.core.take({ type: 'hostJudged', id, actor: hub.hub.core.urls.hub, at, host, blocked }, 'local');
      await hub.idle();
    };
    await judged(true);
    const { activity: refused, id } = create(ana, { to: [amina.actor.id] });
    expect(await say(ana, refused)).to.equal(403);
    expect(await record(id)).to.equal(undefined);
    const before = peer.received.length;
    await amina.post({ type: 'Note', content: '<p>To ana.</p>', to: [PUBLIC, ana.id] });
    await hub.idle();
    expect(peer.received.length).to.equal(before);
    await judged(false);
    expect(await say(ana, create(ana, { to: [amina.actor.id] }).activity)).to.equal(202);
    await amina.post({ type: 'Note', content: '<p>To ana.</p>', to: [PUBLIC, ana.id] });
    await hub.idle();
    expect(peer.received.length).to.be.greaterThan(before);
  });
});
