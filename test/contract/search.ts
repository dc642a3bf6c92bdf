// The search's part of the suite.
import { expect } from 'chai';
import fc from 'fast-check';
import type { SearchDoc, SearchQuery } from '../../storage/port.ts';
import { digits, type Open, opened } from './open.ts';

function doc(id: string, n: number, words: string, more: Partial<SearchDoc> = {}): SearchDoc {
  const all = words.split(' ');
  return { id, num: digits(n), title: [], words: all, kind: 'resource', language: 'en', hub: 'x.test', ...more };
}

export function searchContract(open: Open): void {
  const db = opened(open);
  const put = (...docs: SearchDoc[]) => db.storage.search.put(docs);
  const find = (words: string, more: Partial<SearchQuery> = {}) =>
    db.storage.search.find({ words: words ? words.split(' ') : [], limit: 100, ...more });
  const ids = async (words: string, more: Partial<SearchQuery> = {}) => (await find(words, more)).ids;

  it('finds documents with every word, newest first', async () => {
    await put(doc('a', 1, 'red apple'), doc('b', 3, 'red pear'), doc('c', 2, 'red apple pie'));
    expect(await find('red')).to.deep.equal({ ids: ['b', 'c', 'a'], total: 3 });
    expect(await find('apple red')).to.deep.equal({ ids: ['c', 'a'], total: 2 });
    expect(await find('apple pear')).to.deep.equal({ ids: [], total: 0 });
    expect(await find('none')).to.deep.equal({ ids: [], total: 0 });
  });

  it('puts those with every word in the title first', async () => {
    await put(
      doc('both', 1, 'solar oven plans', { title: ['solar', 'oven'] }),
      doc('half', 2, 'solar oven', { title: ['solar'] }),
      doc('none', 3, 'solar oven'),
    );
    expect(await ids('solar oven')).to.deep.equal(['both', 'none', 'half']);
    expect(await ids('solar')).to.deep.equal(['half', 'both', 'none']);
    expect(await ids('plans')).to.deep.equal(['both']);
  });

  it('finds everything, newest first, when no word is given', async () => {
    await put(doc('a', 1, 'x', { title: ['x'] }), doc('b', 3, 'y'), doc('c', 2, 'z', { language: '' }));
    expect(await find('')).to.deep.equal({ ids: ['b', 'c', 'a'], total: 3 });
  });

  it('counts anew what it counted before, after every sort of change', async () => {
    const total = async (words: string) => (await find(words)).total;
    const { search, records } = db.storage;
    const steps: [change: () => Promise<void>, red: number, apple: number][] = [
      [() => put(doc('a', 1, 'red')), 1, 0],
      [() => put(doc('b', 2, 'red apple')), 2, 1],
      [() => put(doc('a', 1, 'apple')), 1, 2],
      [() => search.remove(['b']), 0, 1],
      [() => records.clear(), 0, 0],
      [() => put(doc('a', 1, 'red')), 1, 0],
      [() => records.clear().then(() => put(doc('a', 1, 'apple'))), 0, 1],
    ];
    for (const [at, [change, red, apple]] of steps.entries()) {
      await change();
      for (let times = 0; times < 2; times += 1)
        expect([await total('red'), await total('apple')], `step ${at}`).to.deep.equal([red, apple]);
    }
  });

  it('filters by kind, language and hub, with and without words', async () => {
    await put(
      doc('a', 1, 'tree'),
      doc('b', 2, 'tree', { kind: 'discussion' }),
      doc('c', 3, 'tree', { language: 'fr' }),
      doc('d', 4, 'tree', { hub: 'localhost:3000' }),
      doc('e', 5, 'bush', { hub: 'localhost:3000', kind: 'discussion' }),
    );
    expect(await ids('tree', { kind: 'discussion' })).to.deep.equal(['b']);
    expect(await ids('tree', { language: 'fr' })).to.deep.equal(['c']);
    expect(await ids('tree', { hub: 'localhost:3000' })).to.deep.equal(['d']);
    expect(await ids('', { hub: 'localhost:3000' })).to.deep.equal(['e', 'd']);
    expect(await ids('', { kind: 'discussion', language: 'en', hub: 'x.test' })).to.deep.equal(['b']);
    expect(await find('tree', { kind: 'none' })).to.deep.equal({ ids: [], total: 0 });
  });

  it('takes filters for filters and words for words', async () => {
    await put(doc('a', 1, 'resource en x.test kresource'), doc('b', 2, 'other', { title: ['other'] }));
    expect(await ids('resource')).to.deep.equal(['a']);
    expect(await ids('kresource')).to.deep.equal(['a']);
    expect(await ids('tother')).to.deep.equal([]);
    expect(await ids('en')).to.deep.equal(['a']);
  });

  const scripts = {
    Arabic: 'التعليم',
    Persian: 'می\u200cخواهم',
    Devanagari: 'शिक्षा',
    Thai: 'การศึกษา',
    Tamil: 'கல்வி',
    Amharic: 'ትምህርት',
    Adlam: '𞤁𞤢𞤲𞤣𞤢𞤴',
    Chinese: '教育',
    Japanese: 'きょういく',
    Korean: '교육',
    Greek: 'λόγος',
    'with an apostrophe': "l'école",
    'with a hyphen': 'e-learning',
    'with digits and signs': 'c++20_x',
    'with an emoji': '🎓👩🏽‍🏫',
  };
  for (const [name, word] of Object.entries(scripts)) {
    it(`neither splits nor folds words: ${name}`, async () => {
      await put(doc('a', 1, `before ${word} after`), doc('b', 2, `before ${word}x after`));
      expect(await ids(word)).to.deep.equal(['a']);
      expect(await ids(word.slice(0, -1))).to.deep.equal([]);
      expect(await ids(word.slice(1))).to.deep.equal([]);
    });
  }

  it('tells accents apart: folding is not its work', async () => {
    await put(doc('a', 1, 'resume'), doc('b', 2, 'résumé'));
    expect(await ids('resume')).to.deep.equal(['a']);
    expect(await ids('résumé')).to.deep.equal(['b']);
  });

  it('takes no word for an order', async () => {
    await put(doc('a', 1, 'and or not near red'), doc('b', 2, '"quoted" (x* ^y col:z -w'));
    for (const word of [
      '"',
      '""',
      '*',
      'AND',
      'NOT',
      'OR',
      '(',
      ')',
      '^',
      ':',
      '-',
      '+',
      '{',
      '\\',
      "'",
      ';',
      '\u0000',
      '%',
      '$where',
      '',
    ]) {
      expect(await db.storage.search.find({ words: [word, 'red'], limit: 10 }), word).to.have.keys('ids', 'total');
      expect(await db.storage.search.find({ words: [word], limit: 10 }), word).to.have.keys('ids', 'total');
    }
    expect(await ids('"quoted"')).to.deep.equal(['b']);
    expect(await ids('(x*')).to.deep.equal(['b']);
    expect(await ids('col:z -w')).to.deep.equal(['b']);
    expect(await ids('near not')).to.deep.equal(['a']);
  });

  it('never fails, whatever is asked', async () => {
    await put(doc('a', 1, 'red'));
    const any = fc.string({ unit: 'binary' });
    const query = fc.record({
      words: fc.array(any, { maxLength: 20 }),
      kind: any,
      language: any,
      hub: any,
      cursor: any,
    });
    await fc.assert(
      fc.asyncProperty(query, async asked => {
        const found = await db.storage.search.find({ ...asked, limit: 10 });
        expect(found.ids.length).to.be.at.most(1);
      }),
      { numRuns: 50 },
    );
  });

  it('replaces a document, and forgets its old words', async () => {
    await put(doc('a', 1, 'red'), doc('b', 2, 'red'));
    await put(doc('a', 1, 'green', { title: ['green'] }));
    expect(await ids('red')).to.deep.equal(['b']);
    expect(await ids('green')).to.deep.equal(['a']);
    await put(doc('a', 5, 'red'));
    expect(await ids('red')).to.deep.equal(['a', 'b']);
    expect((await find('')).total).to.equal(2);
  });

  it('keeps a document that is put again as it stands, and the last of two forms put together', async () => {
    await put(doc('a', 1, 'red'), doc('b', 2, 'red'));
    await put(doc('b', 2, 'red'), doc('a', 1, 'red'));
    expect(await find('red')).to.deep.equal({ ids: ['b', 'a'], total: 2 });
    await put(doc('a', 1, 'green'), doc('c', 3, 'red'), doc('a', 4, 'blue'));
    expect(await find('')).to.deep.equal({ ids: ['a', 'c', 'b'], total: 3 });
    expect([await ids('red'), await ids('green'), await ids('blue')]).to.deep.equal([['c', 'b'], [], ['a']]);
    await put(doc('a', 4, 'blue', { language: 'fr' }));
    expect(await ids('blue', { language: 'fr' })).to.deep.equal(['a']);
    expect(await ids('blue', { language: 'en' })).to.deep.equal([]);
  });

  it('forgets what is removed', async () => {
    await put(doc('a', 1, 'red'), doc('b', 2, 'red'));
    await db.storage.search.remove(['a', 'unknown']);
    await db.storage.search.remove(['a']);
    expect(await find('red')).to.deep.equal({ ids: ['b'], total: 1 });
    expect(await find('')).to.deep.equal({ ids: ['b'], total: 1 });
    await put(doc('a', 1, 'red'));
    expect(await ids('red')).to.deep.equal(['b', 'a']);
  });

  it('keeps thousands of documents that share a number, and does not slow down', async () => {
    const many = Array.from({ length: 4000 }, (_, n) => doc(`same${n}`, 5, 'crowded'));
    const began = performance.now();
    for (let start = 0; start < many.length; start += 500) await db.storage.search.put(many.slice(start, start + 500));
    expect(performance.now() - began).to.be.lessThan(8000);
    expect((await db.storage.search.find({ words: ['crowded'], limit: 1 })).total).to.equal(4000);
    await db.storage.search.remove(many.map(({ id }) => id));
  });

  it('keeps two documents that share a number', async () => {
    await put(doc('a', 1, 'red'), doc('b', 1, 'red'), doc('c', 1, 'red'));
    expect((await ids('red')).sort()).to.deep.equal(['a', 'b', 'c']);
    await db.storage.search.remove(['a']);
    await put(doc('b', 1, 'red'));
    expect((await ids('red')).sort()).to.deep.equal(['b', 'c']);
  });

  it('pages by cursor through both tiers, without a gap or a repeat', async () => {
    const docs = Array.from({ length: 45 }, (_, n) => doc(`d${n}`, n, 'red', { title: n % 3 === 0 ? ['red'] : [] }));
    await put(...docs);
    const whole = await ids('red');
    expect(whole).to.have.length(45);
    expect(whole.slice(0, 15).every(id => Number(id.slice(1)) % 3 === 0)).to.equal(true);
    for (const limit of [1, 7, 15, 44, 45]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await find('red', { limit, ...(cursor && { cursor }) });
        expect(page.total).to.equal(45);
        expect(page.ids.length).to.be.at.most(limit);
        seen.push(...page.ids);
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen).to.deep.equal(whole);
    }
  });

  it('pages through everything', async () => {
    await put(...Array.from({ length: 12 }, (_, n) => doc(`d${n}`, n, 'red')));
    const first = await find('', { limit: 5 });
    const second = await find('', { limit: 5, cursor: first.next ?? '' });
    const third = await find('', { limit: 5, cursor: second.next ?? '' });
    expect([...first.ids, ...second.ids, ...third.ids]).to.deep.equal(
      Array.from({ length: 12 }, (_, n) => `d${11 - n}`),
    );
    expect(third.next).to.equal(undefined);
  });

  it('gives cursors that stand in an address as they are', async () => {
    await put(doc('a', 1, 'red'), doc('b', 2, 'red'));
    expect((await find('red', { limit: 1 })).next).to.match(/^[A-Za-z0-9._~-]+$/);
  });

  it('finds something or nothing, and never fails, for an invented cursor', async () => {
    await put(doc('a', 1, 'red'));
    for (const cursor of ['', 'x', '%', '-1', 'eyJhIjoxfQ', '9'.repeat(400)]) {
      expect((await find('red', { cursor })).ids.length).to.be.at.most(1);
    }
  });

  it('keeps a page’s place while new documents come', async () => {
    await put(doc('a', 1, 'red'), doc('b', 2, 'red'), doc('c', 3, 'red'));
    const first = await find('red', { limit: 2 });
    await put(doc('d', 4, 'red'));
    expect(await ids('red', { cursor: first.next ?? '' })).to.deep.equal(['a']);
  });

  it('stops counting at 10,000', async () => {
    for (let part = 0; part < 11; part++) {
      await put(...Array.from({ length: 1000 }, (_, n) => doc(`d${part}-${n}`, part * 1000 + n, 'red')));
    }
    expect((await find('red', { limit: 3 })).total).to.equal(10_000);
    expect((await find('', { limit: 3 })).total).to.equal(10_000);
    expect((await find('red', { limit: 3 })).ids).to.deep.equal(['d10-999', 'd10-998', 'd10-997']);
  }).timeout(60_000);

  it('is all there after the database was closed and opened again', async () => {
    await put(doc('a', 1, 'red'));
    const storage = await db.now.reopen();
    expect(await storage.search.find({ words: ['red'], limit: 1 })).to.deep.equal({ ids: ['a'], total: 1 });
  });
}
