// What a hub's storage does when the line to its database fails (reference: L12, L13, L16). The server itself is well.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { openMongodb } from '../../storage/mongodb/index.ts';
import { type NewEntry, type Storage, Unavailable } from '../../storage/port.ts';
import { until } from '../helpers/until.ts';
import { type Line, startProxy } from './proxy.ts';

const server = process.env.TEST_MONGODB_URI;
const entry = (id: string): NewEntry => ({ id, via: 'test', at: 1, v: 1, event: { id } });

(server ? describe : describe.skip)('MongoDB behind a bad line', function () {
  this.timeout(60_000);
  let proxy: Line;
  let storage: Storage;

  beforeEach(async () => {
    const uri = new URL(server ?? '');
    uri.pathname = `/faults-${randomUUID()}`;
    proxy = await startProxy(uri.href);
    storage = await openMongodb({ uri: proxy.uri });
  });
  afterEach(async () => {
    await storage.close();
    await proxy.close();
  });

  it('takes a write once whose answer was cut off', async () => {
    await storage.log.append([entry('first')]);
    proxy.cutAfterWrite();
    const [made] = await storage.log.append([entry('second')]);
    expect(proxy.meddled).to.equal(1);
    expect(made?.entry.seq).to.equal(2);
    expect((await storage.log.read(0, 10)).map(one => one.id)).to.deep.equal(['first', 'second']);
  });

  for (const code of [10107, 11602, 189, 91]) {
    it(`tries again when the primary steps down with ${code}, and stores no entry twice`, async () => {
      await storage.log.append([entry('first')]);
      proxy.refuse([code]);
      const [made] = await storage.log.append([entry('second')]);
      expect(proxy.meddled).to.equal(1);
      expect(made?.entry.seq).to.equal(2);
      expect(await storage.log.head()).to.equal(2);
    });

    it(`is unavailable when every primary steps down with ${code}, and takes the entry afterwards`, async () => {
      proxy.refuse([code, code]);
      expect(await storage.log.append([entry('first')]).catch(error => error)).to.be.instanceOf(Unavailable);
      const [made] = await storage.log.append([entry('first')]);
      expect([made?.entry.seq, made?.fresh]).to.deep.equal([1, true]);
    });
  }

  it('is unavailable when the disk is full, and takes the entry afterwards', async () => {
    proxy.refuse([14031, 14031]);
    expect(await storage.log.append([entry('first')]).catch(error => error)).to.be.instanceOf(Unavailable);
    expect((await storage.log.append([entry('first')]))[0]?.entry.seq).to.equal(1);
  });

  it('is unavailable while the database is gone, and recovers by itself', async () => {
    await storage.log.append([entry('before')]);
    proxy.passing = false;
    const error = await storage.log.append([entry('during')]).catch(error => error);
    expect(error).to.be.instanceOf(Unavailable);
    expect(await storage.check().catch(error => error)).to.be.instanceOf(Unavailable);
    proxy.passing = true;
    const made = await until(() => storage.log.append([entry('during')]).catch(() => undefined));
    expect(made[0]?.entry.seq).to.equal(2);
    expect(await storage.log.head()).to.equal(2);
  });

  it('is unavailable, and nothing worse, whatever befalls the line in whatever is done', async () => {
    let busy = true;
    let n = 0;
    const faults: string[] = [];
    let unavailable = 0;
    const attempts: ((i: number) => Promise<unknown>)[] = [
      i => storage.log.append([entry(`entry ${i}`), entry(`second ${i}`)]),
      i =>
        storage.records.apply([
          { do: 'put', id: `r${i % 9}`, kind: 'thing', owner: 'ann', version: `${1e9 + i}`, num: '1', body: {} },
          { do: 'link', kind: 'likes', from: `r${i % 9}`, to: `x${i % 7}`, by: `b${i}`, sort: '1' },
        ]),
      i => storage.records.apply([{ do: 'bury', id: `b${i - 9}`, kind: 'thing', owner: 'ann', at: '1' }]),
      i =>
        storage.search.put([
          { id: `r${i % 9}`, num: '1', title: ['a'], words: ['a'], kind: 'k', language: 'en', hub: 'h' },
        ]),
      i => storage.jobs.add([{ key: `k${i}`, queue: 'q', lane: `l${i % 3}`, order: i, payload: {} }]),
      () => storage.jobs.claim('q', { lanes: 1, perLane: 1, leaseMs: 1, now: Date.now() }),
      i => storage.state.put('space', `k${i % 5}`, i),
      i => storage.state.lease('lease', `holder ${i % 4}`, 10, Date.now()),
      () => storage.log.read(0, 10),
    ];
    const all = Array.from({ length: 4 }, async () => {
      while (busy) {
        n += 1;
        for (const attempt of attempts) {
          await attempt(n).catch(error => {
            if (error instanceof Unavailable) unavailable += 1;
            else faults.push(`${attempt}: ${error.stack}`);
          });
        }
      }
    });
    for (let round = 0; round < 40; round += 1) {
      proxy.cutAfterWrite();
      await new Promise(resolve => setTimeout(resolve, 120));
      proxy.failing = [10107, 11602, 189, 91, 14031][round % 5];
      await new Promise(resolve => setTimeout(resolve, 60));
      proxy.failing = undefined;
      if (round % 10 === 9) proxy.passing = false;
      await new Promise(resolve => setTimeout(resolve, 120));
      proxy.passing = true;
    }
    busy = false;
    await Promise.all(all);
    expect(faults).to.deep.equal([]);
    expect(unavailable).to.be.greaterThan(5);
    const entries = await storage.log.read(0, 1000);
    expect(entries.map(({ seq }) => seq)).to.deep.equal(entries.map((_, index) => index + 1));
    expect(new Set(entries.map(({ id }) => id)).size).to.equal(entries.length);
  });

  it('works, slowly, when every answer takes half a second', async () => {
    proxy.delay = 500;
    await storage.log.append([entry('slow')]);
    await storage.records.apply([
      { do: 'put', id: 'slow', kind: 'thing', owner: 'ann', version: '1', num: '1', body: {} },
    ]);
    expect((await storage.records.get('slow'))?.version).to.equal('1');
    expect((await storage.log.get('slow'))?.seq).to.equal(1);
  });
});
