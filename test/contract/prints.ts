// The part of the suite for prints: what is alike has the same ones, and what is not has others.
import { expect } from 'chai';
import type { Change, Derived, SearchDoc, Storage } from '../../storage/port.ts';
import { digits, type Open, opened } from './open.ts';

const put = (id: string, body: unknown, version = '1'): Change => {
  return { do: 'put', id, kind: 'thing', owner: 'ann', version, num: digits(1), body };
};
const bury = (id: string): Change => ({ do: 'bury', id, kind: 'thing', owner: 'ann', at: '2026-01-01' });
const link = (from: string, to: string, by = to, sort = 1): Change => {
  return { do: 'link', kind: 'likes', from, to, by, sort: digits(sort) };
};
const unlink = (from: string, to: string, by = to): Change => ({ do: 'unlink', kind: 'likes', from, to, by });
const doc = (id: string, words: string, more: Partial<SearchDoc> = {}): SearchDoc => {
  const all = words.split(' ');
  return { id, num: digits(1), title: [], words: all, kind: 'thing', language: 'en', hub: 'x.test', ...more };
};

export function printsContract(open: Open): void {
  const db = opened(open);
  const apply = (...changes: Change[]) => db.storage.records.apply(changes);
  const index = (...docs: SearchDoc[]) => db.storage.search.put(docs);
  const of = (part: Derived) => printsOf(db.storage, part);
  const namesOf = async (part: Derived) => [...(await of(part)).keys()].sort();
  const search = async () => [await of('search'), await of('words')];

  it('are none where nothing is', async () => {
    for (const part of ['records', 'links', 'search', 'words'] as const) expect((await of(part)).size).to.equal(0);
  });

  it('are named by records, by kinds and ends of links, and by documents', async () => {
    await apply(put('a', 1), bury('g'), link('a', 'b'), link('b', 'b', 'm'));
    await index(doc('a', 'red'));
    expect(await namesOf('records')).to.deep.equal(['a', 'g']);
    expect(await namesOf('links')).to.deep.equal(['likes a b', 'likes b b']);
    expect(await namesOf('search')).to.deep.equal(['a']);
  });

  it('come once each, over many pages', async () => {
    const names = Array.from({ length: 1234 }, (_, n) => `n${String(n).padStart(4, '0')}`);
    await apply(...names.flatMap(name => [put(name, 1), link(name, 'end', name)]));
    await index(...names.map((name, n) => doc(name, name, { num: digits(n) })));
    expect(await namesOf('records')).to.deep.equal(names);
    expect(await namesOf('links')).to.deep.equal(names.map(name => `likes ${name} end`));
    expect(await namesOf('search')).to.deep.equal(names);
    for (const part of ['records', 'links', 'search', 'words'] as const)
      for await (const page of db.storage.prints.of(part)) expect(page.length).to.be.within(1, 1000);
  });

  it('tell a record from every other form of it', async () => {
    const seen = new Set<string | undefined>();
    for (const change of [put('a', 1), put('a', 1, '2'), put('a', 2, '3'), bury('a')]) {
      await apply(change);
      seen.add((await of('records')).get('a'));
    }
    expect(seen.size).to.equal(4);
  });

  it('tell what was withdrawn before it was known by who did so and when', async () => {
    const seen = new Set<string | undefined>();
    const changes: Change[] = [
      { do: 'bury', id: 'a', kind: 'thing', owner: 'ann', at: '2026-02-02' },
      bury('a'),
      { do: 'bury', id: 'a', kind: 'thing', owner: 'bob', at: '2026-02-02' },
      { do: 'bury', id: 'a', kind: 'thing', owner: 'bob', at: '2026-01-01' },
      put('a', 1),
    ];
    for (const change of changes) {
      await apply(change);
      seen.add((await of('records')).get('a'));
    }
    expect(seen.size).to.equal(changes.length);
  });

  it('tell a link by who makes it and with which sort, also where that does not show', async () => {
    const seen = new Set<string | undefined>();
    for (const change of [
      link('a', 'b', 'm', 5),
      link('a', 'b', 'm', 4),
      link('a', 'b', 'n', 9),
      link('a', 'b', 'n', 8),
      link('a', 'b', 'b', 7),
      unlink('a', 'b', 'm'),
    ]) {
      await apply(change);
      seen.add((await of('links')).get('likes a b'));
    }
    expect(seen.size).to.equal(6);
    await apply(unlink('a', 'b', 'n'), unlink('a', 'b'));
    expect((await of('links')).size).to.equal(0);
  });

  it('tell a document by each of its words and by all that stands beside them', async () => {
    const forms = [
      doc('a', 'red'),
      doc('a', 'blue'),
      doc('a', 'red blue'),
      doc('a', 'red', { title: ['red'] }),
      doc('a', 'red', { language: 'fr' }),
      doc('a', 'red', { hub: 'y.test' }),
      doc('a', 'red', { kind: 'like' }),
      doc('a', 'red', { num: digits(2) }),
    ];
    const seen = new Set<string | undefined>();
    for (const form of forms) {
      await index(form);
      seen.add((await of('search')).get('a'));
    }
    expect(seen.size).to.equal(forms.length);
  });

  it('are the same when everything was made anew, in other parts and with what came and went between', async () => {
    const changes = [
      put('a', 1),
      put('b', 1),
      link('a', 'b', 'm', 3),
      link('a', 'b', 'n', 3),
      link('b', 'a'),
      bury('g'),
    ];
    await apply(...changes);
    // Both ask for one number; which gets it depends on who was there first.
    await index(doc('b', 'red blue'), doc('a', 'red'));
    const before = [await of('records'), await of('links'), ...(await search())];
    await db.storage.records.clear();
    for (const change of changes.toReversed()) await apply(change, put('c', 1));
    await apply(...changes);
    await index(doc('a', 'other'));
    await index(doc('a', 'red'));
    await index(doc('b', 'red blue'));
    const after = [await of('records'), await of('links'), ...(await search())];
    after[0]?.delete('c');
    expect(after).to.deep.equal(before);
  });

  it('are as they were once what was altered is as it was', async () => {
    const docs = [doc('a', 'red apple'), doc('b', 'red pear', { num: digits(2) })];
    await index(...docs);
    const before = await search();
    await index(doc('a', 'red plum'));
    expect(await search()).not.to.deep.equal(before);
    await db.storage.search.remove(['b']);
    await index(...docs);
    expect(await search()).to.deep.equal(before);
  });
}

/** The prints of a part by their names; two of one name are a fault. */
async function printsOf(storage: Storage, part: Derived): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const page of storage.prints.of(part)) {
    for (const { name, print } of page) {
      expect(found.has(name), name).to.equal(false);
      found.set(name, print);
    }
  }
  return found;
}
