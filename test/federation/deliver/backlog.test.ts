// A long outage ends, and thousands of deliveries are due at once: they go out paced, and what is new does not wait for them.
import { expect } from 'chai';
import type { Post } from '../../../federation/post.ts';
import { hostOf } from '../../../src/domain/home.ts';
import { follow, localActor, note, openRig, profiled, published, type Rig, remoteActor } from './rig.ts';

const origin = 'https://hub.backlog.example';
const key = (end: string) => end.padStart(26, '0');
const ada = `${origin}/a/${key('ADA')}`;
const bea = `${origin}/a/${key('BEA')}`;
const hosts = 400;
const posts = 8;
/** Lanes that the deliverer works on at once, and those that it waits for beside them. */
const atOnce = 128;
const lingering = 384;
const outageMs = 6 * 3_600_000;

describe('a backlog of thousands that is due at once', function () {
  this.timeout(60_000);
  let rig: Rig;
  let away = true;
  let pending = 0;
  let most = 0;
  /** Deliveries taken by peers, in order. */
  const sent: { host: string; id: string }[] = [];
  let held: (() => void)[] | undefined;
  let onHeld = () => {};
  const busy = new Set<string>();
  /** Hosts that had two deliveries under way. */
  const crowded = new Set<string>();

  const post: Pick<Post, 'reach' | 'send'> = {
    reach: async () => {},
    async send({ url, body }) {
      if (away) return { status: 503 };
      const host = hostOf(url);
      if (busy.has(host)) crowded.add(host);
      busy.add(host);
      pending += 1;
      most = Math.max(most, pending);
      await new Promise<void>(resolve => {
        if (!held) return void setImmediate(resolve);
        held.push(resolve);
        if (held.length >= atOnce) onHeld();
      });
      pending -= 1;
      busy.delete(host);
      sent.push({ host, id: JSON.parse(body.toString()).id });
      return { status: 202 };
    },
  };

  before(async () => {
    rig = await openRig({ origin, post });
    for (const id of [ada, bea]) await rig.observed(profiled(localActor(rig.urls, id)));
    const followers = (name: string, count: number) =>
      Array.from({ length: count }, (_, n) => remoteActor(`https://${name}${n}.backlog.example/users/a`));
    await follow(rig, followers('old', hosts), ada);
    await follow(rig, followers('new', 10), bea);
  });
  after(() => rig.close());

  it('is sent paced, in the order of each host, and a new post to others does not wait for it', async () => {
    const idOf = (n: number) => `${origin}/o/${key(String(n))}`;
    const old = Array.from({ length: posts }, (_, n) => idOf(n));
    for (const id of old) await rig.local(published(note(id, ada)));
    await rig.idle();
    expect(await rig.storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: hosts * posts, dead: 0 });

    away = false;
    held = [];
    const full = new Promise<void>(resolve => {
      onHeld = resolve;
    });
    const { claim } = rig.storage.jobs;
    rig.storage.jobs.claim = (queue, want) => claim(queue, { ...want, now: want.now + outageMs });
    await full;
    expect(await rig.storage.jobs.counts(Date.now() + outageMs)).to.include({ waiting: hosts * posts, dead: 0 });
    await rig.local(published(note(idOf(posts), bea)));
    const waiting = held;
    held = undefined;
    for (const resolve of waiting) resolve();
    await rig.idle();

    expect(most, 'all lanes are used, and no more').to.be.within(atOnce, atOnce + lingering);
    expect([...crowded]).to.deep.equal([]);
    expect(await rig.storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 0 });
    const got = Map.groupBy(sent, ({ host }) => host);
    for (let n = 0; n < hosts; n++)
      expect(got.get(`old${n}.backlog.example`)?.map(({ id }) => id)).to.deep.equal(old.map(id => `${id}/create`));
    const places = sent.flatMap(({ host }, place) => (host.startsWith('new') ? [place] : []));
    expect(places).to.have.length(10);
    expect(sent).to.have.length(hosts * posts + 10);
    expect(Math.max(...places), 'more than half of the backlog comes after it').to.be.below((hosts * posts) / 2);
  });
});
