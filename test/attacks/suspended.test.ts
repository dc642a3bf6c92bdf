// A member who is kept out, and who may keep out whom: nobody comes to more than they were given.
import { expect } from 'chai';
import type { Actor } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { judging } from '../helpers/judging.ts';
import { PUBLIC } from '../helpers/peer.ts';

describe('a suspended member', () => {
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;

  before(async () => {
    hub = await startHub();
    amina = await hub.member('amina', 'admin');
    badru = await hub.member('badru');
  });
  after(() => hub.stop());

  it('does nothing more, is not found, and comes back whole', async () => {
    const judge = judging(hub, amina);
    const { location } = await badru.post({ type: 'Note', content: '<p>Xylophone words.</p>', to: [PUBLIC] });
    const own = location.replace(/\/create$/, '');
    const get = async (url: string) => (await fetch(url, { headers: { accept: 'application/activity+json' } })).status;
    await judge.actor(badru.actor.id, 'suspend');
    expect((await badru.post({ type: 'Note', content: 'More.', to: [PUBLIC] })).status).to.equal(401);
    expect(await get(own)).to.equal(404);
    expect(await get(badru.actor.id)).to.equal(404);
    expect((await hub.search('q=xylophone')).total).to.equal(0);
    expect((await hub.search('q=badru')).total).to.equal(0);
    const finger = hub.url(`/.well-known/webfinger?resource=acct:badru@${hub.hub.core.urls.host}`);
    expect((await fetch(finger)).status).to.equal(404);
    await judge.actor(badru.actor.id, 'open');
    expect(await get(own)).to.equal(200);
    expect((await badru.post({ type: 'Note', content: 'More.', to: [PUBLIC] })).status).to.equal(201);
    expect((await hub.search('q=xylophone')).total).to.equal(1);
  });

  it('is decided by admins alone, and nobody makes an admin of themselves', async () => {
    const perform = hub.hub.core.performing(async () => undefined);
    const tries = [
      perform(badru.actor, { do: 'judgeHost', host: 'x.example', level: 'suspend' }),
      perform(badru.actor, { do: 'judgeActor', whom: amina.actor.id, level: 'suspend' }),
      perform(badru.actor, { do: 'giveRole', whom: badru.actor.id, role: 'admin' }),
      perform(badru.actor, {
        do: 'importList',
        rules: [{ host: 'x.example', level: 'suspend', noMedia: false, noReports: false }],
      }),
      perform(amina.actor, { do: 'judgeActor', whom: amina.actor.id, level: 'suspend' }),
      perform(amina.actor, { do: 'giveRole', whom: amina.actor.id, role: 'member' }),
    ];
    const codes = await Promise.all(
      tries.map(each =>
        each.then(
          () => 'done',
          error => error.code,
        ),
      ),
    );
    expect(codes).to.deep.equal(['not-allowed', 'not-allowed', 'not-allowed', 'not-allowed', 'invalid', 'invalid']);
    const forged = { ...badru.actor, role: 'admin' as const };
    const { core } = hub.hub;
    const event = { id: core.urls.newActivity(), actor: badru.actor.id, at: new Date().toISOString(), profile: forged };
    const refused = await core.take({ type: 'profiled', ...event }, 'local').catch(error => error.code);
    expect(refused).to.equal('not-allowed');
    const stored = await core.storage.records.get(badru.actor.id);
    expect((stored?.body as Actor | undefined)?.role).to.equal('member');
  });
});
