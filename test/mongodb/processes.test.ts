// Four processes of one hub on one database, while one after the other is killed: nothing that was accepted is lost, nothing
// is done twice, a peer hears of everything in order, and what the dead one led is led by another within ten seconds.
import { expect } from 'chai';
import { openPeer, type Peer, type PeerActor } from '../helpers/peer.ts';
import { type Cluster, type Lease, openCluster, ownDatabase } from './cluster.ts';
import { befriend, post, startLoad } from './load.ts';
import { atRest, proveDeliveries, proveEffects } from './proof.ts';

const server = process.env.TEST_MONGODB_URI;
const takeoverMs = 10_000;
const rounds = 6;

(server ? describe : describe.skip)('four processes on one MongoDB', function () {
  this.timeout(300_000);
  let cluster: Cluster;
  let peer: Peer;
  let author: PeerActor;
  let member: { id: string; token: string };
  let liked: string;

  before(async () => {
    peer = await openPeer();
    author = peer.actor('carl');
    cluster = await openCluster(ownDatabase(server ?? ''), { HUB_DEV_PEERS: peer.host });
    await cluster.start();
    await Promise.all([cluster.start(), cluster.start(), cluster.start()]);
    member = await cluster.member('amina');
    await befriend(cluster, member, peer, author);
    const seed = await post(member, { type: 'Note', content: 'seed', to: 'as:Public' });
    liked = (seed?.headers.get('location') ?? '').replace(/\/create$/, '');
  });
  after(async () => {
    await cluster.close();
    await peer.close();
  });

  it('lose nothing and do nothing twice while one is killed at random, again and again', async () => {
    const load = startLoad({ cluster, member, author, liked, writers: 6, senders: 6 });
    // Each of the first four falls, so that whichever leads falls too.
    const first = cluster.running.toSorted(() => Math.random() - 0.5);
    const takeovers: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await new Promise(resolve => setTimeout(resolve, 2000 * Math.random()));
      const one = first.pop() ?? cluster.running[Math.floor(Math.random() * cluster.running.length)];
      if (!one) throw new Error('no process runs');
      const fallen = ['apply', 'deliver'].map(name => cluster.leader(name));
      await cluster.kill(one);
      const began = performance.now();
      for (const lease of await Promise.all(fallen))
        if (await wasTakenOver(cluster, lease)) takeovers.push(performance.now() - began);
      await cluster.start();
    }
    await load.stop();
    await atRest(cluster);
    const entries = await proveEffects({ cluster, load, peer, author, liked });
    const { received, twice } = proveDeliveries({ cluster, load, peer, author, liked }, entries);
    const longest = Math.round(Math.max(...takeovers));
    console.log(
      `      ${rounds} kills: ${load.written.length} things and ${load.inbound.length} deliveries accepted, ` +
        `${received} activities received by the peer, ${twice} of them twice; longest of ${takeovers.length} takeovers ${longest} ms`,
    );
    expect(load.written.length).to.be.greaterThan(20);
    expect(load.inbound.length).to.be.greaterThan(20);
    expect(load.busy.without, 'answers of 503 without Retry-After').to.equal(0);
    expect(takeovers.length, 'takeovers').to.be.at.least(2);
    expect(longest, 'the longest takeover').to.be.lessThan(takeoverMs);
  });
});

/** Waits until somebody who lives leads a work; true when that is another than before. */
async function wasTakenOver(cluster: Cluster, before: Lease): Promise<boolean> {
  // One that died may have prolonged its lease once more at the very end.
  const seen = new Set([before.until]);
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    const { holder, until } = await cluster.leader(before.name);
    if (holder !== before.holder) return true;
    if (seen.add(until).size > 2) return false;
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  throw new Error(`nobody leads ${before.name}`);
}
