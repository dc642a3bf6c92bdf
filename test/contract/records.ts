// The records' part of the suite, with the proof that changes end alike in any order.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Change, Storage, StoredRecord } from '../../storage/port.ts';
import { digits, type Open, opened } from './open.ts';

type Put = Extract<Change, { do: 'put' }>;
type Bury = Extract<Change, { do: 'bury' }>;

function put(id: string, version: string, more: Partial<Put> = {}): Put {
  return { do: 'put', id, kind: 'thing', owner: 'ann', version, num: digits(1), body: { is: version }, ...more };
}

function bury(id: string, more: Partial<Bury> = {}): Bury {
  return { do: 'bury', id, kind: 'thing', owner: 'ann', at: '2026-01-01', ...more };
}

function stored(change: Put): StoredRecord {
  const { do: _, ...record } = change;
  return record;
}

export function recordsContract(open: Open): void {
  const db = opened(open);
  const apply = (...changes: Change[]) => db.storage.records.apply(changes);
  const get = (id: string) => db.storage.records.get(id);

  it('keeps what is put', async () => {
    const change = put('x', '1', { body: { text: 'naïve 🎓 \u0000', list: [1, null] } });
    expect(await apply(change)).to.deep.equal([true]);
    expect(await get('x')).to.deep.equal(stored(change));
    expect(await get('y')).to.equal(undefined);
    expect(await apply()).to.deep.equal([]);
  });

  it('takes the newer version and refuses an older or equal one', async () => {
    await apply(put('x', '2'));
    expect(await apply(put('x', '1'), put('x', '2', { body: 'other' }))).to.deep.equal([false, false]);
    expect((await get('x'))?.body).to.deep.equal({ is: '2' });
    expect(await apply(put('x', '3', { kind: 'share', num: digits(2) }))).to.deep.equal([true]);
    expect(await get('x')).to.deep.equal(stored(put('x', '3', { kind: 'share', num: digits(2) })));
  });

  it('leaves a record of another owner alone', async () => {
    await apply(put('x', '1'));
    expect(await apply(put('x', '2', { owner: 'bob' }), bury('x', { owner: 'bob' }))).to.deep.equal([false, false]);
    expect(await get('x')).to.deep.equal(stored(put('x', '1')));
  });

  it('buries a record for good and keeps who, what and when', async () => {
    await apply(put('x', '1'));
    expect(await apply(bury('x'))).to.deep.equal([true]);
    const grave = { id: 'x', kind: 'thing', owner: 'ann', version: '', num: '', body: null, buried: '2026-01-01' };
    expect(await get('x')).to.deep.equal(grave);
    expect(await apply(put('x', '9'), bury('x'), bury('x', { at: '2026-02-02' }))).to.deep.equal([false, false, false]);
    expect(await get('x')).to.deep.equal(grave);
  });

  it('buries from the start what its owner withdrew before', async () => {
    expect(await apply(bury('x'))).to.deep.equal([true]);
    expect(await get('x')).to.include({ owner: 'ann', kind: 'thing', buried: '2026-01-01', body: null });
    expect(await apply(put('x', '9'))).to.deep.equal([false]);
    const grave = { id: 'x', kind: 'thing', owner: 'ann', version: '', num: '', body: null, buried: '2026-01-01' };
    expect(await get('x')).to.deep.equal(grave);
    expect(await apply(put('x', '10'), put('x', '10', { owner: 'bob' }))).to.deep.equal([false, false]);
    expect(await get('x')).to.deep.equal(grave);
  });

  it('stores what another than its owner withdrew before as if nobody had', async () => {
    expect(await apply(bury('x', { owner: 'bob' }), bury('x', { owner: 'cas' }))).to.deep.equal([true, true]);
    expect(await apply(put('x', '1'))).to.deep.equal([true]);
    expect(await get('x')).to.deep.equal(stored(put('x', '1')));
    expect((await db.storage.records.byNum(digits(1)))?.id).to.equal('x');
    expect(await apply(bury('x', { owner: 'bob' }), put('x', '2', { owner: 'bob' }))).to.deep.equal([false, false]);
    expect(await apply(put('x', '2'))).to.deep.equal([true]);
  });

  it('remembers of each owner that it withdrew what nobody has put', async () => {
    const late = bury('x', { at: '2026-02-02' });
    const graves = ['ann', 'bob'].map(owner => ({ owner, kind: 'thing', at: '2026-01-01' }));
    expect(await apply(bury('x', { owner: 'bob' }), late, bury('x'), late)).to.deep.equal([true, true, true, false]);
    const told = {
      id: 'x',
      kind: 'thing',
      owner: 'ann',
      version: '',
      num: '',
      body: null,
      buried: '2026-01-01',
      graves,
    };
    expect(await get('x')).to.deep.equal(told);
    expect(await db.storage.records.getMany(['x', 'y'])).to.deep.equal([told]);
    expect(await db.storage.records.scan('', 10)).to.deep.equal([told]);
    const storage = await db.now.reopen();
    expect(await storage.records.get('x')).to.deep.equal(told);
    expect(await storage.records.apply([put('x', '1', { owner: 'bob' })])).to.deep.equal([false]);
    expect((await storage.records.get('x'))?.owner).to.equal('bob');
  });

  it('remembers at most a hundred owners of one id', async () => {
    const owners = Array.from({ length: 101 }, (_, n) => `owner ${n}`);
    const dug = await apply(...owners.map(owner => bury('x', { owner })));
    expect(dug).to.deep.equal(owners.map((_, n) => n < 100));
    expect((await get('x'))?.graves).to.have.length(100);
  });

  it('keeps the earliest time of several burials', async () => {
    await apply(bury('x', { at: '2026-02-02' }));
    expect(await apply(bury('x', { at: '2026-01-01' }))).to.deep.equal([true]);
    expect((await get('x'))?.buried).to.equal('2026-01-01');
  });

  it('sees within one call what came before in it', async () => {
    const changes = [put('x', '1'), put('x', '2'), put('x', '1'), bury('x'), put('x', '3')];
    expect(await apply(...changes)).to.deep.equal([true, true, false, true, false]);
  });

  it('gets many at once, those that exist', async () => {
    await apply(put('a', '1'), put('b', '1'), bury('c'));
    const found = await db.storage.records.getMany(['b', 'none', 'a', 'c', 'a']);
    expect(found.map(record => record.id).sort()).to.deep.equal(['a', 'b', 'c']);
    expect(await db.storage.records.getMany([])).to.deep.equal([]);
  });

  it('finds a record by its numeric id until it is buried', async () => {
    await apply(put('a', '1', { num: digits(7) }), put('b', '1', { num: digits(8) }));
    expect((await db.storage.records.byNum(digits(8)))?.id).to.equal('b');
    expect(await db.storage.records.byNum(digits(9))).to.equal(undefined);
    expect(await db.storage.records.byNum('no number')).to.equal(undefined);
    expect(await db.storage.records.byNum('')).to.equal(undefined);
    await apply(bury('b'));
    expect(await db.storage.records.byNum(digits(8))).to.equal(undefined);
    expect(await db.storage.records.byNum('')).to.equal(undefined);
  });

  it('pages through everything in order of id', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `id${n}`).sort();
    await apply(...ids.toReversed().map(id => put(id, '1')));
    await apply({ do: 'link', kind: 'likes', from: 'id00', to: 'id3', by: 'l', sort: digits(1) });
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page = await db.storage.records.scan(after, 10);
      seen.push(...page.map(record => record.id));
      const last = page.at(-1);
      if (!last) break;
      after = last.id;
    }
    expect(seen).to.deep.equal(ids);
  });

  it('pages through those whose id begins alike', async () => {
    const alike = ['host:', 'host:a', 'host:ü', 'host:\u{1f600}'];
    await apply(...['hos', 'host', 'host;', 'hosts', 'i', ...alike].map(id => put(id, '1')));
    const scan = async (after: string, limit: number) =>
      (await db.storage.records.scan(after, limit, 'host:')).map(({ id }) => id);
    expect(await scan('', 10)).to.deep.equal(alike.slice(1));
    expect(await scan('host:', 2)).to.deep.equal(alike.slice(1, 3));
    expect(await scan('host:ü', 10)).to.deep.equal(alike.slice(3));
    expect(await scan('host:\u{1f600}', 10)).to.deep.equal([]);
    expect(await scan('i', 10)).to.deep.equal([]);
  });

  it('forgets records, links and search documents when cleared, and nothing else', async () => {
    const link = { do: 'link', kind: 'likes', from: 'a', to: 'b', by: 'c', sort: digits(1) } as const;
    await db.storage.log.append([{ id: 'e', via: 'test', at: 1, v: 1, event: {} }]);
    await db.storage.state.put('space', 'key', 1);
    await apply(put('a', '1'), bury('d'), link);
    await db.storage.search.put([
      { id: 'a', num: digits(1), title: ['t'], words: ['t'], kind: 'thing', language: '', hub: 'x.test' },
    ]);
    await db.storage.records.clear();
    expect(await db.storage.records.scan('', 10)).to.deep.equal([]);
    expect(await db.storage.links.list({ kind: 'likes', from: 'a' }, { limit: 10 })).to.deep.equal([]);
    expect(await db.storage.search.find({ words: ['t'], limit: 10 })).to.deep.equal({ ids: [], total: 0 });
    expect(await db.storage.search.find({ words: [], limit: 10 })).to.deep.equal({ ids: [], total: 0 });
    expect(await db.storage.log.head()).to.equal(1);
    expect(await db.storage.state.get('space', 'key')).to.equal(1);
    expect(await apply(put('d', '1'), put('a', '1'), link)).to.deep.equal([true, true, true]);
  });

  it('is all there after it was closed and opened again', async () => {
    await apply(put('a', '1'), bury('b'));
    const storage = await db.now.reopen();
    expect(await storage.records.get('a')).to.deep.equal(stored(put('a', '1')));
    expect((await storage.records.get('b'))?.buried).to.equal('2026-01-01');
  });

  it('ends alike in whatever order and how often the same changes come', async () => {
    const { storage } = db;
    await fc.assert(
      fc.asyncProperty(history, async ({ changes, shuffled, size }) => {
        const plain = await outcome(storage, [changes]);
        const parts = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, n) =>
          shuffled.slice(n * size, (n + 1) * size),
        );
        expect(await outcome(storage, parts)).to.deep.equal(plain);
      }),
      { numRuns: 120 },
    );
  }).timeout(60_000);
}

const ids = ['a', 'b', 'c', 'd'];
const id = fc.constantFrom(...ids);
const small = fc.integer({ min: 0, max: 3 });

const owner = fc.constantFrom('ann', 'bob', 'cas');

// Makers that are no records are ann's: she alone takes their links out, and others bury them in vain.
const change: fc.Arbitrary<Change[]> = fc.oneof(
  fc.tuple(id, small, owner).map(([on, n, owner]) => [put(on, `${n}`, { owner, num: digits(n) })]),
  fc.tuple(id, small, owner, fc.constantFrom('thing', 'like')).map(([on, n, owner, kind]) => {
    return [bury(on, { owner, at: `2026-01-0${n + 1}`, kind })];
  }),
  fc.tuple(id, id, id, small).map(([from, to, by, n]): Change[] => {
    return [{ do: 'link', kind: 'likes', from, to, by, sort: digits(n) }];
  }),
  fc.tuple(id, id, small).map(([from, to, n]): Change[] => {
    return [{ do: 'link', kind: 'likes', from, to, by: `${from} to ${to}`, owner: 'ann', sort: digits(n) }];
  }),
  // Withdrawn: taken out and buried, whichever comes first, and whether or not the link is known yet.
  fc
    .tuple(id, id)
    .map(([from, to]): Change[] => [
      { do: 'unlink', kind: 'likes', from, to, by: `${from} to ${to}` },
      bury(`${from} to ${to}`),
    ]),
  fc.tuple(id, id).map(([from, to]) => [bury(`${from} to ${to}`, { owner: 'bob' })]),
);

// What makes up one withdrawal stays together; everything else may come in any order.
const history = fc.array(change, { maxLength: 12 }).chain(groups =>
  fc.record({
    changes: fc.constant(groups.flat()),
    shuffled: fc
      .shuffledSubarray([...groups, ...groups], { minLength: 2 * groups.length })
      .map(some => withFirstOwners(some.flat(), groups.flat())),
    size: fc.integer({ min: 1, max: 8 }),
  }),
);

/** An id is whose put comes first, so that of each id this stays the same. */
function withFirstOwners(shuffled: Change[], changes: Change[]): Change[] {
  const ordered = [...shuffled];
  for (const id of ids) {
    const isPut = (change: Change): change is Put => change.do === 'put' && change.id === id;
    const owner = changes.find(isPut)?.owner;
    const first = ordered.findIndex(isPut);
    const owned = ordered.findIndex(change => isPut(change) && change.owner === owner);
    if (owner === undefined) continue;
    [ordered[first], ordered[owned]] = [ordered[owned] as Change, ordered[first] as Change];
  }
  return ordered;
}

async function outcome(storage: Storage, parts: Change[][]): Promise<unknown> {
  await storage.records.clear();
  for (const part of parts) await storage.records.apply(part);
  const lists = ids.map(async end => [
    await storage.links.list({ kind: 'likes', from: end }, { limit: 100 }),
    await storage.links.list({ kind: 'likes', to: end }, { limit: 100 }),
    await storage.links.count({ kind: 'likes', from: end }),
  ]);
  return { records: await storage.records.scan('', 100), links: await Promise.all(lists) };
}
