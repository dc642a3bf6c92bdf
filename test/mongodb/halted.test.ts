// Processes of one hub that are halted in the middle of everything for longer than what they hold lasts, and go on when others
// have done their work: nothing has a second effect, and nothing that comes late undoes what came since.
import { expect } from 'chai';
import { openPeer, type Peer, type PeerActor } from '../helpers/peer.ts';
import { type Cluster, openCluster, ownDatabase } from './cluster.ts';
import { befriend, post, startLoad } from './load.ts';
import { atRest, proveDeliveries, proveEffects } from './proof.ts';

const server = process.env.TEST_MONGODB_URI;
/** Longer than a lead, and once longer than a lane of deliveries is held. */
const haltsMs = [7000, 7000, 7000, 34_000];

(server ? describe : describe.skip)('processes that are halted and go on', function () {
  this.timeout(400_000);
  let cluster: Cluster;
  let peer: Peer;
  let author: PeerActor;

  before(async () => {
    peer = await openPeer();
    author = peer.actor('carl');
    cluster = await openCluster(ownDatabase(server ?? ''), { HUB_DEV_PEERS: peer.host });
    await cluster.start();
    await cluster.start();
  });
  after(async () => {
    await cluster.close();
    await peer.close();
  });

  it('do nothing twice, and nothing late', async () => {
    const member = await cluster.member('amina');
    await befriend(cluster, member, peer, author);
    const seed = await post(member, { type: 'Note', content: 'seed', to: 'as:Public' });
    const liked = (seed?.headers.get('location') ?? '').replace(/\/create$/, '');
    const load = startLoad({ cluster, member, author, liked, writers: 4, senders: 4 });
    for (const ms of haltsMs) {
      await new Promise(resolve => setTimeout(resolve, 1500 + 1000 * Math.random()));
      // The balancer gives it nothing more, as it does with what does not answer; what it was given hangs.
      const one = cluster.running.shift();
      one?.halt();
      await new Promise(resolve => setTimeout(resolve, ms));
      one?.goOn();
      if (one) cluster.running.push(one);
    }
    await load.stop();
    await atRest(cluster);
    const proven = { cluster, load, peer, author, liked };
    const entries = await proveEffects(proven);
    const { received, twice } = proveDeliveries(proven, entries);
    console.log(
      `      ${haltsMs.length} halts: ${load.written.length} things and ${load.inbound.length} deliveries accepted, ` +
        `${received} activities received by the peer, ${twice} of them twice`,
    );
    expect(load.written.length).to.be.greaterThan(20);
  });
});
