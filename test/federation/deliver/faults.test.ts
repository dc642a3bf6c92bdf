// Peers that are slow, broken, gone or overloaded: what each answer means for the job, the lane and the inbox.
import { expect } from 'chai';
import type { Post } from '../../../federation/post.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { follow, localActor, note, openRig, profiled, published, type Rig, remoteActor } from './rig.ts';
import { openSink, type Sink, status } from './sink.ts';

const origin = 'https://hub.faults.example';
const key = (end: string) => end.padStart(26, '0');
const ada = `${origin}/a/${key('ADA')}`;

describe('delivering to peers with faults', () => {
  let sinks: Sink[];
  let rig: Rig;

  beforeEach(async () => {
    sinks = await Promise.all([openSink(), openSink(), openSink()]);
    await open();
  });
  afterEach(async () => {
    await rig.close();
    await Promise.all(sinks.map(sink => sink.close()));
  });

  async function open(more: Partial<Parameters<typeof openRig>[0]> = {}): Promise<void> {
    rig = await openRig({ origin, devPeers: sinks.map(({ host }) => host), ...more });
    const actors = sinks.map(sink => remoteActor(`${sink.origin}/users/a`));
    await rig.observed(profiled(localActor(rig.urls, ada)));
    await follow(rig, actors, ada);
  }

  async function reopen(more: Partial<Parameters<typeof openRig>[0]>): Promise<void> {
    await rig.close();
    await open(more);
  }

  const sink = (index: number): Sink => sinks[index] as Sink;
  const write = (n: number) => rig.local(published(note(`${origin}/o/${key(String(n))}`, ada)));
  const due = () => rig.storage.jobs.nextDue('deliver');

  it('are delivered to at once while another peer does not answer', async () => {
    sink(0).answerWith(() => {});
    await write(1);
    await write(2);
    await Promise.all([sink(0).until(1), sink(1).until(2), sink(2).until(2)]);
    expect(sink(0).received, 'one at a time').to.have.length(1);
  });

  it('are asked again after the time they name, and not before', async () => {
    sink(0).answerWith(status(429, { 'retry-after': '120' }));
    await write(1);
    await rig.idle();
    expect(sink(0).received).to.have.length(1);
    expect(await due()).to.be.within(Date.now() + 110_000, Date.now() + 120_000);
  });

  it('are asked again after a growing pause when they fail', async () => {
    sink(0).answerWith(status(503));
    await write(1);
    await rig.idle();
    expect(await due()).to.be.within(Date.now() + 20_000, Date.now() + 38_000);
    const pauses: number[] = [];
    await reopen({ backoff: failures => pauses.push(failures) });
    await write(2);
    await sink(0).until(5);
    expect(pauses.slice(0, 3)).to.deep.equal([1, 2, 3]);
  });

  it('get the same activity with a fresh signature each time', async () => {
    await reopen({ backoff: () => 1 });
    sink(0).answerWith((_one, res) => void (sink(0).received.length < 3 ? res.destroy() : res.writeHead(202).end()));
    await write(1);
    await sink(0).until(3);
    await rig.idle();
    expect(new Set(sink(0).received.map(({ activity }) => activity.id)).size).to.equal(1);
    expect(await due()).to.equal(undefined);
  });

  for (const code of [400, 403, 405, 406, 413, 422]) {
    it(`are not asked again after ${code}`, async () => {
      sink(0).answerWith(status(code));
      await write(1);
      await rig.idle();
      expect(await due()).to.equal(undefined);
      const dead = await rig.storage.jobs.dead(10);
      expect(dead.map(({ error }) => error)).to.deep.equal([`answered ${code}`]);
    });
  }

  it('are tried a second time at once after 401, then later', async () => {
    sink(0).answerWith(status(401));
    await write(1);
    await rig.idle();
    expect(sink(0).received).to.have.length(2);
    expect(await due()).to.be.above(Date.now());
  });

  it('are retired by 410, until they send something themselves', async () => {
    sink(0).answerWith(status(410));
    await write(1);
    await write(2);
    await rig.idle();
    expect(sink(0).received).to.have.length(1);
    expect(await rig.storage.jobs.counts(Date.now())).to.include({ waiting: 0, resting: 0, dead: 0 });
    await rig.outward.peers.heardFrom(sink(0).host);
    await write(3);
    await rig.idle();
    expect(sink(0).received).to.have.length(2);
  });

  it('are retired by 404, three times in a row', async () => {
    sink(0).answerWith(status(404));
    for (const n of [1, 2]) await write(n);
    await rig.idle();
    sink(0).answerWith(status(202));
    await write(3);
    await rig.idle();
    sink(0).answerWith(status(404));
    for (const n of [4, 5, 6, 7]) await write(n);
    await rig.idle();
    expect(sink(0).received).to.have.length(6);
    expect(await rig.outward.peers.isRetired(`${sink(0).origin}/inbox`)).to.equal(true);
  });

  it('are given up when they are silent for too long', async () => {
    await reopen({ patienceMs: -1 });
    sink(0).answerWith(status(500));
    await write(1);
    await rig.idle();
    expect((await rig.storage.jobs.dead(1))[0]?.error).to.match(/answered 500.*too old/);
  });

  it('are sent nothing once blocked, though it was waiting for them', async () => {
    await reopen({ backoff: () => 1 });
    sink(0).answerWith(status(503));
    await write(1);
    await sink(0).until(2);
    const judged = {
      type: 'hostJudged' as const,
      actor: rig.urls.hub,
      at: '2026-01-05T00:00:00.000Z',
      host: sink(0).host,
    };
    await rig.local({ ...judged, id: `${origin}/e/${key('1')}`, blocked: true });
    await rig.idle();
    const before = sink(0).received.length;
    await rig.local({ ...judged, id: `${origin}/e/${key('2')}`, at: '2026-01-06T00:00:00.000Z', blocked: false });
    sink(0).answerWith(status(202));
    await rig.idle();
    expect(sink(0).received, 'what was dropped stays dropped').to.have.length(before);
    await write(2);
    await rig.idle();
    expect(sink(0).received).to.have.length(before + 1);
  });

  it('lose nothing when the hub dies between writing the jobs and sending them', async () => {
    const stuck = { reach: async () => {}, send: () => new Promise<never>(() => {}) };
    await reopen({ post: stuck, leaseMs: 500 });
    for (const n of [1, 2, 3]) await write(n);
    const { folder } = rig;
    await rig.kill();
    rig = await openRig({ origin, folder, devPeers: sinks.map(({ host }) => host), leaseMs: 500 });
    await Promise.all(sinks.map(one => one.until(3)));
    await rig.idle();
    for (const one of sinks) {
      const ids = one.received.map(({ activity }) => activity.id);
      expect(ids).to.deep.equal([1, 2, 3].map(n => `${origin}/o/${key(String(n))}/create`));
    }
  });

  it('lose nothing when the hub dies before it has fanned an entry out', async () => {
    const { folder } = rig;
    const entry = published(note(`${origin}/o/${key('1')}`, ada));
    await rig.outward.close();
    await rig.local(entry);
    await rig.kill();
    rig = await openRig({ origin, folder, devPeers: sinks.map(({ host }) => host) });
    await rig.idle();
    expect(sinks.map(one => one.received.length)).to.deep.equal([1, 1, 1]);
  });
});

describe('a post to ten thousand followers on two thousand hosts', () => {
  it('goes once to each host, and one refused address holds up nobody', async function () {
    this.timeout(60_000);
    const sent = new Map<string, number>();
    const post: Pick<Post, 'reach' | 'send'> = {
      reach: async () => {},
      async send({ url }) {
        sent.set(url, (sent.get(url) ?? 0) + 1);
        if (url.includes('h13.')) throw new Problem('fetch-refused', 502, 'This address is not asked.');
        return { status: 202 };
      },
    };
    const rig = await openRig({ origin, post });
    await rig.observed(profiled(localActor(rig.urls, ada)));
    const id = (n: number) => `https://h${n % 2000}.faults.example/users/${n}`;
    await follow(
      rig,
      Array.from({ length: 10_000 }, (_, n) => remoteActor(id(n))),
      ada,
    );
    await rig.local(published(note(`${origin}/o/${key('1')}`, ada)));
    await rig.idle();
    expect(sent.size).to.equal(2000);
    expect([...sent.values()].every(count => count === 1)).to.equal(true);
    expect(await rig.storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 1 });
    await rig.close();
  });
});
