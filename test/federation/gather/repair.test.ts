// Looking again at a gathered hub: what was missed, edited or withdrawn while nobody told us.
import { expect } from 'chai';
import { pino } from 'pino';
import type { Thing } from '../../../src/domain/records.ts';
import { startSchedule } from '../../../src/schedule.ts';
import { openRig, type Rig } from '../deliver/rig.ts';
import { announce, article, type FakeHub, fill, openFakeHub } from './fake-hub.ts';

const origin = 'https://secretariat.repair.example';

describe('repairing what was gathered', () => {
  let hub: FakeHub;
  let rig: Rig;

  beforeEach(async () => {
    hub = await openFakeHub();
    rig = await openRig({ origin, devPeers: [hub.host] });
    fill(hub, 50);
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
    hub.asked.length = 0;
  });
  afterEach(async () => {
    await rig.close();
    await hub.close();
  });

  const stored = async (n: number) => rig.storage.records.get(`${hub.origin}/o/${n}`);
  async function repair() {
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
  }

  it('reads one page when nothing happened', async () => {
    await repair();
    expect(hub.asked.filter(path => path.includes('page='))).to.deep.equal(['/a/hub/outbox?page=1']);
  });

  it('takes what it missed', async () => {
    hub.items.unshift(announce(hub, 51, article(hub, 51)));
    await repair();
    expect((await stored(51))?.kind).to.equal('thing');
    expect((await rig.outward.peersStatus())[0]).to.include({ state: 'live', items: 51 });
  });

  it('takes a newer form, once', async () => {
    const updated = '2026-02-01T00:00:00.000Z';
    hub.items[3] = announce(hub, 47, article(hub, 47, { name: 'Better', updated }));
    await repair();
    await repair();
    expect((await stored(47))?.body as Thing).to.include({ name: 'Better', updated });
    const revisions = (await rig.log()).filter(({ event }) => event?.type === 'revised');
    expect(revisions.map(({ via }) => via)).to.deep.equal(['observed']);
  });

  it('withdraws what is gone from the page and from its origin, and the group takes it back', async () => {
    hub.items.splice(4, 1);
    hub.documents.set('/o/46', 410);
    await repair();
    expect((await stored(46))?.buried).to.be.a('string');
    const back = (await rig.log()).filter(({ event }) => event?.type === 'undone');
    expect(back.map(({ event, via }) => [event?.actor, via])).to.deep.equal([[rig.urls.hub, 'local']]);
    expect((await rig.outward.peersStatus())[0]).to.include({ items: 49 });
  });

  it('takes a Tombstone for gone', async () => {
    hub.items.splice(0, 1);
    hub.documents.set('/o/50', { id: `${hub.origin}/o/50`, type: 'Tombstone' });
    await repair();
    expect((await stored(50))?.buried).to.be.a('string');
  });

  it('leaves alone what is not on the page but stands at its origin', async () => {
    hub.items.splice(4, 1);
    hub.documents.set('/o/46', article(hub, 46));
    await repair();
    expect((await stored(46))?.buried).to.equal(undefined);
  });

  it('walks the whole outbox when the peer counts otherwise, at most once a day', async () => {
    hub.items.splice(44, 1);
    hub.documents.set('/o/6', 404);
    await repair();
    expect((await stored(6))?.buried, 'the last walk was a moment ago').to.equal(undefined);
    const peer = (await rig.storage.state.get('peer', hub.origin)) as object;
    const walkedAt = new Date(Date.now() - 25 * 3_600_000).toISOString();
    await rig.storage.state.put('peer', hub.origin, { ...peer, walkedAt });
    await repair();
    expect((await stored(6))?.buried).to.be.a('string');
  });

  it('looks again when the hub accepts our follow', async () => {
    const [follow] = (await rig.log()).filter(({ event }) => event?.type === 'followed');
    hub.items.unshift(announce(hub, 51, article(hub, 51)));
    await rig.remote({
      type: 'followAccepted',
      id: `${hub.origin}/e/accepted`,
      actor: hub.group,
      at: new Date().toISOString(),
      follow: follow?.id ?? '',
      who: rig.urls.hub,
    });
    await rig.idle();
    expect((await stored(51))?.kind).to.equal('thing');
  });

  it('is asked for by the clock, by one leader', async () => {
    let asked = 0;
    const log = pino({ level: 'silent' });
    const repairAll = async () => {
      asked++;
      await rig.outward.repairAll();
    };
    const clocks = [1, 2].map(() => startSchedule({ storage: rig.storage, repairAll, lookAll: async () => {}, log }));
    await Promise.all(clocks.map(clock => clock.hourly()));
    expect(asked).to.equal(1);
    const due = await rig.storage.jobs.nextDue('gather');
    expect(due).to.be.within(Date.now() - 1000, Date.now() + 600_000);
    await Promise.all(clocks.map(clock => clock.close()));
  });
});
