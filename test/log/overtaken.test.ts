// A leader that was halted in the middle of its work, and goes on when another has led since: nothing that it still writes
// undoes what the other did. The halt is a store that answers late; test/mongodb/halted.test.ts halts whole processes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Thing } from '../../src/domain/records.ts';
import { makeApply } from '../../src/log/apply.ts';
import { startCursor } from '../../src/log/cursor.ts';
import { readPlace } from '../../src/log/cursor-place.ts';
import { toEntry, upcast } from '../../src/log/entry.ts';
import { makeLeader, Overtaken } from '../../src/log/leader.ts';
import { startSchedule } from '../../src/schedule.ts';
import type { Storage } from '../../storage/port.ts';
import { openStorageOf } from '../helpers/storage.ts';
import { discussionOf } from '../helpers/thing.ts';

const home = { origin: 'https://overtaken.example', hub: 'https://overtaken.example/a/hub' };
const author = 'https://peer.example/users/a';
const id = 'https://peer.example/o/1';
const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;

const thing = (content: string, updated?: string): Thing =>
  discussionOf(author, { id, at: at(1), content: `<p>${content}</p>`, ...(updated && { updated }) });
const published: DomainEvent = {
  type: 'published',
  id: `${id}/create`,
  actor: author,
  at: at(1),
  thing: thing('early'),
  shown: true,
  box: [],
  missing: ['https://peer.example/o/0'],
};
const revised: DomainEvent = {
  type: 'revised',
  id: `${id}/edit`,
  actor: author,
  at: at(2),
  thing: thing('late', at(2)),
};
const withdrawn: DomainEvent = { type: 'withdrawn', id: `${id}/gone`, actor: author, at: at(3), what: id, author };

describe('a leader that was halted', () => {
  let folder: string;
  let storage: Storage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'overtaken-'));
    storage = await openStorageOf(folder);
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const entriesOf = (...events: DomainEvent[]) =>
    events.map((event, index) => upcast({ ...toEntry(event, 'remote', 1), seq: index + 1 }));
  const found = async (word: string) => (await storage.search.find({ words: [word], limit: 10 })).ids;

  /** Folds the first entry as one that is halted before it writes to search, while another does `meanwhile`. */
  async function halted(meanwhile: () => Promise<unknown>): Promise<unknown> {
    let overtaken = false;
    const late: Storage = {
      ...storage,
      search: {
        ...storage.search,
        async put(docs) {
          if (!overtaken) await meanwhile();
          overtaken = true;
          return storage.search.put(docs);
        },
      },
    };
    const apply = makeApply({ storage: late, home });
    return apply(entriesOf(published), () => !overtaken).catch(error => error);
  }

  it('leaves search as the next one wrote it, of a thing that was edited since', async () => {
    const next = makeApply({ storage, home });
    const outcome = await halted(() => next(entriesOf(published, revised)));
    expect(outcome).to.be.instanceOf(Overtaken);
    expect(await found('late')).to.deep.equal([id]);
    expect(await found('early')).to.deep.equal([]);
  });

  it('leaves search as the next one wrote it, of a thing that was withdrawn since', async () => {
    const next = makeApply({ storage, home });
    const outcome = await halted(() => next(entriesOf(published, revised, withdrawn)));
    expect(outcome).to.be.instanceOf(Overtaken);
    expect(await found('early')).to.deep.equal([]);
    expect((await storage.search.find({ words: [], limit: 10 })).total).to.equal(0);
  });

  it('asks for no task that another has done since', async () => {
    const next = makeApply({ storage, home });
    await halted(async () => {
      await next(entriesOf(published));
      const [claim] = await storage.jobs.claim('tasks', { lanes: 1, perLane: 9, leaseMs: 1000, now: Date.now() });
      if (!claim) throw new Error('the other asked for no task');
      await storage.jobs.end([{ claim, done: claim.jobs.map(({ key }) => key) }]);
    });
    expect((await storage.jobs.counts(Date.now())).waiting).to.equal(0);
  });

  it('goes on from where the next one was, and does nothing of that again', async () => {
    await storage.log.append([published, revised, withdrawn].map(event => toEntry(event, 'remote', 1)));
    const done: number[] = [];
    let away = false;
    let halt = async () => {};
    const leader = makeLeader(storage.state, 'test');
    const deps = {
      name: 'test',
      records: storage.records,
      read: (after: number) => storage.log.read(after, 1),
      setAside: async () => {},
      onError: () => {},
      pollMs: 5,
    };
    const halting = { ...leader, holds: () => !away && leader.holds() };
    const first = await startCursor({
      ...deps,
      leader: halting,
      async handle([entry], holds) {
        if (entry?.seq === 2) await halt();
        if (!holds()) throw new Overtaken();
        done.push(entry?.seq ?? 0);
        return true;
      },
    });
    halt = async () => {
      away = true;
      await leader.standBack();
      const second = await startCursor({
        ...deps,
        leader: makeLeader(storage.state, 'test'),
        async handle([entry]) {
          done.push(entry?.seq ?? 0);
          return true;
        },
      });
      await second.reached(3);
      await second.close();
      away = false;
    };
    await first.reached(3);
    await first.close();
    expect(done).to.deep.equal([1, 2, 3]);
    expect(await readPlace(storage.records, 'test')).to.equal(3);
  });
});

describe('work by the clock', () => {
  let folder: string;
  let storage: Storage;
  const log = pino({ level: 'silent' });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clock-'));
    storage = await openStorageOf(folder);
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  it('that a leader left undone when it died is done by the next within ten seconds', async function () {
    this.timeout(20_000);
    // One that died holds its lease to the end, and says nothing more.
    expect(await storage.state.lease('leader:clock', 'one that died', 6000, Date.now())).to.equal(true);
    const done = Promise.withResolvers<void>();
    const clock = startSchedule({ storage, repairAll: async () => done.resolve(), log });
    const began = performance.now();
    await clock.hourly();
    await done.promise;
    expect(performance.now() - began).to.be.within(500, 10_000);
    await clock.close();
  });

  it('is done once by the two that see it due', async () => {
    let asked = 0;
    const repairAll = async () => {
      asked++;
    };
    const two = [1, 2].map(() => startSchedule({ storage, repairAll, log }));
    const minute = () => Math.floor(Date.now() / 60_000);
    const first = minute();
    for (let times = 0; times < 3; times++) for (const clock of two) await clock.hourly();
    expect(asked).to.be.within(1, 1 + minute() - first);
    await Promise.all(two.map(clock => clock.close()));
  });
});
