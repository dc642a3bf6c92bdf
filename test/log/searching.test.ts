// Search kept in step with the records by the apply cursor's handler, on a real store.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DomainEvent } from '../../src/domain/events.ts';
import { makeApply } from '../../src/log/apply.ts';
import type { SearchDoc, Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { discussionOf } from '../helpers/thing.ts';

const origin = 'https://searching.example';
const author = 'https://far.example/a/ann';
const thing = 'https://far.example/o/1';
const at = '2026-02-03T04:05:06.789Z';

describe('search after what was applied', () => {
  let folder: string;
  let storage: Storage;
  let written: string[];
  let apply: (...events: DomainEvent[]) => Promise<void>;
  let seq = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'searching-'));
    storage = await openSqlite({ folder });
    written = [];
    const search = {
      ...storage.search,
      put(docs: SearchDoc[]) {
        written.push(...docs.map(({ id }) => id));
        return storage.search.put(docs);
      },
    };
    const handle = makeApply({ storage: { ...storage, search }, home: { origin, hub: `${origin}/a/hub` } });
    apply = async (...events) => {
      await handle(events.map(event => ({ seq: ++seq, id: event.id, via: 'observed' as const, at: 1, event })));
    };
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const published = (shown: boolean): DomainEvent => ({
    type: 'published',
    id: `${thing}/create`,
    actor: author,
    at,
    shown,
    box: [],
    thing: discussionOf(author, { id: thing, at }),
  });
  const shared = (n: number, shown = true): DomainEvent => {
    const id = `https://far.example/e/${n}`;
    return { type: 'shared', id, actor: 'https://far.example/a/hub', at, what: thing, into: [], shown, box: [] };
  };
  const undone = (n: number): DomainEvent => {
    const { id } = shared(n);
    const share = {
      record: 'share' as const,
      id,
      who: 'https://far.example/a/hub',
      what: thing,
      into: [],
      published: at,
    };
    return { type: 'undone', id: `${id}/undo`, actor: share.who, at, undoes: share };
  };
  const found = async () => (await storage.search.find({ words: ['quokka'], limit: 1 })).total;

  it('is not written again for what it finds already, when others pass it on', async () => {
    await apply(published(true));
    expect(written).to.deep.equal([thing]);
    await apply(shared(1), shared(2));
    await apply(shared(3, false));
    expect(written).to.deep.equal([thing]);
    expect(await found()).to.equal(1);
  });

  it('is written when passing it on is what shows it, and again after it was hidden', async () => {
    await apply(published(false));
    expect(await found()).to.equal(0);
    await apply(shared(1), shared(2));
    expect(await found()).to.equal(1);
    await apply(undone(1), undone(2));
    expect(await found()).to.equal(0);
    await apply(shared(4));
    expect(await found()).to.equal(1);
  });

  it('stays right when a share goes and another comes in the same batch', async () => {
    await apply(published(false));
    await apply(shared(1));
    await apply(undone(1), shared(2));
    expect(await found()).to.equal(1);
    await apply(shared(3), undone(2), undone(3));
    expect(await found()).to.equal(0);
  });

  it('is made up for when a batch is repeated after its records were written and search was not', async () => {
    const events = [published(true), shared(1)];
    await apply(...events);
    await storage.search.remove([thing]);
    await apply(...events, shared(2));
    expect(await found()).to.equal(1);
  });

  it('is made up for in the same way when a share was what showed it', async () => {
    await apply(published(false));
    await apply(shared(1));
    await storage.search.remove([thing]);
    await apply(shared(1), shared(2));
    expect(await found()).to.equal(1);
  });
});
