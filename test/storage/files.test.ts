// The two files of the embedded database: what is made from the log may be missing, another hub's or older or newer than the
// log, and is then made again, and nothing is done twice for it.
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { isPlace } from '../../src/log/cursor-place.ts';
import { rebuildNote } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { STEPS } from '../../storage/sqlite/schema.ts';
import { startHub } from '../helpers/hub.ts';
import { type HubEnv, hubCommand, hubEnv, removeData } from '../helpers/process.ts';

describe('what is made from the log, in a file of its own', function () {
  this.timeout(60_000);
  let env: HubEnv;
  const file = (name: string) => join(env.HUB_DATA, name);

  beforeEach(async () => {
    env = await hubEnv();
    const hub = await startHub({ folder: env.HUB_DATA, port: Number(env.PORT), name: 'Learning Hub' });
    const amina = await hub.member('amina', 'admin');
    const binta = await hub.member('binta');
    await binta.post({ type: 'Follow', object: amina.actor.id });
    await amina.post({ type: 'Article', name: 'Rivers', content: '<p>Rivers of the continent</p>' });
    await hub.idle();
    await hub.stop({ keep: true });
  });
  afterEach(() => removeData(env));

  /**
   * The names of everything that is made from the log, how far it was read apart, and the prints of records. Those of others speak
   * of numbers, which a new file gives anew.
   */
  async function everything(): Promise<Map<string, string>> {
    const storage = await openSqlite({ folder: env.HUB_DATA });
    try {
      const found = new Map<string, string>();
      for (const part of ['records', 'links', 'search', 'words'] as const)
        for await (const page of storage.prints.of(part))
          for (const { name, print } of page)
            if (!isPlace(name)) found.set(`${part} ${name}`, part === 'records' ? print : '');
      return found;
    } finally {
      await storage.close();
    }
  }

  /** Starts a hub on the folder, and sees that all is as it was and that nothing was asked for again. */
  async function isMadeAgain(before: Map<string, string>): Promise<void> {
    const hub = await startHub({ folder: env.HUB_DATA, port: Number(env.PORT), name: 'Learning Hub' });
    expect((await hub.search('q=continent')).items).to.have.length(1);
    expect(await hub.hub.core.storage.jobs.counts(Date.now())).to.include({ waiting: 0, resting: 0 });
    expect(await hub.hub.core.storage.state.get(rebuildNote.space, rebuildNote.key)).to.equal(undefined);
    await hub.stop({ keep: true });
    expect(await everything()).to.deep.equal(before);
  }

  it('is made again when it is missing', async () => {
    const before = await everything();
    for (const end of ['', '-wal', '-shm']) await rm(file(`derived.db${end}`), { force: true });
    await isMadeAgain(before);
  });

  it("is made again when it is another hub's", async () => {
    const before = await everything();
    const other = await hubEnv();
    await hubCommand(other, ['member', 'add', 'chipo']);
    await cp(join(other.HUB_DATA, 'derived.db'), file('derived.db'));
    await removeData(other);
    await isMadeAgain(before);
  });

  it('is made again when an older log was put beside it', async () => {
    const before = await everything();
    await cp(file('hub.db'), file('older.db'));
    const added = await hubCommand(env, ['member', 'add', 'chipo']);
    expect(added.status, added.stderr).to.equal(0);
    await cp(file('older.db'), file('hub.db'));
    await isMadeAgain(before);
  });

  it('is taken out of the one file that held all of it before, and the log is folded again', async () => {
    const before = await everything();
    const db = new DatabaseSync(file('earlier.db'));
    for (const step of STEPS.kept.slice(0, 2)) db.exec(step);
    db.exec(`PRAGMA user_version = 2; ATTACH '${file('hub.db')}' AS kept; ATTACH '${file('derived.db')}' AS derived`);
    for (const table of ['log', 'state', 'lanes', 'jobs']) db.exec(`INSERT INTO ${table} SELECT * FROM kept.${table}`);
    for (const table of ['names', 'records', 'links']) db.exec(`INSERT INTO ${table} SELECT * FROM derived.${table}`);
    db.exec(`DELETE FROM state WHERE space = 'storage'`);
    db.close();
    await cp(file('earlier.db'), file('hub.db'));
    await rm(file('derived.db'));
    await isMadeAgain(before);
    const { tables } = new DatabaseSync(file('hub.db'))
      .prepare("SELECT group_concat(name, ' ' ORDER BY name) AS tables FROM sqlite_schema WHERE type = 'table'")
      .get() as { tables: string };
    expect(tables).to.equal('dead jobs lanes leases log state');
  });
});
