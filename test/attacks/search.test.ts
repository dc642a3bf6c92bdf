// Searching as heavy as one client can make it, while strangers flood the inbox: neither starves the other, nor a reader.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { create, openPeer, type Peer, type PeerActor, PUBLIC, send, signed } from '../helpers/peer.ts';
import { type Landed, volley } from '../helpers/volley.ts';
import { makeClient } from '../web/client.ts';

const things = 3000;
const searches = 300;
const activities = 400;
/** No timing: what is beyond it, in ms, stands still. */
const bound = 10_000;

describe('a hub that one client searches without end during a flood', function () {
  this.timeout(120_000);
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let eve: PeerActor;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    amina = await hub.member('amina', 'admin');
    [ana, eve] = [peer.actor('ana'), other.actor('eve')];
    for (const one of [ana, eve]) expect((await say(one)).status).to.equal(202);
    for (let done = 0; done < things; done += 100)
      for (const { status } of await Promise.all(Array.from({ length: 100 }, (_, n) => post(done + n))))
        expect(status).to.equal(201);
    await hub.idle();
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  const note = (as: PeerActor) => create(as, { to: [PUBLIC, amina.actor.id], content: '<p>Reading together.</p>' });
  const say = (as: PeerActor) => send(hub.url('/inbox'), note(as).activity, as);
  const post = (n: number) =>
    amina.post({ type: 'Note', content: `<p>Reading and writing of the class, part ${n}.</p>`, to: [PUBLIC] });

  /** Everything that one may ask for at once, by words that every thing has. */
  function searching(n: number) {
    const words = ['reading', 'reading and writing', 'the class of reading', 'writing part', ''][n % 5] as string;
    const query = new URLSearchParams({ q: words, limit: '100', ...(n % 3 === 0 && { language: 'en' }) });
    const path = n % 2 ? '/search' : '/api/search';
    return { url: new URL(hub.url(`${path}?${query}`)), method: 'GET', headers: { accept: '*/*' }, body: '' };
  }
  function check(answers: Landed[], right: number): number {
    for (const { status, retryAfter } of answers) {
      expect(status).to.be.oneOf([right, 429, 503]);
      if (status !== right) expect(retryAfter).to.match(/^\d+$/);
    }
    return answers.filter(({ status }) => status === right).length;
  }

  it('answers each search, takes what other hosts send, and serves its pages', async () => {
    expect((await hub.search('q=reading')).total).to.equal(things);
    const shots = Array.from({ length: activities }, () => signed(hub.url('/inbox'), note(ana).activity, ana));
    let over = false;
    const both = Promise.all([
      volley(Array.from({ length: searches }, (_, n) => searching(n))),
      volley(shots, 100),
    ]).finally(() => {
      over = true;
    });
    const visitor = makeClient(hub.origin);
    const times: number[] = [];
    let said = 0;
    while (!over) {
      const began = performance.now();
      const [page, told] = await Promise.all([visitor.get('/'), say(eve)]);
      times.push(performance.now() - began);
      expect(page.status).to.equal(200);
      expect(told.status).to.equal(202);
      said += 1;
    }
    const [found, taken] = await both;
    expect(times.length).to.be.greaterThan(1);
    expect(Math.max(...times)).to.be.lessThan(bound);
    expect(check(found, 200), 'searches that were answered').to.be.greaterThan(0);
    const accepted = check(taken, 202);
    await hub.idle();
    const boxes = await hub.hub.core.storage.links.count({ kind: 'box', from: amina.actor.id });
    expect(boxes).to.equal(2 + accepted + said);
  });
});
