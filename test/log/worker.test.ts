// What a worker does with what fails and with what is slow: a job that always fails is put aside after its last try, and what
// waits behind it in its lane is done; what cannot be written now is written later; who takes long holds up few others.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startWorker, TryLater, type Worker, type WorkerDeps } from '../../src/log/worker.ts';
import { type Storage, Unavailable } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { until } from '../helpers/until.ts';

let folder: string;
let storage: Storage;
let worker: Worker | undefined;
async function open(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'worker-'));
  storage = await openSqlite({ folder });
}
async function close(): Promise<void> {
  await worker?.close();
  worker = undefined;
  await storage.close();
  await rm(folder, { recursive: true });
}

const common = {
  queue: 'work',
  lanes: 4,
  perLane: 5,
  leaseMs: 10_000,
  backoff: () => 1,
  maxTries: 4,
  onError: () => {},
};
const start = (deps: Partial<WorkerDeps> & Pick<WorkerDeps, 'handle'>) => {
  worker = startWorker({ ...common, jobs: storage.jobs, ...deps });
  return worker;
};
const add = (...lanes: string[]) =>
  storage.jobs.add(lanes.map((lane, order) => ({ key: `${order}`, queue: 'work', lane, order, payload: null })));

describe('a job that always fails', () => {
  beforeEach(open);
  afterEach(close);

  const faults: Record<string, () => Promise<void>> = {
    'with a bug': async () => {
      throw new TypeError('of undefined');
    },
    'asking for another try': async () => {
      throw new TryLater('not yet');
    },
    'with no error at all': () => Promise.reject(undefined),
  };
  for (const [how, fault] of Object.entries(faults)) {
    it(`${how}, is dead after its last try, and its lane goes on`, async () => {
      const tries = new Map<string, number>();
      const done = Promise.withResolvers<void>();
      await storage.jobs.add(
        ['bad', 'next', 'last'].map((key, order) => ({ key, queue: 'work', lane: 'a', order, payload: null })),
      );
      const working = start({
        async handle({ key }) {
          tries.set(key, (tries.get(key) ?? 0) + 1);
          if (key === 'bad') return fault();
          if (key === 'last') done.resolve();
        },
      });
      await done.promise;
      await working.close();
      expect(Object.fromEntries(tries)).to.deep.equal({ bad: 4, next: 1, last: 1 });
      expect((await storage.jobs.dead(5)).map(({ key }) => key)).to.deep.equal(['bad']);
      expect(await storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 1 });
    });
  }
});

describe('what became of jobs', () => {
  beforeEach(open);
  afterEach(close);

  it('is written together for those that end together', async () => {
    const { end } = storage.jobs;
    const written: number[] = [];
    const all = Promise.withResolvers<void>();
    storage.jobs.end = async ended => {
      const answer = await end(ended);
      written.push(ended.length);
      if (written.reduce((sum, each) => sum + each) === 40) all.resolve();
      return answer;
    };
    await add(...Array.from({ length: 40 }, (_, n) => `lane${n}`));
    start({ lanes: 50, handle: async () => {} });
    await all.promise;
    expect(written.length).to.be.below(5);
    expect(await storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 0 });
  });

  it('is written once the store takes it again, and until then no lane is given out a second time', async () => {
    const { end } = storage.jobs;
    const complaints: unknown[] = [];
    const handled: string[] = [];
    const written = Promise.withResolvers<void>();
    let refusals = 0;
    storage.jobs.end = async ended => {
      if (refusals++ < 3) throw new Unavailable('The disk is full.');
      const answer = await end(ended);
      if (await storage.jobs.counts(Date.now()).then(({ waiting }) => waiting === 0)) written.resolve();
      return answer;
    };
    await add('a', 'a', 'b', 'c');
    const working = start({
      async handle({ key }) {
        handled.push(key);
      },
      onError: error => complaints.push(error),
    });
    const again = setInterval(working.wake, 5);
    await written.promise;
    clearInterval(again);
    expect(handled.sort()).to.deep.equal(['0', '1', '2', '3']);
    expect(refusals).to.be.at.least(4);
    expect(complaints.map(String), 'one complaint').to.deep.equal(['Unavailable: The disk is full.']);
  });
});

describe('lanes that take long', () => {
  beforeEach(open);
  afterEach(close);

  it('are waited for beside the others, so many and no more', async () => {
    const { claim } = storage.jobs;
    const slow = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let [under, most] = [0, 0];
    storage.jobs.claim = (queue, want) => {
      most = Math.max(most, under + want.lanes);
      return claim(queue, want);
    };
    await add(...Array.from({ length: 9 }, (_, n) => `slow${n}`), 'quick', 'slow9');
    const working = start({
      lanes: 4,
      lingering: 6,
      async handle(_job, lane) {
        if (lane === 'quick') return reached.resolve();
        under += 1;
        await slow.promise;
        under -= 1;
      },
    });
    const again = setInterval(working.wake, 20);
    await reached.promise;
    await until(() => under === 10);
    clearInterval(again);
    expect(most, 'four places, and six that left theirs').to.equal(10);
    slow.resolve();
    await until(async () => (await storage.jobs.counts(Date.now())).waiting === 0);
  });
});
