// Those who are heard and kept at a distance: silenced, without their media, without their reports.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { type Judging, judging } from '../helpers/judging.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a host', () => {
  let bad: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let mallory: PeerActor;
  let judge: Judging;

  before(async () => {
    bad = await openPeer();
    hub = await startHub({ devPeers: [bad.host] });
    amina = await hub.member('amina', 'admin');
    judge = judging(hub, amina);
    mallory = bad.actor('mallory');
    await amina.post({ type: 'Follow', object: mallory.id });
    await hub.idle();
    const follow = bad.received.findLast(({ activity }) => activity.type === 'Follow')?.activity;
    expect(await say(mallory, activity(mallory, 'Accept', follow))).to.equal(202);
  });
  after(async () => {
    await hub.stop();
    await bad.close();
  });

  const say = async (as: PeerActor, what: Json) => {
    const { status } = await send(hub.url('/inbox'), what, as);
    await hub.idle();
    return status;
  };
  const links = () => hub.hub.core.storage.links;

  it('that is silenced is in no list, and its followers see it', async () => {
    const words = create(mallory, { content: '<p>Zephyr words.</p>' });
    expect(await say(mallory, words.activity)).to.equal(202);
    const reply = await amina.post({ type: 'Note', content: '<p>Below.</p>', to: [PUBLIC] });
    const own = reply.location.replace(/\/create$/, '');
    const answer = create(mallory, { content: '<p>Zephyr answer.</p>', inReplyTo: own });
    expect(await say(mallory, answer.activity)).to.equal(202);
    await judge.host({ host: bad.host, level: 'silence' });
    expect((await hub.search('q=zephyr')).total).to.equal(0);
    const page = await (await fetch(own, { headers: { accept: 'text/html' } })).text();
    expect(page).not.to.include('Zephyr answer.');
    const num = (await hub.hub.core.storage.records.get(words.id))?.num;
    expect((await fetch(hub.url(`/n/${num}`), { headers: { accept: 'text/html' } })).status).to.equal(200);
    const inbox = JSON.stringify((await amina.get(`${amina.actor.id}/inbox?page=true`)).body);
    expect(inbox, 'amina follows mallory').to.include('Zephyr words.');
    const later = create(mallory, { content: '<p>Zephyr later.</p>', to: [PUBLIC, hub.hub.core.urls.hub] });
    expect(await say(mallory, later.activity)).to.equal(202);
    expect(await links().get('shares', hub.hub.core.urls.hub, later.id), 'not announced').to.equal(undefined);
    await judge.host({ host: bad.host, level: 'open' });
    expect((await hub.search('q=zephyr')).total).to.be.at.least(2);
  });

  it('that is silenced or suspended brings nothing before a member who does not follow it by passing it on', async () => {
    const carmen = bad.actor('carmen');
    expect(await say(carmen, create(carmen, { to: [PUBLIC, amina.actor.id] }).activity)).to.equal(202);
    const own = (await amina.post({ type: 'Note', content: '<p>Passed on.</p>', to: [PUBLIC] })).location;
    const shared = activity(carmen, 'Announce', own.replace(/\/create$/, ''), { to: [PUBLIC] });
    expect(await say(carmen, shared)).to.equal(202);
    const brought = async () =>
      JSON.stringify((await amina.get(`${amina.actor.id}/inbox?page=true`)).body).includes(String(shared.id));
    expect(await brought()).to.equal(true);
    for (const level of ['silence', 'suspend'] as const) {
      await judge.host({ host: bad.host, level });
      expect(await brought(), level).to.equal(false);
    }
    await judge.host({ host: bad.host, level: 'open' });
    expect(await brought()).to.equal(true);
  });

  it('whose media are not taken keeps its words', async () => {
    const picture = `${bad.origin}/cat.png`;
    const words = create(mallory, {
      type: 'Article',
      name: 'Quokka lesson',
      content: '<p>Quokka words.</p>',
      image: { type: 'Image', url: picture, mediaType: 'image/png' },
      attachment: [{ type: 'Document', url: `${bad.origin}/quokka.pdf`, mediaType: 'application/pdf', name: 'q.pdf' }],
    });
    expect(await say(mallory, words.activity)).to.equal(202);
    const num = (await hub.hub.core.storage.records.get(words.id))?.num;
    const page = async () => (await fetch(hub.url(`/n/${num}`), { headers: { accept: 'text/html' } })).text();
    expect(await page())
      .to.include('quokka.pdf')
      .and.include('cat.png');
    await judge.host({ host: bad.host, noMedia: true });
    expect(await page())
      .to.include('Quokka words.')
      .and.not.include('quokka.pdf')
      .and.not.include('cat.png');
    await judge.host({ host: bad.host, noMedia: false });
  });

  it('whose reports are not taken reports nothing', async () => {
    const flagged = async () => await links().count({ kind: 'notice', from: hub.hub.core.urls.hub });
    const before = await flagged();
    await judge.host({ host: bad.host, noReports: true });
    expect(await say(mallory, activity(mallory, 'Flag', [amina.actor.id]))).to.equal(202);
    expect(await flagged()).to.equal(before);
    await judge.host({ host: bad.host, noReports: false });
    expect(await say(mallory, activity(mallory, 'Flag', [amina.actor.id]))).to.equal(202);
    expect(await flagged()).to.equal(before + 1);
  });
});
