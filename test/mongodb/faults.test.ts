// What a hub's storage does when the line to its database fails (reference: L12, L13, L16). The server itself is well.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { openMongodb } from '../../storage/mongodb/index.ts';
import { type NewEntry, type Storage, Unavailable } from '../../storage/port.ts';
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
    let made = await storage.log.append([entry('during')]).catch(() => undefined);
    for (let tries = 0; !made && tries < 10; tries += 1)
      made = await storage.log.append([entry('during')]).catch(() => undefined);
    expect(made?.[0]?.entry.seq).to.equal(2);
    expect(await storage.log.head()).to.equal(2);
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
