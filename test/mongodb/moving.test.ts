// A hub moved from one database to the other and back: the log and the records are the same each time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { backupLines } from '../../src/log/backup.ts';
import { writePlace } from '../../src/log/cursor-place.ts';
import { replay } from '../../src/log/replay.ts';
import { restoreLines, verifyBackup } from '../../src/log/restore.ts';
import { openMongodb } from '../../storage/mongodb/index.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { startHub } from '../helpers/hub.ts';
import { databaseOf, openStorageOf } from '../helpers/storage.ts';

const server = process.env.TEST_MONGODB_URI;

(server ? describe : describe.skip)('a hub that moves between databases', function () {
  this.timeout(60_000);
  const folders: string[] = [];
  const folder = async () => {
    const made = await mkdtemp(join(tmpdir(), 'moving-'));
    folders.push(made);
    return made;
  };
  after(async () => {
    for (const each of folders) await rm(each, { recursive: true, force: true });
  });

  async function contents(storage: Storage) {
    const records = await storage.records.scan('', 1000);
    const log = await storage.log.read(0, 1000);
    const links = await Promise.all(
      records.map(({ id }) => storage.links.list({ kind: 'outbox', from: id }, { limit: 1000 })),
    );
    const blobs = await storage.blobs.list('', 1000);
    return { log, records: records.filter(({ kind }) => kind !== 'cursor'), links: links.flat(), blobs };
  }

  async function move(from: Storage, to: Storage, origin: string): Promise<void> {
    const lines: string[] = [];
    for await (const line of backupLines(from, origin)) lines.push(line.slice(0, -1));
    async function* all() {
      yield* lines;
    }
    const home = { origin, hub: `${origin}/a/hub` };
    await restoreLines(to, home, { lines: all(), facts: await verifyBackup(all()) });
    // What is of the last day is folded when a hub starts; a replay to the end does the same here.
    await writePlace(to.records, 'apply', await to.log.head());
    await replay(to, home);
  }

  it('is the same hub on the other, and the same again when it comes back', async () => {
    const hub = await startHub({ folder: await folder() });
    const amina = await hub.member('amina', 'admin');
    for (let n = 0; n < 20; n += 1)
      await amina.post({ type: 'Article', name: `Sheet ${n}`, content: `<p>né 🎓 ${n}</p>`, to: 'as:Public' });
    await hub.idle();
    await hub.stop({ keep: true });
    const first = await openStorageOf(hub.folder);
    async function* bytes() {
      yield Buffer.alloc(300_000, 'x');
    }
    await first.blobs.put(bytes(), 1_000_000);
    const second = await openSqlite({ folder: await folder() });
    const third = await openMongodb({ uri: databaseOf(await folder()) ?? '' });
    const before = await contents(first);
    expect(before.log.length).to.be.greaterThan(20);
    expect(before.links.length).to.be.greaterThan(19);
    await move(first, second, hub.origin);
    expect(await contents(second)).to.deep.equal(before);
    await move(second, third, hub.origin);
    expect(await contents(third)).to.deep.equal(before);
    for (const each of [first, second, third]) await each.close();
  });
});
