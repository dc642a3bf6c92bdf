// A running hub whose database goes, comes back, slows down, steps down or is full, in the middle of a flood (reference: L11,
// L12, L13, L16). Every answer is in time; none says that something is stored which is not, and none makes a peer give up.
import { expect } from 'chai';
import { type Answer, activity, ask, create, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { until } from '../helpers/until.ts';
import { type Cluster, openCluster, ownDatabase } from './cluster.ts';
import { befriend, type Load, post, startLoad } from './load.ts';
import { atRest, proveDeliveries, proveEffects } from './proof.ts';
import { type Line, startProxy } from './proxy.ts';

const server = process.env.TEST_MONGODB_URI;
const goneMs = 60_000;
const silentMs = 20_000;
const slowMs = 20_000;
/** Longer than the driver looks for a primary; from then on nobody waits. */
const electionMs = 6000;
const memoryMb = 512;

(server ? describe : describe.skip)('a running hub whose database fails', function () {
  this.timeout(300_000);
  let line: Line;
  let cluster: Cluster;
  let peer: Peer;
  let author: PeerActor;
  let member: { id: string; token: string };
  let liked: string;
  let load: Load;

  before(async () => {
    const uri = ownDatabase(server ?? '');
    line = await startProxy(uri);
    peer = await openPeer();
    author = peer.actor('carl');
    cluster = await openCluster(uri, { HUB_DEV_PEERS: peer.host }, line.uri);
    await cluster.start();
    await cluster.start();
    member = await cluster.member('amina');
    await befriend(cluster, member, peer, author);
    const seed = await post(member, { type: 'Note', content: 'seed', to: 'as:Public' });
    liked = (seed?.headers.get('location') ?? '').replace(/\/create$/, '');
    load = startLoad({ cluster, member, author, liked, writers: 4, senders: 4 });
  });
  after(async () => {
    await cluster.close();
    await line.close();
    await peer.close();
  });

  afterEach(() => {
    line.passing = true;
    line.silent = false;
    line.failing = undefined;
    line.delay = 0;
  });

  const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
  const get = async (path: string, accept = 'text/html'): Promise<Answer & { took: number }> => {
    const began = performance.now();
    const answer = await ask(`${cluster.origin}${path}`, { headers: { accept, connection: 'close' } });
    return { ...answer, took: performance.now() - began };
  };
  const deliver = () => send(`${cluster.origin}/inbox`, create(author, { content: '<p>probe</p>' }).activity, author);

  /** What is accepted grows again. */
  async function recovers(): Promise<number> {
    const began = performance.now();
    const before = load.inbound.length;
    await until(() => load.inbound.length > before + 5, { limitMs: 60_000, what: 'accepting again' });
    return Math.round(performance.now() - began);
  }

  it('answers everything with 503 and when to come again while it is gone for a minute, and recovers by itself', async () => {
    await until(() => load.inbound.length > 10);
    line.passing = false;
    await wait(electionMs);
    const head = await cluster.storage.log.head();
    for (const end = performance.now() + goneMs - electionMs; performance.now() < end; await wait(1000)) {
      expect((await get('/healthz')).status).to.equal(200);
      const answers = {
        ready: await get('/readyz'),
        page: await get('/'),
        search: await get('/api/search?q=seed', 'application/json'),
        document: await get(new URL(liked).pathname, 'application/activity+json'),
        delivery: { ...(await deliver()), took: 0 },
      };
      for (const [name, answer] of Object.entries(answers)) {
        expect(answer.status, name).to.equal(503);
        expect(Number(answer.headers['retry-after']), name).to.be.greaterThan(0);
        expect(answer.took, `${name}, in ms`).to.be.lessThan(3000);
      }
      expect(answers.page.headers['content-type']).to.match(/^text\/html/);
    }
    expect(await cluster.storage.log.head(), 'stored meanwhile').to.equal(head);
    line.passing = true;
    const took = await recovers();
    console.log(`      ${load.busy.with} answers of 503; accepting again after ${took} ms`);
    expect(load.busy.with).to.be.greaterThan(100);
    expect(took).to.be.lessThan(15_000);
  });

  it('lets nobody wait without end while the line is silent', async () => {
    line.silent = true;
    await wait(silentMs);
    expect((await get('/healthz')).status).to.equal(200);
    const answer = await get('/readyz');
    expect(answer.status).to.equal(503);
    line.silent = false;
    expect(await recovers()).to.be.lessThan(30_000);
  });

  it('stores nothing twice while lines are cut in the middle of writes and primaries step down', async () => {
    const before = line.meddled;
    for (const end = performance.now() + 60_000; line.meddled - before < 30 && performance.now() < end; ) {
      line.cutAfterWrite();
      await wait(500);
      for (const code of [10107, 11602, 189, 91]) {
        line.refuse([code]);
        await wait(200);
        line.failing = code;
        await wait(200);
        line.failing = undefined;
      }
    }
    expect(line.meddled - before).to.be.greaterThan(20);
    expect(await recovers()).to.be.lessThan(15_000);
  });

  it('shows what it has while the disk is full, and takes nothing', async () => {
    line.failing = 14031;
    await wait(1000);
    const head = await cluster.storage.log.head();
    const page = await get('/');
    expect([page.status, page.took < 5000], page.text.slice(0, 200)).to.deep.equal([200, true]);
    for (const answer of [await get('/readyz'), await deliver()]) {
      expect(answer.status).to.equal(503);
      expect(answer.headers['retry-after']).to.not.equal(undefined);
    }
    expect(await cluster.storage.log.head()).to.equal(head);
    line.failing = undefined;
    expect(await recovers()).to.be.lessThan(15_000);
  });

  it('sheds what it cannot do in time when every answer takes half a second, and keeps its memory', async () => {
    line.delay = 500;
    const statuses = new Map<number, number>();
    let slowest = 0;
    let lasting = true;
    const flood = Array.from({ length: 150 }, async () => {
      while (lasting) {
        const began = performance.now();
        const answer = await send(`${cluster.origin}/inbox`, activity(author, 'Like', liked), author).catch(
          () => undefined,
        );
        slowest = Math.max(slowest, performance.now() - began);
        statuses.set(answer?.status ?? 0, (statuses.get(answer?.status ?? 0) ?? 0) + 1);
        if (answer?.status === 503) expect(answer.headers['retry-after']).to.not.equal(undefined);
      }
    });
    await wait(slowMs);
    const memory = await Promise.all(cluster.running.map(one => one.memory()));
    lasting = false;
    await Promise.all(flood);
    line.delay = 0;
    console.log(
      `      answers ${JSON.stringify([...statuses])}, the slowest ${Math.round(slowest)} ms, ${memory.map(Math.round)} MB`,
    );
    expect([...statuses.keys()]).to.have.members([202, 503].filter(status => statuses.has(status)));
    expect(statuses.get(202)).to.be.greaterThan(0);
    for (const mb of memory) expect(mb).to.be.lessThan(memoryMb);
    expect(await recovers()).to.be.lessThan(30_000);
  });

  it('has lost nothing and done nothing twice after all that, and no process has ended', async () => {
    await load.stop();
    if (load.refused.length > 0) for (const one of cluster.running) console.log(one.lastWords());
    await atRest(cluster);
    const proven = { cluster, load, peer, author, liked };
    const { received, twice } = proveDeliveries(proven, await proveEffects(proven));
    console.log(
      `      ${load.written.length} things and ${load.inbound.length} deliveries accepted, ${received} activities received ` +
        `by the peer, ${twice} of them twice; the slowest answer took ${Math.round(load.slowest)} ms`,
    );
    expect(load.busy.without, 'answers of 503 without Retry-After').to.equal(0);
    expect(load.slowest, 'the slowest answer, in ms').to.be.lessThan(19_000);
    for (const one of cluster.running) expect((await fetch(`${cluster.addressOf(one)}/healthz`)).status).to.equal(200);
  });
});
