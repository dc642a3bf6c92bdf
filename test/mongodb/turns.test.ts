// Several processes that append at once: they take turns, so that few come second, and whatever becomes of the turns, the log
// stays whole. Rule: the turns are meddled with in the database itself, as no process does.
import { expect } from 'chai';
import { type Collection, MongoClient } from 'mongodb';
import { openMongodb } from '../../storage/mongodb/index.ts';
import type { NewEntry, Storage } from '../../storage/port.ts';
import { until } from '../helpers/until.ts';
import { dropDatabase, ownDatabase } from './cluster.ts';
import { wholeLog } from './proof.ts';
import { type Line, startProxy } from './proxy.ts';

const server = process.env.TEST_MONGODB_URI;
const entry = (id: string): NewEntry => ({ id, via: 'test', at: 1, v: 1, event: { id } });
interface Turn {
  _id: string;
  n?: number;
  line?: string[];
  head?: number;
}

(server ? describe : describe.skip)('turns to append on MongoDB', function () {
  this.timeout(120_000);
  let uri: string;
  let client: MongoClient;
  let turns: Collection<Turn>;
  let opened: Storage[];

  const open = async (through = uri) => {
    const storage = await openMongodb({ uri: through });
    opened.push(storage);
    return storage;
  };

  beforeEach(async () => {
    uri = ownDatabase(server ?? '');
    opened = [];
    client = await MongoClient.connect(uri);
    turns = client.db().collection<Turn>('turns');
  });
  afterEach(async () => {
    for (const storage of opened) await storage.close();
    await client.close();
    await dropDatabase(uri);
  });

  /** Has them append by turns until each knows of others. */
  async function acquaint(...storages: Storage[]): Promise<void> {
    let n = 0;
    const tookTurns = async () => {
      await Promise.all(storages.map(({ log }) => log.append([entry(`early ${++n}`)])));
      return ((await turns.findOne({ _id: 'log' }))?.n ?? 0) >= 2 * storages.length;
    };
    await until(tookTurns, { limitMs: 60_000, what: 'turns taken by all' });
  }

  /** Puts one into the line that will never end its turn; gives the count of turns by then. */
  async function standInFront(): Promise<void> {
    await until(async () => (await turns.findOne({ _id: 'log' }))?.line?.length === 0, { what: 'an empty line' });
    await turns.updateOne({ _id: 'log' }, { $set: { line: ['gone', 'gone too'] }, $inc: { n: 1 } });
  }

  it('are not asked for by one that appends alone', async () => {
    const { log } = await open();
    for (let n = 0; n < 50; n += 1) await log.append([entry(`e${n}`)]);
    expect(await turns.findOne()).to.equal(null);
    expect(log.figures()).to.deep.equal({ batches: 50, retries: 0 });
  });

  it('make it rare that one of four comes second', async () => {
    const four = [await open(), await open(), await open(), await open()];
    await acquaint(...four);
    const counted = (name: 'batches' | 'retries') => four.reduce((sum, { log }) => sum + log.figures()[name], 0);
    const before = { batches: counted('batches'), retries: counted('retries') };
    const appending = four.map(async ({ log }, who) => {
      for (let n = 0; n < 40; n += 1) await log.append([entry(`${who} ${n}`), entry(`${who} ${n} b`)]);
    });
    await Promise.all(appending);
    expect(counted('batches') - before.batches).to.equal(160);
    // 136 of 160 without turns. Where everything is slow some are stepped over.
    expect(counted('retries') - before.retries).to.be.lessThan(32);
    await wholeLog(four[0] as Storage);
  });

  it('are waited for by one that came second, which another that goes on and on then lets in', async () => {
    const [busy, late] = [await open(), await open()];
    let isIn = false;
    const goingOn = (async () => {
      for (let n = 0; n < 4000 && !isIn; n += 1) await busy.log.append([entry(`busy ${n}`)]);
    })();
    await until(async () => (await busy.log.head()) > 5, { what: 'one that appends alone' });
    for (let n = 0; n < 5; n += 1) await late.log.append([entry(`late ${n}`)]);
    isIn = true;
    await goingOn;
    expect(late.log.figures().retries, 'tries in vain').to.be.lessThan(10);
    await wholeLog(late);
  });

  it('that take long are not stepped over while the one whose turn it is lives', async () => {
    const line: Line = await startProxy(uri);
    const [slow, other] = [await open(line.uri), await open()];
    await acquaint(slow, other);
    const before = slow.log.figures().retries + other.log.figures().retries;
    const hasTurn = Promise.withResolvers<void>();
    // It has the answer to its first question when others would have begun the line anew.
    const first = slow.log.append([entry('slow')], () => {
      line.delay = 2800;
      hasTurn.resolve();
      return [];
    });
    await hasTurn.promise;
    const second = other.log.append([entry('waits')]);
    await until(() => line.delayed > 0, { what: 'an answer that is late' });
    line.delay = 0;
    const [[one], [next]] = await Promise.all([first, second]);
    expect(next?.entry.seq, 'the place of the one that waited').to.be.greaterThan(one?.entry.seq ?? 0);
    expect(slow.log.figures().retries + other.log.figures().retries, 'tries in vain').to.equal(before);
    await wholeLog(other);
    await slow.close();
    await line.close();
  });

  it('of one that died are stepped over, and what came meanwhile goes in together', async () => {
    const [one, other] = [await open(), await open()];
    await acquaint(one, other);
    await standInFront();
    const { batches } = one.log.figures();
    const began = performance.now();
    const [first, ...rest] = await one.log.append([entry('waited')], () => [entry('came'), entry('early 1')]);
    expect(performance.now() - began, 'the wait').to.be.within(1000, 20_000);
    expect(rest.map(({ entry: { id, seq }, fresh }) => [id, fresh ? seq : 'known'])).to.deep.equal([
      ['came', (first?.entry.seq ?? 0) + 1],
      ['early 1', 'known'],
    ]);
    expect(one.log.figures().batches).to.equal(batches + 1);
    await until(async () => (await turns.findOne({ _id: 'log' }))?.line?.length === 0, { what: 'an empty line' });
    await wholeLog(one);
  });

  it('that never come are waited for no longer than five seconds, and then no more', async () => {
    const [one, other] = [await open(), await open()];
    await acquaint(one, other);
    await standInFront();
    let waits = true;
    const moving = (async () => {
      for (; waits; await new Promise(resolve => setTimeout(resolve, 100)))
        await turns.updateOne({ _id: 'log' }, { $inc: { n: 1 } });
    })();
    const began = performance.now();
    await one.log.append([entry('impatient')]);
    expect(performance.now() - began, 'the wait').to.be.within(4500, 30_000);
    const line = async () => (await turns.findOne({ _id: 'log' }))?.line;
    await until(async () => (await line())?.length === 2, { what: 'only those before in the line' });
    waits = false;
    await moving;
    expect(await line()).to.deep.equal(['gone', 'gone too']);
    await wholeLog(one);
  });

  it('that were lost by one that was halted cost it a second try, and nothing else', async () => {
    const line: Line = await startProxy(uri);
    const [halted, other] = [await open(line.uri), await open()];
    await acquaint(halted, other);
    const { retries } = halted.log.figures();
    const hasTurn = Promise.withResolvers<void>();
    const late = halted.log.append([entry('late'), entry('both')], () => {
      line.delay = 4000;
      hasTurn.resolve();
      return [];
    });
    await hasTurn.promise;
    await turns.updateOne({ _id: 'log' }, { $set: { line: [] }, $inc: { n: 1 } });
    const [made] = await other.log.append([entry('in time'), entry('both')]);
    line.delay = 0;
    const [second, known] = await late;
    expect(second?.entry.seq).to.be.greaterThan(made?.entry.seq ?? 0);
    expect(known?.fresh, 'what the other has appended').to.equal(false);
    expect(halted.log.figures().retries).to.be.greaterThan(retries);
    await wholeLog(other);
    await halted.close();
    await line.close();
  });

  it('may say anything: two who have one at once, and a head that is not there, leave no gap and double nothing', async () => {
    const four = [await open(), await open(), await open(), await open()];
    await acquaint(...four);
    let appending = true;
    const meddling = (async () => {
      for (let n = 0; appending; n += 1) {
        const line = (await turns.findOne({ _id: 'log' }))?.line ?? [];
        if (n % 5 === 4) await turns.deleteOne({ _id: 'log' });
        else {
          const head = [0, 1, 7, 1e9][n % 4] ?? 0;
          await turns.updateOne(
            { _id: 'log' },
            { $set: { line: line.toReversed(), head, n: n % 3 } },
            { upsert: true },
          );
        }
      }
    })();
    await Promise.all(
      four.map(async ({ log }, who) => {
        for (let n = 0; n < 25; n += 1) await log.append([entry(`${who} ${n}`), entry(`common ${n}`)]);
      }),
    );
    appending = false;
    await meddling;
    const entries = await wholeLog(four[0] as Storage);
    expect(entries.filter(({ id }) => !id.startsWith('early'))).to.have.length(125);
  });
});
