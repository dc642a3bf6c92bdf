import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Change, NewEntry, Storage, StoredEntry } from '../../storage/port.ts';
import { Unavailable } from '../../storage/port.ts';
import { type Connections, connectAll, makeSqlite, openSqlite } from '../../storage/sqlite/index.ts';
import { storageContract } from '../contract/storage.contract.ts';

storageContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'));
  let storage = await openSqlite({ folder });
  return {
    storage,
    async reopen() {
      await storage.close();
      storage = await openSqlite({ folder });
      return storage;
    },
    async cleanup() {
      await storage.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('SQLite alone', () => {
  let folder: string;
  const toClose: Storage[] = [];
  const open = async (connections?: Connections) => {
    const storage = await (connections ? makeSqlite(connections, folder) : openSqlite({ folder }));
    toClose.push(storage);
    return storage;
  };
  const entry = (id: string, more: Partial<NewEntry> = {}): NewEntry => {
    return { id, via: 'test', at: 1, v: 1, event: { id }, ...more };
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storage-'));
  });
  afterEach(async () => {
    for (const storage of toClose.splice(0)) await storage.close();
    await rm(folder, { recursive: true });
  });

  describe('in its folder', () => {
    it('folds its write-ahead log back beside those who write', async () => {
      const storage = await open();
      const raw = 'x'.repeat(50_000);
      for (let n = 0; n < 100; n += 1) await storage.log.append([entry(`folded-${n}`, { raw })]);
      const size = async () => (await stat(join(folder, 'hub.db'))).size;
      for (let tries = 0; (await size()) < 2_000_000 && tries < 100; tries += 1) {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      expect(await size(), 'bytes in the file while the hub runs').to.be.greaterThan(2_000_000);
    });

    it('writes nothing for a search document that stands as it is', async () => {
      const connections = connectAll(folder);
      const storage = await open(connections);
      const doc = (n: number) => {
        const words = ['red', `word${n}`];
        return { id: `d${n}`, num: `1${n}`, title: [], words, kind: 'resource', language: 'en', hub: 'x.test' };
      };
      const docs = Array.from({ length: 50 }, (_, n) => doc(n));
      await storage.search.put(docs);
      const changes = () => (connections.derived.db.prepare('SELECT total_changes() AS n').get() as { n: number }).n;
      const before = changes();
      await storage.search.put(docs.toReversed());
      expect(changes()).to.equal(before);
      await storage.search.put([{ ...doc(7), words: ['green'] }]);
      expect(changes()).to.be.greaterThan(before);
    });

    it('walks no name beyond those that begin as was asked, for most have no record', async () => {
      const scan = (await (await open()).explain()).find(({ query }) => query === 'records.scan');
      expect(scan?.plan).to.include('id>? AND id<?');
    });

    it('finds jobs and lanes again in whose names half a pair of surrogates stands', async () => {
      const { jobs } = await open();
      const job = (order: number) => ({ key: `\ud83c${order}`, queue: 'q', lane: '\ud83c', order, payload: null });
      await jobs.add([job(1)]);
      await jobs.add([job(1), job(2)]);
      const [held] = await jobs.claim('q', { lanes: 1, perLane: 5, leaseMs: 1000, now: 5000 });
      if (!held) throw new Error('There was no lane to claim.');
      expect(await jobs.end([{ claim: held, done: [job(1).key, held.jobs[1]?.key ?? ''] }])).to.deep.equal([true]);
      expect(await jobs.counts(5000)).to.deep.equal({ waiting: 0, resting: 0, dead: 0 });
    });

    it('makes it for its owner only', async () => {
      const inner = join(folder, 'a', 'b');
      const storage = await openSqlite({ folder: inner });
      expect((await stat(inner)).mode & 0o777).to.equal(0o700);
      expect((await readdir(inner)).sort()).to.include.members(['derived.db', 'files', 'hub.db']);
      await storage.close();
    });

    it('refuses what a newer hub has written', async () => {
      await (await open()).close();
      const file = new DatabaseSync(join(folder, 'hub.db'));
      file.exec('PRAGMA user_version = 99');
      file.close();
      const error = await openSqlite({ folder }).catch(error => error);
      expect(error).to.be.instanceOf(Error).and.not.instanceOf(Unavailable);
      expect(error.message).to.contain('99');
    });

    it('is unavailable when hub.db cannot be opened', async () => {
      expect(() => connectAll(join(folder, 'no'))).to.throw(Unavailable);
    });

    it('leaves no byte of a redacted entry in the file', async () => {
      const storage = await open();
      for (const [n, length] of [100, 5000, 50_000].entries()) {
        await storage.log.append([
          entry(`e${n}`, { raw: `top secret ${'s3cr3t '.repeat(length / 7)}`, event: 'hush hush' }),
        ]);
        await storage.log.redact(n + 1);
      }
      await storage.log.append([entry('other')]);
      await storage.close();
      const bytes = await readFile(join(folder, 'hub.db'));
      expect(bytes.includes('s3cr3t')).to.equal(false);
      expect(bytes.includes('hush')).to.equal(false);
    });

    it('leaves nothing of an upload that was cut short, at once or after a day', async () => {
      const storage = await open();
      const incoming = join(folder, 'files', 'incoming');
      async function* cut() {
        yield Buffer.from('some');
        throw new Error('cut');
      }
      await storage.blobs.put(cut(), 100).catch(() => undefined);
      expect(await readdir(incoming)).to.deep.equal([]);
      await writeFile(join(incoming, 'abandoned'), 'some');
      await writeFile(join(incoming, 'in-progress'), 'some');
      const old = new Date(Date.now() - 25 * 60 * 60 * 1000);
      await utimes(join(incoming, 'abandoned'), old, old);
      await storage.close();
      await open();
      expect(await readdir(incoming)).to.deep.equal(['in-progress']);
    });
  });

  describe('when it cannot be used', () => {
    it('is unavailable while the disk is full, reads on, and recovers', async () => {
      const both = connectAll(folder);
      const connections = Object.values(both);
      const storage = await open(both);
      await storage.log.append([entry('first')]);
      for (const { db } of connections) {
        const { page_count } = db.prepare('PRAGMA page_count').get() as { page_count: number };
        db.exec(`PRAGMA max_page_count = ${page_count + 2}`);
      }
      const large = Array.from({ length: 20 }, (_, n) => entry(`large${n}`, { raw: 'x'.repeat(9000) }));
      const changes = large.map(({ id }): Change => {
        return { do: 'put', id, kind: 'thing', owner: 'ann', version: '1', num: '1', body: 'x'.repeat(9000) };
      });
      const attempts = [() => storage.log.append(large), () => storage.records.apply(changes)];
      for (const attempt of attempts) {
        const error = await (attempt() as Promise<unknown>).catch(error => error);
        expect(error).to.be.instanceOf(Unavailable);
      }
      expect(await storage.log.head()).to.equal(1);
      expect((await storage.log.get('first'))?.seq).to.equal(1);
      expect(await storage.records.get('large0')).to.equal(undefined);
      for (const { db } of connections) db.exec('PRAGMA max_page_count = 100000');
      await storage.check();
      expect((await storage.log.append(large)).map(made => made.entry.seq)).to.deep.equal(large.map((_, n) => n + 2));
      expect(await storage.records.apply(changes)).to.deep.equal(changes.map(() => true));
      for (const { id } of large) expect((await storage.records.get(id))?.id).to.equal(id);
    });

    it('is unavailable when its file is damaged, so that no entry is blamed for it', async () => {
      await writeFile(join(folder, 'hub.db'), Buffer.alloc(64 * 1024, 'no database '));
      expect(await openSqlite({ folder }).catch(error => error)).to.be.instanceOf(Unavailable);
    });

    it('blames a value that it cannot bind on who gave it', async () => {
      const storage = await open();
      const like = {
        do: 'link',
        kind: 'likes',
        from: { deep: true } as unknown as string,
        to: 'b',
        by: 'c',
        sort: '1',
      } as const;
      const error = await storage.records.apply([like]).catch(error => error);
      expect(error).to.be.instanceOf(Error).and.not.instanceOf(Unavailable);
      await storage.check();
    });

    it('is unavailable while another process keeps the lock, and recovers', async () => {
      const connections = connectAll(folder);
      const storage = await open(connections);
      connections.kept.db.exec('PRAGMA busy_timeout = 20');
      const other = new DatabaseSync(join(folder, 'hub.db'));
      other.exec('BEGIN IMMEDIATE');
      const error = await storage.check().catch(error => error);
      expect(error).to.be.instanceOf(Unavailable);
      expect(await storage.log.head()).to.equal(0);
      other.exec('ROLLBACK');
      other.close();
      await storage.check();
    });

    it('forgets the numbers of names that an undone write had made', async () => {
      const storage = await open();
      const broken = { do: 'put', id: 'new', kind: 'thing', owner: 'ann', version: '1', num: '1', body: 1n } as const;
      const error = await storage.records.apply([broken]).catch(error => error);
      expect(error).to.be.instanceOf(TypeError);
      await storage.records.apply([{ ...broken, id: 'other', body: 1 }]);
      await storage.records.apply([{ ...broken, body: 2 }]);
      expect((await storage.records.get('new'))?.body).to.equal(2);
      expect((await storage.records.get('other'))?.body).to.equal(1);
    });
  });

  describe('used by several processes', () => {
    it('is opened by all of them at once', async () => {
      const children = ['a', 'b', 'c'].map(name => append(folder, name, 0));
      await Promise.all(children.map(child => child.ended));
      expect(children.map(child => child.process.exitCode)).to.deep.equal([0, 0, 0]);
    }).timeout(30_000);

    it('gives each what the others wrote', async () => {
      const [one, two] = [await open(), await open()];
      await one.log.append([entry('a')]);
      expect((await two.log.append([entry('a'), entry('b')])).map(made => made.fresh)).to.deep.equal([false, true]);
      await one.records.apply([{ do: 'link', kind: 'likes', from: 'a', to: 'b', by: 'c', sort: '1' }]);
      await two.records.apply([{ do: 'link', kind: 'likes', from: 'b', to: 'a', by: 'c', sort: '1' }]);
      expect((await one.links.get('likes', 'b', 'a'))?.by).to.deep.equal(['c']);
      await two.records.clear();
      await one.records.apply([{ do: 'link', kind: 'likes', from: 'a', to: 'd', by: 'c', sort: '1' }]);
      expect((await two.links.list({ kind: 'likes', from: 'a' }, { limit: 9 })).map(link => link.to)).to.deep.equal([
        'd',
      ]);
    });

    it('keeps one order without a gap when three append', async () => {
      const children = ['a', 'b', 'c'].map(name => append(folder, name, 200));
      await Promise.all(children.map(child => child.ended));
      const storage = await open();
      const all = await readAll(storage);
      expect(all.map(one => one.seq)).to.deep.equal(all.map((_, n) => n + 1));
      const places = new Map(all.map(one => [one.id, one.seq]));
      expect(places.size).to.equal(all.length);
      for (const child of children) {
        expect(child.acknowledged.length).to.be.at.least(200);
        for (const [seq, id] of child.acknowledged) expect(places.get(id), id).to.equal(seq);
        const own = child.acknowledged.filter(([, id]) => !id.startsWith('shared')).map(([seq]) => seq);
        expect(own).to.deep.equal(own.toSorted((x, y) => x - y));
      }
    }).timeout(60_000);
  });

  it('has every acknowledged entry after its process was killed', async () => {
    const promised = new Map<string, number>();
    for (let round = 0; round < 5; round++) {
      const child = append(folder, `round${round}`, 1e6);
      await child.wrote(20 + round * 37);
      child.process.kill('SIGKILL');
      await child.ended;
      for (const [seq, id] of child.acknowledged) promised.set(id, seq);
      const storage = await open();
      const all = await readAll(storage);
      expect(all.map(one => one.seq)).to.deep.equal(all.map((_, n) => n + 1));
      const places = new Map(all.map(one => [one.id, one.seq]));
      for (const [id, seq] of promised) {
        expect(places.get(id), id).to.equal(seq);
        expect((await storage.records.get(id))?.body, id).to.equal(seq);
      }
      await storage.close();
    }
    expect(promised.size).to.be.greaterThan(400);
  }).timeout(60_000);
});

async function readAll(storage: Storage): Promise<StoredEntry[]> {
  const all: StoredEntry[] = [];
  for (let page = await storage.log.read(0, 1000); page.length > 0; page = await storage.log.read(all.length, 1000)) {
    all.push(...page);
  }
  return all;
}

interface Appender {
  process: ChildProcess;
  /** What it said was stored, as [seq, id]. */
  acknowledged: [number, string][];
  /** Resolves when so many entries are acknowledged. */
  wrote(count: number): Promise<void>;
  ended: Promise<unknown>;
}

function append(folder: string, name: string, count: number): Appender {
  const script = fileURLToPath(new URL('appender.ts', import.meta.url));
  const args = ['--import', 'tsx', script, folder, name, String(count)];
  const process = spawn(globalThis.process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: [number, string][] = [];
  const lines = createInterface({ input: process.stdout });
  lines.on('line', line => {
    const [seq, id] = line.split(' ');
    if (seq && id) acknowledged.push([Number(seq), id]);
  });
  const wrote = async (wanted: number) => {
    while (acknowledged.length < wanted) await once(lines, 'line');
  };
  return { process, acknowledged, wrote, ended: Promise.all([once(process, 'exit'), once(lines, 'close')]) };
}
