// The operator's command with MONGODB_URI: every verb that looks, and a hub that is moved to the embedded store and back by
// the commands themselves, made beside a hub that runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openMongodb } from '../../storage/mongodb/index.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { hubCommand } from '../helpers/process.ts';
import { type Cluster, dropDatabase, openCluster, ownDatabase } from './cluster.ts';
import { post } from './load.ts';
import { atRest, wholeLog } from './proof.ts';

const server = process.env.TEST_MONGODB_URI;

(server ? describe : describe.skip)("the operator's command on MongoDB", function () {
  this.timeout(180_000);
  let cluster: Cluster;
  let folder: string;
  const second = server ? ownDatabase(server) : '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verbs-'));
    cluster = await openCluster(ownDatabase(server ?? ''));
    await cluster.start();
    const amina = await cluster.member('amina');
    for (let n = 0; n < 12; n += 1)
      await post(amina, { type: 'Article', name: `Sheet ${n}`, content: `<p>né 🎓 ${n}</p>`, to: 'as:Public' });
    await atRest(cluster);
  });
  after(async () => {
    await cluster.close();
    await dropDatabase(second);
    await rm(folder, { recursive: true, force: true });
  });

  const contents = async (storage: Storage) => ({
    log: await wholeLog(storage),
    records: (await storage.records.scan('', 1000)).filter(({ kind }) => kind !== 'cursor'),
    found: await storage.search.find({ words: ['sheet'], limit: 100 }),
  });
  const well = async (env: Record<string, string>, ...args: string[]) => {
    const answer = await hubCommand(env, args);
    expect(answer.status, `${args.join(' ')}: ${answer.stderr}`).to.equal(0);
    return answer.stdout;
  };

  it('looks at a hub that runs', async () => {
    const status = JSON.parse(await well(cluster.env, 'status', '--json'));
    expect(status.applied).to.equal(status.entries);
    expect(status.jobs.waiting).to.equal(0);
    expect(JSON.parse(await well(cluster.env, 'peer', 'list', '--json'))).to.deep.equal([]);
    expect(await well(cluster.env, 'token', 'amina')).to.match(/^hub_/);
    expect(await well(cluster.env, 'member', 'list')).to.match(/^@amina/);
    const { checks } = JSON.parse((await hubCommand(cluster.env, ['doctor', '--json'])).stdout);
    expect(checks.length).to.be.greaterThan(8);
    expect(checks.filter(({ level }: { level: string }) => level === 'bad')).to.deep.equal([]);
    const refused = await hubCommand(cluster.env, ['replay']);
    expect(refused.status).to.equal(1);
    expect(refused.stderr).to.match(/running/);
    const figures = await (await fetch(`${cluster.origin}/metrics`)).text();
    expect(figures)
      .to.match(/^hub_log_batches_total [1-9]/m)
      .and.match(/^hub_log_retries_total \d/m);
  });

  it('moves it to the embedded store and back, the same each time', async () => {
    const file = join(folder, 'first.gz');
    await well(cluster.env, 'backup', file);
    const before = await contents(cluster.storage);
    const { MONGODB_URI: _, ...rest } = cluster.env;
    const embedded = { ...rest, HUB_DATA: join(folder, 'data') };
    await well(embedded, 'restore', file);
    const sqlite = await openSqlite({ folder: embedded.HUB_DATA });
    const middle = await contents(sqlite);
    await sqlite.close();
    expect(middle.log).to.deep.equal(before.log);
    expect(middle.records).to.deep.equal(before.records);
    expect(middle.found.ids).to.deep.equal(before.found.ids);

    const again = join(folder, 'second.gz');
    await well(embedded, 'backup', again);
    const back = { ...cluster.env, MONGODB_URI: second };
    await well(back, 'restore', again);
    const mongodb = await openMongodb({ uri: second });
    const after = await contents(mongodb);
    expect(after.log).to.deep.equal(before.log);
    expect(after.records).to.deep.equal(before.records);
    expect(after.found.ids).to.deep.equal(before.found.ids);

    const [altered, buried] = after.found.ids;
    const record = await mongodb.records.get(altered ?? '');
    const other = await mongodb.records.get(buried ?? '');
    if (!record || !other) throw new Error('nothing was found');
    const { owner, kind, num } = record;
    await mongodb.records.apply([
      { do: 'put', id: record.id, kind, owner, num, version: '9999', body: { ...(record.body as object), name: 'x' } },
      { do: 'bury', id: other.id, kind: other.kind, owner: other.owner, at: '2026-01-01T00:00:00.000Z' },
      { do: 'put', id: 'urn:test:stray', kind, owner, num, version: '1', body: {} },
    ]);
    await mongodb.close();
    const replayed = JSON.parse(await well(back, 'replay', '--json'));
    expect(replayed).to.include({ differing: 2, missing: 0, surplus: 1 });
    expect(replayed.examples).to.have.members([altered, buried, 'urn:test:stray']);
    expect(JSON.parse(await well(back, 'replay', '--json'))).to.include({ differing: 0, missing: 0, surplus: 0 });
  });
});
