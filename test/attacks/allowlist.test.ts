// A hub of a movement alone: whoever is not on its list is not heard, not answered and not asked for anything.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { type Judging, judging } from '../helpers/judging.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('allowlist mode', () => {
  let listed: Peer;
  let stranger: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let judge: Judging;

  before(async () => {
    [listed, stranger] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [listed.host, stranger.host], federation: 'allowlist' });
    amina = await hub.member('amina', 'admin');
    judge = judging(hub, amina);
    await judge.host({ host: listed.host, listed: true });
  });
  after(async () => {
    await hub.stop();
    await Promise.all([listed.close(), stranger.close()]);
  });

  it('takes from the listed, and from nobody else, by whomever it is carried', async () => {
    const ana = listed.actor('ana', { type: 'Group' });
    const eve = stranger.actor('eve');
    const kept = create(ana, { to: [PUBLIC, amina.actor.id] });
    expect((await send(hub.url('/inbox'), kept.activity, ana)).status).to.equal(202);
    const refused = create(eve, { to: [PUBLIC, amina.actor.id] });
    stranger.documents.set(new URL(refused.id).pathname, refused.object);
    expect((await send(hub.url('/inbox'), refused.activity, eve)).status).to.equal(403);
    await amina.post({ type: 'Follow', object: ana.id });
    await hub.idle();
    const follow = listed.received.findLast(({ activity }) => activity.type === 'Follow')?.activity as Json;
    await send(hub.url('/inbox'), activity(ana, 'Accept', follow), ana);
    expect((await send(hub.url('/inbox'), activity(ana, 'Announce', refused.id), ana)).status).to.equal(202);
    await amina.post({ type: 'Follow', object: eve.id });
    await hub.idle();
    const { records } = hub.hub.core.storage;
    expect(await records.get(kept.id)).not.to.equal(undefined);
    expect(await records.get(refused.id)).to.equal(undefined);
    expect(stranger.asked).to.deep.equal([]);
    expect(stranger.received).to.deep.equal([]);
  });

  it('answers the documents of the hub to the listed who sign, and to nobody else', async () => {
    const ana = listed.actor('reader');
    const eve = stranger.actor('reader');
    const { location } = await amina.post({ type: 'Note', content: '<p>For the movement.</p>', to: [PUBLIC] });
    const own = location.replace(/\/create$/, '');
    const read = async (as?: PeerActor) => {
      const accept = { accept: 'application/activity+json' };
      if (!as) return (await fetch(own, { headers: accept })).status;
      const tampering = {
        method: 'GET',
        signs: ['(request-target)', 'host', 'date'],
        headers: { ...accept, digest: undefined, 'content-type': undefined },
      };
      return (await send(own, '', as, tampering)).status;
    };
    expect(await read()).to.equal(401);
    expect(await read(eve)).to.equal(403);
    expect(await read(ana)).to.equal(200);
    expect(stranger.asked, 'nobody is asked for a key').to.deep.equal([]);
  });

  it('lets in who is listed later or gathered from, and a block stands before the list', async () => {
    const eve = stranger.actor('eve2');
    const say = async () => (await send(hub.url('/inbox'), create(eve, { to: [amina.actor.id] }).activity, eve)).status;
    expect(await say()).to.equal(403);
    const { core } = hub.hub;
    const at = new Date().toISOString();
    await core.takeLocal({
      type: 'peerAdded',
      id: core.urls.newActivity(),
      actor: core.home.hub,
      at,
      origin: stranger.origin,
    });
    expect(await say()).to.equal(202);
    await judge.host({ host: stranger.host, level: 'suspend', listed: true });
    expect(await say()).to.equal(403);
    await judge.host({ host: stranger.host, level: 'open' });
    expect(await say()).to.equal(202);
  });
});
