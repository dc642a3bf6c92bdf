// The thread that folds the log while much comes in, on a real store and with a real thread.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DomainEvent } from '../../src/domain/events.ts';
import { type FoldThread, makeFoldThread } from '../../src/fold-thread.ts';
import { type Entry, toEntry, upcast } from '../../src/log/entry.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { discussionOf } from '../helpers/thing.ts';
import { until } from '../helpers/until.ts';

const origin = 'https://folding.example';
const author = 'https://far.example/a/ann';
const at = '2026-02-03T04:05:06.789Z';

describe('folding on a thread', function () {
  this.timeout(60_000);
  let folder: string;
  let opened: Storage;
  let thread: FoldThread;
  /** How many batches were folded in this thread. */
  let here: number;
  let made = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folding-'));
    opened = await openSqlite({ folder });
    here = 0;
    const records: Storage['records'] = {
      ...opened.records,
      apply(changes) {
        here += 1;
        return opened.records.apply(changes);
      },
    };
    thread = makeFoldThread({ storage: { ...opened, records }, folder, home: { origin, hub: `${origin}/a/hub` } });
  });
  afterEach(async () => {
    await thread.close();
    await opened.close();
    await rm(folder, { recursive: true });
  });

  const published = (n: number): DomainEvent => ({
    type: 'published',
    id: `https://far.example/o/${n}/create`,
    actor: author,
    at,
    shown: true,
    box: [],
    thing: discussionOf(author, { id: `https://far.example/o/${n}`, at }),
  });

  /** Appends so many things to the log. */
  async function appended(count: number): Promise<Entry[]> {
    const events = Array.from({ length: count }, () => published(++made));
    const written = await opened.log.append(events.map(event => toEntry(event, 'observed', 1)));
    return written.map(({ entry }) => upcast(entry));
  }

  const found = async () => (await opened.search.find({ words: ['quokka'], limit: 1 })).total;

  /** Folds batches until one was folded by the thread; gives how many things there are. */
  async function begun(): Promise<number> {
    let things = 0;
    await until(
      async () => {
        const before = here;
        things += 10;
        await thread.fold(await appended(10));
        return here === before;
      },
      { limitMs: 50_000, what: 'a batch folded by the thread' },
    );
    return things;
  }

  it('leaves what is folded to be read, and nothing of it is missing', async () => {
    const things = await begun();
    expect(await found()).to.equal(things);
    await thread.fold(await appended(20));
    expect(await found()).to.equal(things + 20);
    expect(await opened.records.get(`https://far.example/o/${made}`)).to.include({ kind: 'thing', owner: author });
  });

  it('is not begun for a few', async () => {
    await begun();
    const before = here;
    await thread.fold(await appended(2));
    expect(here).to.equal(before + 1);
  });

  it('is done here where the thread cannot, which finds other entries in the log', async () => {
    const things = await begun();
    const before = here;
    const beyond = (await appended(10)).map(entry => ({ ...entry, seq: entry.seq + 1000 }));
    await thread.fold(beyond);
    expect(here).to.equal(before + 1);
    expect(await found()).to.equal(things + 10);
  });

  it('has the writes of others wait for it', async () => {
    const things = await begun();
    const folding = thread.fold(await appended(50));
    const cursor = { do: 'put', id: 'c', kind: 'cursor', owner: 'c', version: '1', num: '1', body: 1 } as const;
    await thread.storage.records.apply([cursor]);
    expect(await found()).to.equal(things + 50);
    await folding;
    expect((await opened.records.get('c'))?.body).to.equal(1);
  });

  it('is done here for whom comes meanwhile', async () => {
    const things = await begun();
    const before = here;
    await Promise.all([thread.fold(await appended(50)), thread.fold(await appended(50))]);
    expect(here).to.equal(before + 1);
    expect(await found()).to.equal(things + 100);
  });

  it('ends with the work that was asked for', async () => {
    const things = await begun();
    const folding = thread.fold(await appended(50));
    await thread.close();
    await folding;
    expect(await found()).to.equal(things + 50);
  });
});
