// Peers that are dead in every way at once, beside healthy ones; and one that speaks, but cannot be reached.
// The pauses are the hub's own; hours pass by a clock that is set for the lanes alone.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { expect } from 'chai';
import { makeNames } from '../../../federation/fetch/names.ts';
import { makePost, type Post } from '../../../federation/post.ts';
import { freePort } from '../../../scripts/free-port.ts';
import { hostOf } from '../../../src/domain/home.ts';
import { follow, localActor, note, openRig, profiled, published, type Rig, remoteActor } from './rig.ts';
import { openSink, type Sink, status } from './sink.ts';

const origin = 'https://hub.dead.example';
const key = (end: string) => end.padStart(26, '0');
const ada = `${origin}/a/${key('ADA')}`;
const write = (rig: Rig, n: number) => rig.local(published(note(`${origin}/o/${key(String(n))}`, ada)));
const hourMs = 3_600_000;

/** Lets hours pass for the lanes of a rig; each pause they take is heard, in ms from now. */
function warp({ storage: { jobs } }: Rig, onPause: (lane: string, ms: number) => void = () => {}) {
  let ahead = 0;
  const { claim, end } = jobs;
  jobs.claim = (queue, want) => claim(queue, { ...want, now: want.now + ahead });
  jobs.end = ended =>
    end(
      ended.map(each => {
        const { rest } = each;
        if (!rest) return each;
        onPause(each.claim.lane, rest.retryAt - Date.now());
        return { ...each, rest: { ...rest, retryAt: rest.retryAt + ahead } };
      }),
    );
  return {
    pass(ms: number) {
      ahead += ms;
    },
  };
}

describe('peers that are dead in every way at once', () => {
  const nowhere = 'gone.dead.example';
  let sinks: Sink[];
  let nameServer: Socket;
  let secret: Server;
  let post: Post;
  let rig: Rig;
  let dead: Record<string, string>;
  /** Hosts that were tried, and those that something was sent to. */
  const tried: string[] = [];
  const sent: string[] = [];

  before(async () => {
    sinks = await Promise.all(Array.from({ length: 6 }, openSink));
    nameServer = createSocket('udp4').on('message', (question, from) => {
      // The question itself, made an answer: no such name (RFC 1035, 4.1.1).
      const answer = Buffer.from(question);
      answer.writeUInt16BE(0x8183, 2);
      nameServer.send(answer, from.port, from.address);
    });
    nameServer.bind(0, '127.0.0.1');
    secret = createServer().on('tlsClientError', () => {});
    secret.listen(0, '127.0.0.1');
    await Promise.all([once(nameServer, 'listening'), once(secret, 'listening')]);
    dead = {
      'of no name': `https://${nowhere}`,
      refusing: `http://127.0.0.1:${await freePort()}`,
      'without a certificate': `https://127.0.0.1:${(secret.address() as AddressInfo).port}`,
      silent: sink(3).origin,
      broken: sink(4).origin,
    };
    sink(3).answerWith(() => {});
    sink(4).answerWith(status(500));
    sink(5).answerWith(status(410));
    const origins = [...Object.values(dead), ...[0, 1, 2, 5].map(n => sink(n).origin)];
    const names = makeNames([`127.0.0.1:${nameServer.address().port}`]);
    post = makePost({ devPeers: origins.slice(1).map(hostOf), userAgent: 'rig', names, timeoutMs: 1000 });
    const counting: Pick<Post, 'reach' | 'send'> = {
      reach(url) {
        tried.push(hostOf(url));
        return post.reach(url);
      },
      send(request) {
        sent.push(hostOf(request.url));
        return post.send(request);
      },
    };
    rig = await openRig({ origin, post: counting });
    await rig.observed(profiled(localActor(rig.urls, ada)));
    await follow(
      rig,
      origins.map(one => remoteActor(`${one}/users/a`)),
      ada,
    );
  });
  after(async () => {
    await rig.close();
    await post.close();
    await Promise.all(sinks.map(one => one.close()));
    nameServer.close();
    secret.close();
  });

  const sink = (index: number): Sink => sinks[index] as Sink;

  it('hold up no healthy one, are asked after pauses that grow, and 410 is asked no more', async function () {
    this.timeout(30_000);
    const pauses = new Map<string, number[]>();
    const time = warp(rig, (lane, ms) => pauses.set(lane, [...(pauses.get(lane) ?? []), ms]));
    const rounds = [1, 2, 3, 4];
    for (const round of rounds) {
      await write(rig, round);
      await Promise.all([0, 1, 2].map(n => sink(n).until(round)));
      expect(pauses.get(sink(3).host) ?? [], 'the silent one is still waited for').to.have.length(round - 1);
      await rig.idle();
      time.pass(hourMs);
    }
    const jitter: number[] = [];
    for (const [what, where] of Object.entries(dead)) {
      const host = hostOf(where);
      const taken = pauses.get(host) ?? [];
      expect(taken, what).to.have.length(rounds.length);
      const shares = taken.map((ms, n) => ms / (30_000 * 2 ** n));
      for (const share of shares) expect(share, what).to.be.within(0.74, 1.26);
      jitter.push(...shares);
      expect(tried.filter(to => to === host).length, `${what}: one probe each time`).to.equal(rounds.length);
    }
    expect(Math.max(...jitter) - Math.min(...jitter), 'they do not come back all at once').to.be.above(0.1);
    expect(tried.filter(to => to === sink(5).host)).to.have.length(1);
    const unreached = ['of no name', 'refusing', 'without a certificate'].map(what => hostOf(dead[what] ?? ''));
    expect(
      sent.filter(to => unreached.includes(to)),
      'nothing is signed for them',
    ).to.deep.equal([]);
    expect(await rig.outward.peers.isRetired(`${sink(5).origin}/inbox`)).to.equal(true);
    for (const n of [0, 1, 2])
      expect(sink(n).received.map(({ activity }) => activity.id)).to.deep.equal(
        rounds.map(round => `${origin}/o/${key(String(round))}/create`),
      );
    const waiting = Object.keys(dead).length * rounds.length;
    expect(await rig.storage.jobs.counts(Date.now()), 'nothing is given up').to.deep.equal({
      waiting: 0,
      resting: waiting,
      dead: 0,
    });
  });
});

describe('a peer that speaks to us, but cannot be reached', () => {
  let peer: Sink;
  let rig: Rig;

  beforeEach(async () => {
    peer = await openSink();
    rig = await openRig({ origin, devPeers: [peer.host] });
    await rig.observed(profiled(localActor(rig.urls, ada)));
    await follow(rig, [remoteActor(`${peer.origin}/users/a`)], ada);
  });
  afterEach(async () => {
    await rig.close();
    await peer.close();
  });

  const due = () => rig.storage.jobs.nextDue('deliver');
  async function speak(): Promise<void> {
    for (let n = 0; n < 50; n++) await rig.outward.heardFrom(peer.host, 'RFC 9421');
    await rig.idle();
  }

  it('keeps the pauses of its lane, gets one probe when they end, and all of it when it can be reached', async () => {
    const pauses: number[] = [];
    const time = warp(rig, (_lane, ms) => pauses.push(ms));
    peer.answerWith(status(503));
    await write(rig, 1);
    await rig.idle();
    const first = await due();
    expect(first).to.be.above(Date.now() + 20_000);
    await speak();
    await write(rig, 2);
    await speak();
    expect(await due(), 'neither its words nor ours end the pause').to.equal(first);
    expect(peer.received).to.have.length(1);
    time.pass(hourMs);
    await write(rig, 3);
    await speak();
    expect(peer.received, 'one probe').to.have.length(2);
    expect(pauses[1], 'the second failure in a row').to.be.within(44_000, 76_000);
    peer.answerWith(status(202));
    time.pass(hourMs);
    await write(rig, 4);
    await rig.idle();
    const ids = peer.received.slice(2).map(({ activity }) => activity.id);
    expect(ids).to.deep.equal([1, 2, 3, 4].map(n => `${origin}/o/${key(String(n))}/create`));
  });

  it('gets one probe, and not all that is written, at an inbox that is gone', async () => {
    peer.answerWith(status(410));
    await write(rig, 1);
    await rig.idle();
    await speak();
    await rig.local(...[2, 3, 4, 5].map(n => published(note(`${origin}/o/${key(String(n))}`, ada))));
    await rig.idle();
    expect(peer.received).to.have.length(2);
    expect(await rig.outward.peers.isRetired(`${peer.origin}/inbox`)).to.equal(true);
  });
});
