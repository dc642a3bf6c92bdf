// A job that always fails is put aside after its last try, and what waits behind it in its lane is done.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startWorker, TryLater, type WorkerDeps } from '../../src/log/worker.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

describe('a job that always fails', () => {
  let folder: string;
  let storage: Storage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worker-'));
    storage = await openSqlite({ folder });
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

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
      const deps: WorkerDeps = {
        jobs: storage.jobs,
        queue: 'work',
        lanes: 4,
        perLane: 5,
        leaseMs: 10_000,
        backoff: () => 1,
        maxTries: 4,
        onError: () => {},
        async handle({ key }) {
          tries.set(key, (tries.get(key) ?? 0) + 1);
          if (key === 'bad') return fault();
          if (key === 'last') done.resolve();
        },
      };
      await storage.jobs.add(
        ['bad', 'next', 'last'].map((key, order) => ({ key, queue: 'work', lane: 'a', order, payload: null })),
      );
      const worker = startWorker(deps);
      await done.promise;
      await worker.close();
      expect(Object.fromEntries(tries)).to.deep.equal({ bad: 4, next: 1, last: 1 });
      expect((await storage.jobs.dead(5)).map(({ key }) => key)).to.deep.equal(['bad']);
      expect(await storage.jobs.counts(Date.now())).to.deep.equal({ waiting: 0, resting: 0, dead: 1 });
    });
  }
});
