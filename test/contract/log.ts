// The log's part of the suite.
import { expect } from 'chai';
import fc from 'fast-check';
import type { NewEntry } from '../../storage/port.ts';
import { type Open, opened } from './open.ts';

function entry(id: string, more: Partial<NewEntry> = {}): NewEntry {
  return { id, via: 'inbox', at: 1_700_000_000_000, v: 1, event: { said: id }, ...more };
}

export function logContract(open: Open): void {
  const db = opened(open);

  it('begins empty', async () => {
    expect(await db.storage.log.head()).to.equal(0);
    expect(await db.storage.log.read(0, 10)).to.deep.equal([]);
    expect(await db.storage.log.get('nothing')).to.equal(undefined);
    expect(await db.storage.log.append([])).to.deep.equal([]);
  });

  it('gives places 1, 2, 3 in the order given', async () => {
    const first = await db.storage.log.append([entry('a'), entry('b')]);
    const second = await db.storage.log.append([entry('c')]);
    expect([...first, ...second].map(made => [made.entry.seq, made.entry.id, made.fresh])).to.deep.equal([
      [1, 'a', true],
      [2, 'b', true],
      [3, 'c', true],
    ]);
    expect(await db.storage.log.head()).to.equal(3);
  });

  it('gives back what was appended, the raw bytes too', async () => {
    const raw = '{"a": "é 漢 \u0000 🎓"}';
    const local = entry('local', { event: { text: 'naïve 🎓', list: [1, null, { deep: true }] } });
    const remote = entry('remote', { raw, v: 2, via: 'x.test', at: 1_700_000_000_001 });
    await db.storage.log.append([local, remote]);
    expect(await db.storage.log.get('local')).to.deep.equal({ ...local, seq: 1 });
    expect(await db.storage.log.get('remote')).to.deep.equal({ ...remote, seq: 2 });
    expect(await db.storage.log.read(0, 10)).to.deep.equal([
      { ...local, seq: 1 },
      { ...remote, seq: 2 },
    ]);
  });

  it('answers a known id with the old entry and writes nothing', async () => {
    await db.storage.log.append([entry('a'), entry('b')]);
    const [again, fresh] = await db.storage.log.append([entry('a', { event: 'other', via: 'else' }), entry('c')]);
    expect(again).to.deep.equal({ entry: { ...entry('a'), seq: 1 }, fresh: false });
    expect(fresh?.entry.seq).to.equal(3);
    expect(await db.storage.log.head()).to.equal(3);
  });

  it('knows an id that comes twice in one batch', async () => {
    const made = await db.storage.log.append([entry('a'), entry('a', { event: 'other' }), entry('b')]);
    expect(made.map(one => [one.entry.seq, one.fresh])).to.deep.equal([
      [1, true],
      [1, false],
      [2, true],
    ]);
    expect(made[1]?.entry.event).to.deep.equal({ said: 'a' });
  });

  it('keeps apart ids that differ in a letter’s case, in an accent or in one of 2,048 characters', async () => {
    const long = `https://x.test/${'a'.repeat(2032)}`;
    const ids = ['https://x.test/A', 'https://x.test/a', 'https://x.test/á', `${long}1`, `${long}2`];
    const made = await db.storage.log.append(ids.map(id => entry(id)));
    expect(made.map(one => one.fresh)).to.deep.equal(ids.map(() => true));
    for (const [index, id] of ids.entries()) expect((await db.storage.log.get(id))?.seq).to.equal(index + 1);
  });

  it('reads in pages after a place', async () => {
    await db.storage.log.append(Array.from({ length: 25 }, (_, n) => entry(`e${n}`)));
    const page = await db.storage.log.read(10, 10);
    expect(page.map(one => one.seq)).to.deep.equal([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(await db.storage.log.read(25, 10)).to.deep.equal([]);
  });

  it('gives at most 1,000 entries at once', async () => {
    await db.storage.log.append(Array.from({ length: 1001 }, (_, n) => entry(`e${n}`)));
    expect(await db.storage.log.read(0, 5000)).to.have.length(1000);
  });

  it('gives fewer of large ones at once, and each in its turn', async () => {
    const raw = 'x'.repeat(1_000_000);
    await db.storage.log.append(Array.from({ length: 12 }, (_, n) => ({ ...entry(`e${n}`), raw })));
    const pages: number[] = [];
    for (let place = 0; place < 12; place += pages.at(-1) ?? 0)
      pages.push((await db.storage.log.read(place, 12)).length);
    expect(pages).to.deep.equal([5, 5, 2]);
    await db.storage.log.append([{ ...entry('larger'), raw: raw.repeat(5) }, entry('last')]);
    expect((await db.storage.log.read(12, 10)).map(one => one.id)).to.deep.equal(['larger']);
  });

  it('leaves no gap and loses nothing when many append at once', async () => {
    const batches = Array.from({ length: 20 }, (_, b) => Array.from({ length: 5 }, (_, n) => entry(`${b}-${n}`)));
    const made = await Promise.all(batches.map(batch => db.storage.log.append(batch)));
    const all = await db.storage.log.read(0, 1000);
    expect(all.map(one => one.seq)).to.deep.equal(Array.from({ length: 100 }, (_, n) => n + 1));
    const places = new Map(all.map(one => [one.id, one.seq]));
    for (const one of made.flat()) expect(places.get(one.entry.id)).to.equal(one.entry.seq);
  });

  it('counts the writes that took entries', async () => {
    await db.storage.log.append([entry('a'), entry('b')]);
    await db.storage.log.append([entry('a')]);
    await db.storage.log.append([entry('c')]);
    expect(db.storage.log.figures()).to.deep.equal({ batches: 2, retries: 0 });
  });

  it('gives every appender of one id the same place', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => db.storage.log.append([entry('same')])));
    expect(new Set(made.flat().map(one => one.entry.seq))).to.deep.equal(new Set([1]));
    expect(made.flat().filter(one => one.fresh)).to.have.length(1);
  });

  it('never shows a reader a place before the ones below it', async () => {
    let done = false;
    const writing = (async () => {
      for (let n = 0; n < 60; n++) await db.storage.log.append([entry(`a${n}`), entry(`b${n}`)]);
      done = true;
    })();
    let after = 0;
    while (!done || after < 120) {
      for (const one of await db.storage.log.read(after, 7)) expect(one.seq).to.equal(++after);
    }
    await writing;
    expect(after).to.equal(120);
  });

  it('empties a payload and keeps its place and its id', async () => {
    await db.storage.log.append([entry('a'), entry('b', { raw: 'secret' }), entry('c')]);
    expect(await db.storage.log.redact(2)).to.equal(true);
    const { event: _, ...rest } = entry('b');
    expect(await db.storage.log.get('b')).to.deep.equal({ ...rest, seq: 2, event: null });
    expect((await db.storage.log.read(0, 10)).map(one => one.id)).to.deep.equal(['a', 'b', 'c']);
    expect((await db.storage.log.append([entry('b')]))[0]?.fresh).to.equal(false);
    expect(await db.storage.log.redact(4)).to.equal(false);
  });

  it('is all there after it was closed and opened again', async () => {
    await db.storage.log.append([entry('a'), entry('b', { raw: 'bytes' })]);
    const storage = await db.now.reopen();
    expect((await storage.log.read(0, 10)).map(one => [one.seq, one.id, one.raw])).to.deep.equal([
      [1, 'a', undefined],
      [2, 'b', 'bytes'],
    ]);
    expect((await storage.log.append([entry('c')]))[0]?.entry.seq).to.equal(3);
  });

  it('keeps any JSON value and any text as it is', async () => {
    let n = 0;
    const value = fc.tuple(fc.jsonValue({ noUnicodeString: false }), fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(value, async ([event, raw]) => {
        // JSON has no minus zero.
        const plain = JSON.parse(JSON.stringify(event));
        const id = `e${n++}`;
        await db.storage.log.append([entry(id, { event: plain, raw })]);
        const stored = await db.storage.log.get(id);
        expect(stored?.event).to.deep.equal(plain);
        expect(stored?.raw).to.equal(raw);
      }),
      { numRuns: 50 },
    );
  });
}
