// Groups of elsewhere that are followed here (Lemmy, Mbin, PieFed, NodeBB, Discourse): what they pass on is understood or
// ignored (I18, I19, I21), and what their moderators do counts for what is filed in that group, for as far as it shows it.
import { expect } from 'chai';
import type { Perform } from '../../src/domain/commands.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a group elsewhere that is followed', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let perform: Perform;
  let amina: TestMember;
  let cooks: PeerActor;
  let bakers: PeerActor;
  let ana: PeerActor;
  let mod: PeerActor;
  let eve: PeerActor;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    perform = hub.hub.core.performing(async () => undefined);
    amina = await hub.member('amina');
    [cooks, bakers] = [group(peer, 'cooks'), group(other, 'bakers')];
    [ana, mod, eve] = [peer.actor('ana'), peer.actor('mod'), other.actor('eve')];
    for (const each of [cooks, bakers]) await follow(each);
    await say(eve, create(eve, { to: [PUBLIC, amina.actor.id] }).activity);
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  function group(at: Peer, name: string): PeerActor {
    const id = `${at.origin}/users/${name}`;
    return at.actor(name, { type: 'Group', attributedTo: `${id}/moderators`, featured: `${id}/featured` });
  }
  async function follow(whom: PeerActor): Promise<void> {
    await say(whom, create(whom, { to: [PUBLIC, amina.actor.id] }).activity);
    const { activity: asked } = await perform(amina.actor, { do: 'follow', whom: whom.id });
    await say(whom, activity(whom, 'Accept', { id: asked, type: 'Follow', actor: amina.actor.id, object: whom.id }));
  }
  async function say(as: PeerActor, what: Json): Promise<void> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.be.oneOf([202, 403]);
    await hub.idle();
  }
  const announce = (by: PeerActor, inner: unknown) => say(by, activity(by, 'Announce', inner, { to: [PUBLIC] }));

  /** A post of ana in the group of cooks, passed on as Lemmy does. */
  async function posted(more: Json = {}): Promise<{ id: string; object: Json }> {
    const made = create(ana, { audience: cooks.id, to: [PUBLIC, cooks.id], name: 'Soup', ...more });
    peer.documents.set(new URL(made.id).pathname, made.object);
    await announce(cooks, made.activity);
    return made;
  }
  const removal = (by: PeerActor, what: string, more: Json = {}) =>
    activity(by, 'Delete', what, { to: [PUBLIC], cc: [cooks.id], audience: cooks.id, summary: 'Off topic', ...more });

  const storage = () => hub.hub.core.storage;
  const isShown = async (id: string) => storage().links.any({ kind: 'shown', from: id });
  const stands = async (id: string) => {
    const record = await storage().records.get(id);
    return record !== undefined && record.buried === undefined;
  };
  const isLocked = async (id: string) => storage().links.any({ kind: 'locked', to: id });

  it('shows what it passes on, and its moderator’s removal ends that and no more', async () => {
    const { id } = await posted();
    expect(await isShown(id)).to.equal(true);
    await announce(cooks, id);
    const deletion = removal(mod, id);
    await announce(cooks, deletion);
    expect(await isShown(id), 'neither by the activity nor by the boost').to.equal(false);
    expect((await hub.search('q=soup')).total).to.equal(0);
    expect(await stands(id), 'its origin has it still').to.equal(true);
    expect(peer.asked, 'and was asked').to.include(new URL(id).pathname);
    await announce(cooks, id);
    expect(await isShown(id), 'it does not come back by a boost').to.equal(false);
    await announce(cooks, activity(mod, 'Undo', deletion));
    expect(await isShown(id)).to.equal(true);
  });

  it('has a removal believed for good when the origin says so', async () => {
    const { id } = await posted();
    peer.documents.delete(new URL(id).pathname);
    await announce(cooks, removal(mod, id));
    expect(await stands(id)).to.equal(false);
  });

  it('passes on the author’s own withdrawal', async () => {
    const { id } = await posted();
    await announce(cooks, activity(ana, 'Delete', id));
    expect(await stands(id)).to.equal(false);
  });

  it('does not take from the author’s own followers what it removes', async () => {
    await follow(ana);
    const { id } = await posted();
    await announce(cooks, removal(mod, id));
    expect(await isShown(id)).to.equal(true);
    const [asked] = (await storage().links.get('asks', amina.actor.id, ana.id))?.by ?? [];
    await perform(amina.actor, { do: 'undo', activity: asked ?? '' });
  });

  it('closes its threads to members here, and opens them', async () => {
    const { id } = await posted();
    const lock = activity(mod, 'Lock', id, { to: [PUBLIC], cc: [cooks.id], audience: cooks.id });
    await announce(cooks, lock);
    const answer = await amina.post({ type: 'Note', content: 'But', inReplyTo: id });
    expect(answer.status).to.equal(403);
    await announce(cooks, activity(mod, 'Undo', lock));
    expect((await amina.post({ type: 'Note', content: 'But', inReplyTo: id })).status).to.equal(201);
  });

  it('shows first, bans and appoints in its own collections', async () => {
    const { id } = await posted();
    const pin = activity(mod, 'Add', id, { target: `${cooks.id}/featured`, cc: [cooks.id] });
    await announce(cooks, pin);
    expect(await storage().links.get('featured', cooks.id, id)).not.to.equal(undefined);
    await announce(cooks, activity(mod, 'Remove', id, { target: `${cooks.id}/featured`, cc: [cooks.id] }));
    expect(await storage().links.get('featured', cooks.id, id)).to.equal(undefined);
    const block = activity(mod, 'Block', eve.id, {
      target: cooks.id,
      removeData: true,
      endTime: '2999-01-01T00:00:00Z',
    });
    await announce(cooks, block);
    expect(await storage().links.get('banned', cooks.id, eve.id)).not.to.equal(undefined);
    await announce(cooks, activity(mod, 'Undo', block));
    expect(await storage().links.get('banned', cooks.id, eve.id)).to.equal(undefined);
    await announce(cooks, activity(mod, 'Add', ana.id, { target: `${cooks.id}/moderators` }));
    expect(await storage().links.get('moderator', cooks.id, ana.id)).not.to.equal(undefined);
  });

  it('takes back a boost', async () => {
    const { id } = await posted();
    const boost = activity(cooks, 'Announce', id, { to: [PUBLIC] });
    await say(cooks, boost);
    expect(await storage().links.get('shares', cooks.id, id)).not.to.equal(undefined);
    await say(cooks, activity(cooks, 'Undo', boost));
    expect(await storage().links.get('shares', cooks.id, id)).to.equal(undefined);
    const list = await storage().links.list({ kind: 'outbox', from: cooks.id }, { limit: 100 });
    expect(list.map(({ to }) => to)).not.to.include(boost.id);
  });

  it('does nothing with what is filed in another group', async () => {
    const { id } = await posted();
    for (const forged of [
      removal(eve, id),
      removal(eve, id, { audience: bakers.id, cc: [bakers.id] }),
      activity(eve, 'Lock', id, { audience: cooks.id, cc: [cooks.id] }),
      activity(eve, 'Lock', { id, type: 'Page', audience: bakers.id }, { audience: bakers.id }),
      activity(eve, 'Add', id, { target: `${cooks.id}/featured` }),
      activity(eve, 'Add', id, { target: `${bakers.id}/featured` }),
      activity(eve, 'Remove', id, { target: `${cooks.id}/featured` }),
      activity(eve, 'Undo', activity(mod, 'Lock', id)),
    ])
      await announce(bakers, forged);
    expect(await isShown(id)).to.equal(true);
    expect(await isLocked(id)).to.equal(false);
    expect(await storage().links.any({ kind: 'featured', to: id })).to.equal(false);
    expect(await storage().links.any({ kind: 'removed', to: id })).to.equal(false);
  });

  it('closes nothing that it merely passed on', async () => {
    const { id } = await posted();
    await announce(bakers, id);
    await announce(bakers, activity(eve, 'Lock', id, { audience: bakers.id }));
    expect((await amina.post({ type: 'Note', content: 'Still', inReplyTo: id })).status).to.equal(201);
    const made = await amina.post({ type: 'Note', content: 'Mine' });
    const own = made.location.replace(/\/create$/, '');
    await announce(bakers, own);
    await announce(bakers, activity(eve, 'Lock', own, { audience: bakers.id }));
    expect((await amina.post({ type: 'Note', content: 'Still', inReplyTo: own })).status).to.equal(201);
  });

  it('is not itself whoever says so in its name', async () => {
    const { id } = await posted();
    const forged = { ...activity(cooks, 'Announce', removal(mod, id)), actor: eve.id, id: `${eve.id}#a` };
    await say(eve, forged);
    await say(eve, removal(eve, id));
    await say(mod, activity(mod, 'Lock', id, { audience: cooks.id, cc: [cooks.id] }));
    await say(eve, activity(eve, 'Remove', id, { target: `${cooks.id}/featured` }));
    expect(await isShown(id)).to.equal(true);
    expect(await isLocked(id)).to.equal(false);
  });

  it('opens nothing that another group has closed', async () => {
    const { id } = await posted();
    const lock = activity(mod, 'Lock', id, { audience: cooks.id });
    await announce(cooks, lock);
    await announce(bakers, activity(mod, 'Undo', lock));
    await say(eve, activity(eve, 'Undo', { ...lock, actor: eve.id }));
    expect(await isLocked(id)).to.equal(true);
  });

  it('is not asked about what says nothing here', async () => {
    const { id } = await posted();
    const before = await storage().log.head();
    const asked = peer.asked.length;
    for (const type of ['Dislike', 'View', 'Join', 'Announce']) await announce(cooks, activity(ana, type, id));
    await announce(cooks, activity(ana, 'Undo', activity(ana, 'Dislike', id)));
    expect(await storage().log.head()).to.equal(before);
    expect(peer.asked.length).to.equal(asked);
  });

  it('may repeat itself without end: known things take no entry and no question', async () => {
    const made = await posted();
    const again = activity(cooks, 'Announce', activity(ana, 'Create', made.object, { id: `${made.id}/activity` }));
    await say(cooks, again);
    const before = await storage().log.head();
    const asked = peer.asked.length;
    for (let n = 0; n < 50; n++) await send(hub.url('/inbox'), again, cooks);
    await hub.idle();
    expect(await storage().log.head()).to.equal(before);
    expect(peer.asked.length).to.equal(asked);
  });
});
