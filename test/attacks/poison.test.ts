// Entries and jobs that no hub can handle, in a whole hub: the rest is applied, sent out and done as if they were not there,
// and admins see what was set aside and why.
import { expect } from 'chai';
import type { NewEntry, NewJob } from '../../storage/port.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('what no hub can handle', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
    const { status } = await send(`${amina.actor.id}/inbox`, activity(ana, 'Follow', amina.actor.id), ana);
    expect(status).to.equal(202);
    await hub.idle();
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const core = () => hub.hub.core;
  const entry = (id: string, via: string, event: unknown): NewEntry => ({ id, via, at: Date.now(), v: 1, event });
  const say = (content: string) => amina.post({ type: 'Note', content: `<p>${content}</p>`, to: [PUBLIC] });
  const heard = (content: string) => peer.received.filter(({ body }) => body.includes(content)).length;
  const metric = async (name: string) =>
    new RegExp(`^${name} (\\d+)$`, 'm').exec(await (await fetch(hub.url('/metrics'))).text())?.[1];

  it('is set aside, while what came before it and after it is applied and sent out', async () => {
    const by = { actor: amina.actor.id, at: new Date().toISOString() };
    const unfolded = entry('urn:test:unfolded', 'local', { type: 'published', id: 'urn:test:unfolded', ...by });
    const unsent = entry('urn:test:unsent', 'local', {
      type: 'flagged',
      id: 'urn:test:unsent',
      subjects: 7,
      reason: '',
      ...by,
    });
    await Promise.all([say('before'), core().commit.append(unfolded), core().commit.append(unsent), say('after')]);
    await hub.idle();
    const found = await core().quarantine.list(10);
    expect(found.map(({ id, cursor }) => `${cursor} ${id}`)).to.have.members([
      'apply urn:test:unfolded',
      'deliver urn:test:unfolded',
      'deliver urn:test:unsent',
    ]);
    for (const words of ['before', 'after']) {
      expect((await hub.search(`q=${words}`)).total, words).to.equal(1);
      expect(heard(words), words).to.equal(1);
    }
    expect(await metric('hub_log_quarantined')).to.equal('3');
    expect(await metric('hub_log_applied')).to.equal(await metric('hub_log_entries'));
  });

  it('is no success to the member whose own act it was, and is seen once it was tried again', async () => {
    const { records } = core().storage;
    const { apply } = records;
    // No member can bring such an entry about, so that the store's own word on it is put in its mouth.
    records.apply = async changes => {
      if (JSON.stringify(changes).includes('poisonous')) throw new Error('no reducer can');
      return apply(changes);
    };
    const { status, location, body } = await say('poisonous').finally(() => {
      records.apply = apply;
    });
    expect([status, location, JSON.parse(body).type]).to.deep.equal([202, '', 'urn:learning-hub:problem:set-aside']);
    await hub.idle();
    expect((await hub.search('q=poisonous')).total).to.equal(0);
    await core().quarantine.retry({ apply: core().apply });
    expect((await hub.search('q=poisonous')).total).to.equal(1);
  });

  it('as a job is put aside at once, and its lane goes on', async () => {
    const job = (queue: string, key: string, payload: unknown): NewJob => ({
      key,
      queue,
      lane: 'poisoned.example',
      order: 1,
      payload,
    });
    const { jobs } = core().storage;
    await jobs.add([
      job('tasks', 'bad-1', null),
      job('tasks', 'bad-2', { task: 7 }),
      job('deliver', 'bad-3', { inbox: 7 }),
      job('gather', 'bad-4', null),
      { ...job('tasks', 'good', { task: 'answerFollow', follow: 'urn:test:none' }), order: 2 },
    ]);
    await hub.idle();
    const dead = await jobs.dead(10);
    expect(dead.map(({ key }) => key)).to.have.members(['bad-1', 'bad-2', 'bad-3', 'bad-4']);
    for (const { error } of dead) expect(error).to.equal('its payload is malformed');
    expect(await jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 4 });
  });
});
