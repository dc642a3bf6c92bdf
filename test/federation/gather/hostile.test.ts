// Outboxes that lie, go round or never end: bounded, told once, kept as failing with the reason, and nothing false taken in.
import { expect } from 'chai';
import { openRig, type Rig } from '../deliver/rig.ts';
import { announce, article, type FakeHub, fill, openFakeHub } from './fake-hub.ts';

const origin = 'https://secretariat.hostile.example';
const limits = { runPages: 5, runMs: 20_000, pages: 40 };

describe('gathering from a hub that does not keep to the rules', () => {
  let hub: FakeHub;
  let rig: Rig;

  beforeEach(async () => {
    hub = await openFakeHub();
    rig = await openRig({ origin, devPeers: [hub.host], limits });
  });
  afterEach(async () => {
    await rig.close();
    await hub.close();
  });

  const page = (n: number, next: string, items: unknown[] = []) =>
    hub.documents.set(`/a/hub/outbox?page=${n}`, {
      id: `${hub.group}/outbox?page=${n}`,
      type: 'OrderedCollectionPage',
      orderedItems: items,
      next,
    });
  const pagesAsked = () => hub.asked.filter(path => path.includes('page=')).length;

  async function gather() {
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    const [status] = await rig.outward.peersStatus();
    return status;
  }

  it('gives up an outbox without end', async () => {
    for (let n = 1; n <= 60; n++) page(n, `${hub.group}/outbox?page=${n + 1}`);
    const status = await gather();
    expect(status).to.include({ state: 'failing', error: 'its outbox does not end' });
    expect(pagesAsked()).to.equal(limits.pages);
    expect(await rig.storage.jobs.nextDue('gather'), 'not asked again for hours').to.be.above(Date.now() + 3_600_000);
  });

  it('notices pages that go round, at any length', async () => {
    for (const [n, next] of [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 3],
    ] as const)
      page(n, `${hub.group}/outbox?page=${next}`);
    expect(await gather()).to.include({ state: 'failing', error: 'its pages go round' });
    expect(pagesAsked()).to.be.below(15);
  });

  it('notices a page that names itself as the next', async () => {
    page(1, `${hub.group}/outbox?page=1`);
    expect(await gather()).to.include({ state: 'failing', error: 'its pages go round' });
  });

  it('does not follow pages to another origin', async () => {
    page(1, 'http://127.0.0.1:1/outbox?page=2');
    expect(await gather()).to.include({ state: 'failing', error: 'its outbox has pages elsewhere' });
  });

  it('refuses an outbox that is no collection, and a hub without a group', async () => {
    hub.documents.set('/a/hub/outbox', { id: `${hub.group}/outbox`, type: 'Note' });
    expect(await gather()).to.include({ state: 'failing', error: 'its outbox is no collection' });
    const other = await openFakeHub();
    await rig.close();
    rig = await openRig({ origin, devPeers: [other.host] });
    other.documents.set('/a/hub', { id: other.group, type: 'Person', inbox: `${other.group}/inbox` });
    await rig.outward.startGathering(other.origin);
    await rig.idle();
    expect((await rig.outward.peersStatus())[0]).to.include({ error: 'it has no group with an outbox' });
    await other.close();
  });

  it('takes nothing that is not of where it says it is', async () => {
    const elsewhere = { id: 'https://victim.example/e/1' };
    hub.items.push(
      { ...announce(hub, 9, article(hub, 9)), ...elsewhere },
      { ...announce(hub, 8, article(hub, 8)), actor: `${hub.origin}/a/ada` },
      announce(hub, 7, article(hub, 7, { attributedTo: 'https://victim.example/a/1' })),
      announce(hub, 6, article(hub, 6, { to: [hub.author] })),
      {
        id: `${hub.origin}/e/5`,
        type: 'Create',
        actor: hub.author,
        object: article(hub, 5, { id: 'https://victim.example/o/5' }),
      },
      { type: 'Announce' },
      ...([null, 7, 'text', [], { type: {} }] as unknown as Record<string, unknown>[]),
    );
    hub.documents.set('/o/7', 404);
    hub.documents.set('/o/6', 404);
    expect(await gather()).to.include({ state: 'live' });
    const records = await rig.storage.records.scan('', 1000);
    expect(records.filter(({ kind }) => kind === 'thing')).to.deep.equal([]);
  });

  it('keeps its place and goes on when a page fails for a while', async () => {
    fill(hub, 100);
    hub.documents.set('/a/hub/outbox?page=3', 503);
    const status = await gather();
    expect(status).to.include({ state: 'failing', items: 40 });
    expect(await rig.storage.state.get('peer', hub.origin)).to.nested.include({
      'walk.next': `${hub.group}/outbox?page=3`,
      'walk.pages': 2,
    });
  });

  it('asks nothing of a blocked hub', async () => {
    const at = new Date().toISOString();
    const judged = { type: 'hostJudged' as const, id: `${origin}/e/judged`, actor: rig.urls.hub, at };
    await rig.local({ ...judged, host: hub.host, blocked: true });
    expect(await gather()).to.include({ state: 'failing', error: 'This host is blocked here.' });
    expect(hub.asked).to.deep.equal([]);
  });
});
