// Gathering the past of a hub over loopback: complete, quiet, once, and resumed where a kill left it.
import { expect } from 'chai';
import { walkLimits } from '../../../federation/gather/walk.ts';
import type { Thing } from '../../../src/domain/records.ts';
import { openRig, type Rig } from '../deliver/rig.ts';
import { announce, article, type FakeHub, fill, openFakeHub } from './fake-hub.ts';

const origin = 'https://secretariat.gather.example';

describe('gathering from a hub', () => {
  let hub: FakeHub;
  let rig: Rig;

  beforeEach(async () => {
    hub = await openFakeHub();
    rig = await openRig({ origin, devPeers: [hub.host] });
  });
  afterEach(async () => {
    await rig.close();
    await hub.close();
  });

  const things = async () => {
    const records = [];
    for (let page = await rig.storage.records.scan('', 1000); page.length > 0; ) {
      records.push(...page);
      page = await rig.storage.records.scan(page.at(-1)?.id ?? '', 1000);
    }
    return records.filter(({ kind, buried }) => kind === 'thing' && !buried).map(({ body }) => body as Thing);
  };

  /** Resolves when a page of the outbox is asked for. */
  const served = (page: number) =>
    new Promise<void>(resolve => {
      hub.onPage(asked => {
        if (asked === page) resolve();
      });
    });

  it('leaves what its author does not want found (FEP-5feb), and takes the rest', async () => {
    const shy = `${hub.origin}/a/shy`;
    hub.documents.set('/a/shy', {
      id: shy,
      type: 'Person',
      preferredUsername: 'shy',
      inbox: `${shy}/inbox`,
      indexable: false,
    });
    fill(hub, 4);
    hub.items.push(announce(hub, 5, article(hub, 5, { attributedTo: shy })));
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    expect((await things()).map(({ author }) => author)).to.deep.equal(Array(4).fill(hub.author));
    expect((await rig.outward.peersStatus())[0]).to.include({ state: 'live', items: 4 });
    await rig.outward.repairAll();
    await rig.idle();
    expect((await things()).length).to.equal(4);
  });

  it('takes 500 items of a paged outbox, each from its own origin, shown and quiet', async () => {
    fill(hub, 500);
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    expect(await rig.outward.peersStatus()).to.deep.equal([{ origin: hub.origin, state: 'live', items: 500 }]);
    const found = await things();
    expect(found).to.have.length(500);
    expect(found.every(({ author, id }) => author === hub.author && id.startsWith(hub.origin))).to.equal(true);
    expect(found.find(({ id }) => id === `${hub.origin}/o/7`)?.published).to.equal('2026-01-01T00:07:00.000Z');
    const entries = await rig.log();
    const mine = entries.filter(({ via }) => via === 'local').map(({ event }) => (event as { type: string }).type);
    expect(mine).to.deep.equal(['followed']);
    expect(
      hub.asked.filter(path => path === '/a/ada'),
      'the author is asked for once',
    ).to.have.length(1);
    expect(
      hub.asked.filter(path => path.startsWith('/o/')),
      'items are taken from the page',
    ).to.have.length(0);
  });

  it('adds nothing when it gathers again', async () => {
    fill(hub, 30);
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    const before = await rig.storage.log.head();
    await rig.outward.startGathering(hub.origin);
    await rig.outward.repairAll();
    await rig.idle();
    expect(await rig.storage.log.head()).to.equal(before);
  });

  it('goes on at the saved page after a kill', async () => {
    fill(hub, 500);
    await rig.close();
    // A run ends long before its lease, so that only the kill leaves a lane to be taken over.
    const brief = { leaseMs: 3000, limits: { ...walkLimits, runMs: 300 } };
    rig = await openRig({ origin, devPeers: [hub.host], ...brief });
    const pages = () => hub.asked.map(path => Number(/page=(\d+)/.exec(path)?.[1])).filter(page => page > 1);
    const reached = served(12);
    await rig.outward.startGathering(hub.origin);
    await reached;
    const { folder } = rig;
    await rig.kill();
    const last = pages().at(-1) ?? 0;
    hub.asked.length = 0;
    const end = served(25);
    rig = await openRig({ origin, folder, devPeers: [hub.host], ...brief });
    await end;
    await rig.idle();
    expect(await things()).to.have.length(500);
    expect(await rig.storage.links.count({ kind: 'shares', from: rig.urls.hub }), 'given back').to.equal(500);
    expect(await rig.storage.links.count({ kind: 'outbox', from: rig.urls.hub }), 'each once').to.equal(500);
    // The last page may have been taken by the time of the kill.
    const [first = 0] = pages();
    expect(first).to.be.within(last, last + 1);
    expect(pages()).to.deep.equal(Array.from({ length: 26 - first }, (_, n) => first + n));
  });

  it('asks for items of other hubs at their own origin only', async () => {
    const other = await openFakeHub();
    await rig.close();
    rig = await openRig({ origin, devPeers: [hub.host, other.host] });
    const forged = article(other, 1, { name: 'Forged', attributedTo: hub.author });
    other.documents.set('/o/1', article(other, 1, { name: 'Genuine' }));
    hub.items.push(announce(hub, 2, forged), announce(hub, 1, `${other.origin}/o/2`));
    other.documents.set('/o/2', article(other, 2));
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    const found = await things();
    expect(found.map(thing => 'name' in thing && thing.name)).to.have.members(['Genuine', 'Article 2']);
    expect(found.every(({ author }) => author === other.author)).to.equal(true);
    await other.close();
  });

  it('gives back what a hub shows first-hand, undelivered, each once', async () => {
    const other = await openFakeHub();
    fill(hub, 250);
    hub.items.push(announce(hub, 251, article(other, 251)));
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    const outbox = await rig.storage.links.list({ kind: 'outbox', from: rig.urls.hub }, { limit: 1000 });
    expect(outbox).to.have.length(250);
    const given = (await rig.log()).filter(({ event }) => event?.type === 'shared' && event.actor === rig.urls.hub);
    expect(given.map(({ via }) => via)).to.deep.equal(Array(250).fill('observed'));
    const whats = given.map(({ event }) => (event as { what: string }).what);
    expect(new Set(whats).size).to.equal(250);
    expect(whats.every(what => what.startsWith(hub.origin))).to.equal(true);
    await other.close();
    expect(
      hub.asked.filter(path => path.endsWith('/inbox')),
      'only the follow was sent',
    ).to.have.length(1);
  });

  it('gives back with the page what is new, before the share that it answers; what is a moment old is left to its task', async () => {
    const long = (n: number) => ({ ...announce(hub, n, article(hub, n)), published: `2001-02-03T04:05:0${n}.000Z` });
    hub.items.push({ ...announce(hub, 4, article(hub, 4)), published: new Date().toISOString() }, long(3), long(2));
    hub.items.push({ ...long(1), object: article(hub, 1, { to: [hub.group], cc: ['as:Public'] }) });
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    const shares = (await rig.log()).map(({ event }) => event).filter(event => event?.type === 'shared');
    expect(shares.map(({ actor, what, shown }) => [actor, what.slice(-1), shown])).to.deep.equal([
      [rig.urls.hub, '3', false],
      [rig.urls.hub, '2', false],
      [hub.group, '4', true],
      [hub.group, '3', false],
      [hub.group, '2', false],
      [hub.group, '1', true],
      [rig.urls.hub, '4', true],
    ]);
    for (const n of [1, 2, 3, 4])
      expect(await rig.storage.links.any({ kind: 'shown', from: `${hub.origin}/o/${n}` }), `of ${n}`).to.equal(true);
    expect((await rig.outward.peersStatus())[0]).to.include({ items: 4 });
    expect((await rig.storage.search.find({ words: [], hub: hub.host, limit: 10 })).total).to.equal(3);
  });

  it('gives nothing back of a hub that is silenced', async () => {
    fill(hub, 3);
    const at = new Date().toISOString();
    const judged = { type: 'hostJudged' as const, id: `${origin}/e/silenced`, actor: rig.urls.hub, at };
    await rig.local({ ...judged, host: hub.host, blocked: false, level: 'silence' });
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    expect(await things()).to.have.length(3);
    expect(await rig.storage.links.count({ kind: 'outbox', from: rig.urls.hub })).to.equal(0);
  });
});
