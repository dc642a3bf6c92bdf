import { expect } from 'chai';
import { isRunning, startRunning } from '../../src/log/running.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { startHub } from '../helpers/hub.ts';
import { type HubEnv, hubCommand, hubEnv, removeData, startHubProcess } from '../helpers/process.ts';

describe('a replay', function () {
  this.timeout(60_000);
  let env: HubEnv;
  let things: { id: string }[];

  async function opened<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
    const storage = await openSqlite({ folder: env.HUB_DATA });
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  }
  const replayed = async () => {
    const { status, stdout, stderr } = await hubCommand(env, ['replay', '--json']);
    expect(status, stderr).to.equal(0);
    return JSON.parse(stdout);
  };

  before(async () => {
    env = await hubEnv();
    const hub = await startHub({ folder: env.HUB_DATA, port: Number(env.PORT), name: 'Learning Hub' });
    const amina = await hub.member('amina', 'admin');
    const binta = await hub.member('binta');
    await binta.post({ type: 'Follow', object: amina.actor.id });
    for (const name of ['Rivers', 'Mountains', 'Deserts'])
      await amina.post({ type: 'Article', name, content: `<p>${name} of the continent</p>` });
    things = (await hub.search('q=continent')).items;
    await binta.post({ type: 'Like', object: things[0]?.id });
    await binta.post({ type: 'Note', content: '<p>And lakes?</p>', inReplyTo: things[0]?.id });
    await amina.post({ type: 'Delete', object: things[2]?.id });
    await hub.idle();
    await hub.stop({ keep: true });
  });

  after(() => removeData(env));

  it('finds the records of a hub as the log says', async () => {
    const found = await replayed();
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
    expect(found.aside).to.deep.equal([]);
    expect(found.records).to.be.greaterThan(8);
  });

  it('tells what was other than the log says, and mends it', async () => {
    const [first, second] = things;
    await opened(async storage => {
      const record = await storage.records.get(first?.id ?? '');
      if (!record) throw new Error('the thing is not there');
      const forged = { ...(record.body as object), name: 'Forged' };
      const { id, kind, owner, num } = record;
      await storage.records.apply([
        { do: 'put', id, kind, owner, num, version: '9999', body: forged },
        {
          do: 'put',
          id: 'urn:test:stray',
          kind: 'thing',
          owner: 'x',
          num: '1'.padStart(18, '0'),
          version: '1',
          body: {},
        },
        { do: 'bury', id: second?.id ?? '', kind: 'thing', owner, at: '2026-01-01T00:00:00.000Z' },
      ]);
    });
    const found = await replayed();
    expect(found).to.include({ differing: 2, missing: 0, surplus: 1 });
    expect(found.examples).to.have.members([first?.id, second?.id, 'urn:test:stray']);
    expect(await replayed()).to.include({ differing: 0, missing: 0, surplus: 0 });
    const hub = await startHubProcess(env);
    try {
      const { items } = (await (await fetch(`${hub.origin}/api/search?q=continent`)).json()) as { items: unknown[] };
      expect(items).to.have.length(2);
    } finally {
      await hub.end();
    }
  });

  it('that was killed in the middle is finished by whoever opens the data next', async () => {
    await opened(async storage => {
      const applied = await storage.log.head();
      await storage.state.put('rebuild', 'now', { what: 'replay', applied, delivered: applied });
      await storage.records.clear();
    });
    const members = await hubCommand(env, ['member', 'list', '--json']);
    expect(JSON.parse(members.stdout)).to.have.length(2);
    const status = JSON.parse((await hubCommand(env, ['status', '--json'])).stdout);
    expect(status).to.deep.include({ applied: status.entries });
    expect(status.jobs.waiting).to.equal(0);
    expect(await replayed()).to.include({ differing: 0, missing: 0, surplus: 0 });
  });

  it('and a process that serves never meet on the same data', async () => {
    await opened(async storage => {
      const running = await startRunning(storage.state);
      const refused = await hubCommand(env, ['replay']);
      expect(refused).to.include({ status: 1, stdout: '' });
      expect(refused.stderr).to.match(/running/);
      expect(await isRunning(storage.state)).to.equal(true);
      await running.close();

      await storage.state.put('rebuild', 'now', { what: 'restore' });
      const started = await startRunning(storage.state).catch(error => error);
      expect(started).to.include({ name: 'NotAlone' });
      expect(await isRunning(storage.state)).to.equal(false);
      await storage.state.delete('rebuild', 'now');
    });
    expect(await replayed()).to.include({ differing: 0 });
  });
});
