import { expect } from 'chai';
import { makeQuarantine } from '../../src/log/quarantine.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { startHub } from '../helpers/hub.ts';
import { type HubEnv, hubCommand, hubEnv, removeData } from '../helpers/process.ts';

describe('what was set aside, for the operator', function () {
  this.timeout(60_000);
  let env: HubEnv;
  let bad: number;
  const json = async (...args: string[]) => JSON.parse((await hubCommand(env, [...args, '--json'])).stdout);

  async function opened<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
    const storage = await openSqlite({ folder: env.HUB_DATA });
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  }

  before(async () => {
    env = await hubEnv();
    const hub = await startHub({ folder: env.HUB_DATA, port: Number(env.PORT), name: 'Learning Hub' });
    const amina = await hub.member('amina', 'admin');
    await amina.post({ type: 'Note', content: '<p>Well.</p>' });
    await hub.idle();
    const event = { type: 'published', id: 'urn:test:bad', actor: amina.actor.id, at: new Date().toISOString() };
    const { entry } = await hub.hub.core.commit.append({ id: event.id, via: 'observed', at: 1, v: 1, event });
    bad = entry.seq;
    await hub.idle();
    await makeQuarantine(hub.hub.core.storage).setAside('deliver', { seq: bad - 1, id: 'well' }, new Error('once'));
    await hub.stop({ keep: true });
  });
  after(() => removeData(env));

  it('is counted by status, named by doctor and listed with its reason', async () => {
    expect(await json('status')).to.include({ quarantined: 2 });
    expect((await hubCommand(env, ['status'])).stdout).to.include('set aside 2');
    const { checks } = await json('doctor');
    const found = checks.find(({ name }: { name: string }) => name === 'quarantine');
    expect(found).to.include({ level: 'look' });
    expect(found.found).to.include(`${bad} (TypeError`);
    const list = await json('quarantine', 'list');
    expect(list[0]).to.include({ cursor: 'apply', seq: bad, id: 'urn:test:bad', tries: 1 });
    expect(list[1]).to.include({ cursor: 'deliver', seq: bad - 1, error: 'Error: once' });
    expect((await hubCommand(env, ['quarantine', 'list'])).stdout).to.match(
      /apply {2}urn:test:bad {2}since 20.*TypeError/,
    );
  });

  it('is tried again, one entry or all, and what fails again stays', async () => {
    expect((await hubCommand(env, ['quarantine', 'retry', 'first'])).status).to.equal(2);
    expect((await hubCommand(env, ['quarantine', 'retry', '1', '2'])).status).to.equal(2);
    const none = await hubCommand(env, ['quarantine', 'retry', '1']);
    expect(none).to.include({ status: 1, stdout: '' });
    expect(none.stderr).to.include('not set aside');

    const all = await hubCommand(env, ['quarantine', 'retry', '--json']);
    expect(all.status).to.equal(1);
    expect(JSON.parse(all.stdout)).to.include({ done: 1 });
    expect(JSON.parse(all.stdout).failed[0]).to.include({ seq: bad, tries: 2 });
    expect(await json('status')).to.include({ quarantined: 1 });

    await opened(storage => storage.log.redact(bad));
    const again = await hubCommand(env, ['quarantine', 'retry', String(bad)]);
    expect(again).to.include({ status: 0, stdout: '1 done\n' });
    expect((await hubCommand(env, ['quarantine', 'list'])).stdout).to.equal('nothing is set aside\n');
  });

  it('by a newer hub keeps an older one from starting, which says why', async () => {
    await opened(storage => storage.log.append([{ id: 'urn:test:newer', via: 'observed', at: 1, v: 99, event: {} }]));
    const { status, stderr } = await hubCommand(env, ['member', 'list']);
    expect(status).to.equal(1);
    expect(stderr).to.match(/newer hub/);
    const { checks } = await json('doctor');
    const found = checks.find(({ name }: { name: string }) => name === 'log');
    expect(found).to.include({ level: 'bad' });
    expect(found.found).to.include('newer hub');
  });
});
