// Tasks that reach outward: giving back what gathered hubs show, finding what is spoken of, clearing after the departed.
import { expect } from 'chai';
import type { DomainEvent } from '../../../src/domain/events.ts';
import { note, openRig, profiled, published, type Rig, remoteActor } from '../deliver/rig.ts';
import { article, type FakeHub, fill, openFakeHub } from '../gather/fake-hub.ts';

const origin = 'https://secretariat.others.example';
const at = '2026-01-05T00:00:00.000Z';

describe('giving back', () => {
  let hub: FakeHub;
  let rig: Rig;

  beforeEach(async () => {
    hub = await openFakeHub();
    rig = await openRig({ origin, devPeers: [hub.host] });
    fill(hub, 1);
    await rig.outward.startGathering(hub.origin);
    await rig.idle();
  });
  afterEach(async () => {
    await rig.close();
    await hub.close();
  });

  const shared = (id: string, actor: string, what: string, more = {}): DomainEvent => {
    return { type: 'shared', id, actor, at, what, into: [], shown: true, box: [], ...more };
  };
  const given = async () =>
    (await rig.log()).filter(({ event }) => event?.type === 'shared' && event.actor === rig.urls.hub);

  it('passes on what a gathered hub shows now, delivered, and once', async () => {
    hub.documents.set('/o/9', article(hub, 9));
    await rig.remote(shared(`${hub.origin}/e/9`, hub.group, `${hub.origin}/o/9`, { missing: [`${hub.origin}/o/9`] }));
    await rig.idle();
    await rig.remote(shared(`${hub.origin}/e/9b`, hub.group, `${hub.origin}/o/9`));
    await rig.idle();
    expect((await given()).map(({ via }) => via)).to.deep.equal(['observed', 'local']);
    expect(hub.asked.filter(path => path === '/o/9')).to.have.length(1);
  });

  it('passes nothing on that comes second-hand, from a stranger, or back from here', async () => {
    const other = 'https://other.others.example';
    await rig.observed(
      profiled(remoteActor(`${other}/a/hub`, { kind: 'group' })),
      published(note(`${other}/o/1`, `${other}/a/1`), `${other}/o/1#observed`),
    );
    await rig.remote(shared(`${hub.origin}/e/20`, hub.group, `${other}/o/1`));
    await rig.remote(shared(`${other}/e/1`, `${other}/a/hub`, `${other}/o/1`));
    await rig.idle();
    expect(await given()).to.have.length(1);
  });

  it('passes nothing on that is not public at its origin, or not to be found there', async () => {
    hub.documents.set('/o/9', article(hub, 9, { to: [hub.author] }));
    for (const n of [9, 10])
      await rig.remote(
        shared(`${hub.origin}/e/${n}`, hub.group, `${hub.origin}/o/${n}`, { missing: [`${hub.origin}/o/${n}`] }),
      );
    await rig.idle();
    expect(await given()).to.have.length(1);
  });
});

describe('finding and clearing', () => {
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

  const answering = (n: number, parent: number) =>
    article(hub, n, { type: 'Note', inReplyTo: `${hub.origin}/o/${parent}` });

  it('asks for what is answered, up the thread, with a bound', async () => {
    for (let n = 1; n <= 30; n++) hub.documents.set(`/o/${n}`, answering(n, n - 1));
    const answer = note(`${hub.origin}/o/31`, hub.author, { inReplyTo: `${hub.origin}/o/30` });
    const event = { ...published(answer, `${hub.origin}/e/31`), shown: false, missing: [`${hub.origin}/o/30`] };
    await rig.remote(event as DomainEvent);
    await rig.idle();
    const asked = hub.asked.filter(path => path.startsWith('/o/'));
    expect(asked).to.have.length(11);
    expect(await rig.storage.links.list({ kind: 'shown', from: `${hub.origin}/o/30` }, { limit: 1 })).to.deep.equal([]);
  });

  it('tries again later when the origin does not answer, and not when it says no', async () => {
    hub.documents.set('/o/1', 503);
    hub.documents.set('/o/2', 404);
    for (const n of [1, 2]) {
      const answer = note(`${hub.origin}/o/3${n}`, hub.author, { inReplyTo: `${hub.origin}/o/${n}` });
      const event = { ...published(answer, `${hub.origin}/e/3${n}`), shown: false, missing: [`${hub.origin}/o/${n}`] };
      await rig.remote(event as DomainEvent);
    }
    await rig.idle();
    expect(await rig.storage.jobs.counts(Date.now())).to.include({ resting: 2, dead: 0 });
  });

  it('withdraws what a departed actor left, and takes back its shares', async () => {
    const gone = `${hub.origin}/a/gone`;
    const things = Array.from({ length: 120 }, (_, n) => note(`${hub.origin}/o/x${n}`, gone));
    await rig.observed(profiled(remoteActor(gone)), ...things.map(thing => published(thing)));
    await rig.observed(published(note(`${hub.origin}/o/kept`, hub.author)));
    const share = { type: 'shared' as const, id: `${gone}/share`, actor: gone, at, into: [], shown: true, box: [] };
    await rig.observed({ ...share, what: `${hub.origin}/o/kept` });
    await rig.remote({ type: 'departed', id: `${gone}#delete`, actor: gone, at });
    await rig.idle();
    const records = await rig.storage.records.getMany(things.map(({ id }) => id));
    expect(records.every(({ buried }) => buried !== undefined)).to.equal(true);
    expect((await rig.storage.records.get(`${gone}/share`))?.buried).to.be.a('string');
    expect((await rig.storage.records.get(`${hub.origin}/o/kept`))?.buried).to.equal(undefined);
    expect(await rig.storage.state.list('left', '', 10)).to.deep.equal([]);
  });
});
