// The way into the log and the way out of it, on a real store: one durable write for what comes together, every entry in
// order, none skipped whatever fails between.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCommit } from '../../src/log/commit.ts';
import { batchLimit, type CursorDeps, startCursor } from '../../src/log/cursor.ts';
import { readPlace } from '../../src/log/cursor-place.ts';
import { entryVersion, upcast } from '../../src/log/entry.ts';
import { type NewEntry, type Storage, Unavailable } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

const entry = (n: number): NewEntry => ({ id: `https://log.example/e/${n}`, via: 'local', at: n, v: 1, event: { n } });

describe('the log', () => {
  let folder: string;
  let storage: Storage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-'));
    storage = await openSqlite({ folder });
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  describe('taking entries', () => {
    it('writes together what comes together', async () => {
      const batches: number[] = [];
      const log = {
        ...storage.log,
        append: (entries: NewEntry[]) => {
          batches.push(entries.length);
          return storage.log.append(entries);
        },
      };
      const commit = makeCommit(log, () => {});
      const appended = await Promise.all(Array.from({ length: 100 }, (_, n) => commit.append(entry(n))));
      expect(batches).to.deep.equal([100]);
      expect(appended.map(({ entry }) => entry.seq)).to.deep.equal(Array.from({ length: 100 }, (_, n) => n + 1));
      expect((await commit.append(entry(7))).fresh).to.equal(false);
      expect((await commit.read(98, 10)).map(({ seq }) => seq)).to.deep.equal([99, 100]);
      expect((await commit.read(0, 3)).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    });

    it('keeps the newest in memory as far as they are not too large together', async () => {
      const read: number[] = [];
      const log = {
        ...storage.log,
        read: (after: number, limit: number) => {
          read.push(after);
          return storage.log.read(after, limit);
        },
      };
      const commit = makeCommit(log, () => {});
      const [raw, event] = ['x'.repeat(1_000_000), { words: ['x'.repeat(1_000_000)] }];
      for (let n = 1; n <= 20; n++) await commit.append({ ...entry(n), ...(n % 2 ? { raw } : { event }) });
      expect((await commit.read(18, 10)).map(({ seq }) => seq)).to.deep.equal([19, 20]);
      expect(read).to.deep.equal([]);
      expect((await commit.read(4, 2)).map(({ seq }) => seq)).to.deep.equal([5, 6]);
      expect(read).to.deep.equal([4]);
    });

    it('has what comes while the store waits for its turn go along', async () => {
      const turn = Promise.withResolvers<void>();
      const batches: number[] = [];
      const log = {
        ...storage.log,
        async append(entries: NewEntry[], more: () => NewEntry[] = () => []) {
          await turn.promise;
          const all = [...entries, ...more()];
          batches.push(all.length);
          return storage.log.append(all);
        },
      };
      const commit = makeCommit(log, () => {});
      const first = commit.append(entry(1));
      await new Promise(setImmediate);
      const others = Array.from({ length: 599 }, (_, n) => commit.append(entry(n + 2)));
      turn.resolve();
      const appended = await Promise.all([first, ...others]);
      expect(appended.map(({ entry }) => entry.seq)).to.deep.equal(Array.from({ length: 600 }, (_, n) => n + 1));
      expect(batches).to.deep.equal([512, 88]);
    });

    it('says so to everybody who waits when the store cannot write, and goes on when it can', async () => {
      let broken = true;
      const log = {
        ...storage.log,
        async append(entries: NewEntry[]) {
          if (broken) throw new Unavailable('The disk is full.');
          return storage.log.append(entries);
        },
      };
      const commit = makeCommit(log, () => {});
      const refused = await Promise.allSettled([commit.append(entry(1)), commit.append(entry(2))]);
      expect(refused.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
      broken = false;
      expect((await commit.append(entry(1))).entry.seq).to.equal(1);
      expect(commit.idle()).to.equal(true);
    });
  });

  describe('a cursor over it', () => {
    const deps = (more: Partial<CursorDeps>): CursorDeps => ({
      name: 'test',
      records: storage.records,
      read: storage.log.read,
      handle: async () => false,
      setAside: async (_entry, error) => {
        throw error;
      },
      onError: () => {},
      ...more,
    });

    it('hands over every entry in order, also when handling fails between', async () => {
      const count = 2 * batchLimit + 50;
      await storage.log.append(Array.from({ length: count }, (_, n) => entry(n)));
      const seen: number[] = [];
      let failures = 0;
      const cursor = await startCursor(
        deps({
          async handle(entries) {
            if (entries[0]?.seq === batchLimit + 1 && failures < 2) {
              failures += 1;
              throw new Error('not now');
            }
            seen.push(...entries.map(({ seq }) => seq));
            return false;
          },
        }),
      );
      await cursor.reached(count);
      expect(failures).to.equal(2);
      expect(seen).to.deep.equal(Array.from({ length: count }, (_, n) => n + 1));
      await cursor.close();
      expect(await readPlace(storage.records, 'test')).to.equal(count);
    });

    it('keeps its place at once when somebody would notice a repetition', async () => {
      await storage.log.append(Array.from({ length: 2 * batchLimit }, (_, n) => entry(n)));
      const places: number[] = [];
      const cursor = await startCursor(
        deps({
          async handle(entries) {
            places.push(await readPlace(storage.records, 'test'));
            return entries[0]?.seq === 1;
          },
        }),
      );
      await cursor.reached(2 * batchLimit);
      expect(places).to.deep.equal([0, batchLimit]);
      await cursor.close();
    });

    it('keeps its place now and then while entries come one by one, and soon after the last', async () => {
      let writes = 0;
      const apply: typeof storage.records.apply = async changes => {
        writes += 1;
        return storage.records.apply(changes);
      };
      const began = performance.now();
      const cursor = await startCursor(deps({ records: { ...storage.records, apply } }));
      for (let n = 1; n <= 50; n++) {
        await storage.log.append([entry(n)]);
        cursor.wake();
        await cursor.reached(n);
      }
      expect(writes).to.be.at.most(1 + (performance.now() - began) / 250);
      while ((await readPlace(storage.records, 'test')) < 50) await new Promise(setImmediate);
      await cursor.close();
    });

    it('tells those who wait that an entry is handled, also when its place cannot be kept, and complains once', async () => {
      await storage.log.append([entry(1), entry(2)]);
      let full = true;
      let tries = 0;
      const told: unknown[] = [];
      const apply: typeof storage.records.apply = async changes => {
        tries += 1;
        if (full) throw new Unavailable('The disk is full.');
        return storage.records.apply(changes);
      };
      const records = { ...storage.records, apply };
      const cursor = await startCursor(
        deps({ records, handle: async () => true, onError: error => told.push(error), pollMs: 5 }),
      );
      await cursor.reached(2);
      while (tries < 10) {
        cursor.wake();
        await new Promise(setImmediate);
      }
      expect(told).to.have.length(1);
      full = false;
      await cursor.close();
      expect(await readPlace(storage.records, 'test')).to.equal(2);
    });

    it('goes on where it was, and repeats no more than what it had not kept', async () => {
      await storage.log.append([entry(1), entry(2)]);
      const first = await startCursor(deps({}));
      await first.reached(2);
      await first.close();
      await storage.log.append([entry(3)]);
      const seen: number[] = [];
      const second = await startCursor(
        deps({
          async handle(entries) {
            seen.push(...entries.map(({ seq }) => seq));
            return false;
          },
        }),
      );
      await second.reached(3);
      expect(seen).to.deep.equal([3]);
      await second.close();
    });
  });

  it('is not read by a hub that is older than its entries', () => {
    expect(() => upcast({ ...entry(1), seq: 1, v: entryVersion + 1 })).to.throw('version');
  });
});
