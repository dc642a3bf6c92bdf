// What others send waits while applying is too far behind: in a real log, whose cursor is held up.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DomainEvent } from '../../src/domain/events.ts';
import { Problem } from '../../src/domain/problem.ts';
import { type Cursor, startCursor } from '../../src/log/cursor.ts';
import { toEntry } from '../../src/log/entry.ts';
import { makePaced } from '../../src/log/paced.ts';
import type { Take } from '../../src/log/take.ts';
import type { Storage } from '../../storage/port.ts';
import { openStorageOf } from '../helpers/storage.ts';

const liked = (n: number): DomainEvent => ({
  type: 'liked',
  id: `https://paced.example/likes/${n}`,
  actor: 'https://paced.example/users/a',
  at: '2026-01-01T00:00:00.000Z',
  what: 'https://paced.example/o/1',
});

describe('what others send', () => {
  let folder: string;
  let storage: Storage;
  let applied: Cursor;
  let mayApply: PromiseWithResolvers<void>;
  let take: Take;
  const most = 3;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paced-'));
    storage = await openStorageOf(folder);
    mayApply = Promise.withResolvers();
    applied = await startCursor({
      name: 'paced',
      records: storage.records,
      read: storage.log.read,
      handle: () => mayApply.promise.then(() => false),
      setAside: () => Promise.reject(new Error('nothing is set aside here')),
      onError: () => {},
    });
    take = async (event, via) => (await storage.log.append([toEntry(event, via, 1)]))[0] as never;
  });
  afterEach(async () => {
    mayApply.resolve();
    await applied.close();
    await storage.close();
    await rm(folder, { recursive: true });
  });

  it('waits while applying is too far behind, and is taken in when it has caught up', async () => {
    const paced = makePaced({ take, applied, most });
    for (let n = 0; n <= most; n += 1) await paced(liked(n), 'remote');
    let isIn = false;
    const next = paced(liked(most + 1), 'remote').then(() => {
      isIn = true;
    });
    applied.wake();
    await storage.log.read(0, 10);
    expect([isIn, await storage.log.head()]).to.deep.equal([false, most + 1]);
    mayApply.resolve();
    await next;
    expect(await storage.log.head()).to.equal(most + 2);
  });

  it('is told to come again when that takes too long, and leaves nothing behind', async () => {
    const paced = makePaced({ take, applied, most, limitMs: 20 });
    for (let n = 0; n <= most; n += 1) await paced(liked(n), 'remote');
    const refusal = await paced(liked(most + 1), 'remote').catch(error => error);
    expect(refusal).to.be.instanceOf(Problem).with.deep.include({ code: 'busy', status: 503 });
    expect(refusal.extras.retryAfter).to.be.greaterThan(0);
    expect(await storage.log.head()).to.equal(most + 1);
  });
});
