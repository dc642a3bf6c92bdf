// One bad entry stops nobody: it is set aside where admins see it, everything else flows on in order, and it can be tried
// again. On the embedded store, with entries that really cannot be folded.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { handleApart } from '../../src/log/apart.ts';
import { makeApply } from '../../src/log/apply.ts';
import { type CursorDeps, startCursor } from '../../src/log/cursor.ts';
import { readPlace, writePlace } from '../../src/log/cursor-place.ts';
import { type Entry, entryVersion, isNewer, NewerForm, upcast } from '../../src/log/entry.ts';
import { makeLeader } from '../../src/log/leader.ts';
import { makeQuarantine } from '../../src/log/quarantine.ts';
import { replay } from '../../src/log/replay.ts';
import { type NewEntry, type Storage, Unavailable } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

const home = { origin: 'https://aside.example', hub: 'https://aside.example/a/hub' };
const actor = 'https://aside.example/a/1';
const at = '2026-01-01T00:00:00.000Z';
const thing = (n: number | string) => `${actor}/thing/${n}`;
const liked = (n: number, more = {}): NewEntry => {
  const event = { type: 'liked', id: `${actor}/like/${n}`, actor, at, what: thing(n), ...more };
  return { id: event.id, via: 'remote', at: n, v: 1, event };
};

/** Entries that no hub of today can fold, and where each fails. */
const poisons: Record<string, NewEntry> = {
  'its reducer throws': liked(1001, { type: 'published' }),
  'its time is none': liked(1002, { at: 'yesterday' }),
  'storage cannot take its changes': liked(1003, { what: { deep: true } }),
  'its follow-ups throw': liked(1004, { type: 'shared', into: [], box: [], shown: true, missing: 7 }),
  'it has no type': { ...liked(1005), event: { id: 7 } },
  'it is no object': { ...liked(1006), event: 'words' },
};

describe('an entry that cannot be handled', () => {
  let folder: string;
  let storage: Storage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aside-'));
    storage = await openSqlite({ folder });
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const cursorOf = (more: Partial<CursorDeps> = {}) => {
    const apply = makeApply({ storage, home });
    const quarantine = makeQuarantine(storage);
    return startCursor({
      name: 'apply',
      records: storage.records,
      read: storage.log.read,
      handle: apply,
      setAside: (entry, error) => quarantine.setAside('apply', entry, error),
      onError: () => {},
      ...more,
    });
  };
  const isLiked = (n: number) => storage.links.any({ kind: 'likes', to: thing(n) });

  it('is found in its batch, whichever and however many there are, and the others are handled once and in order', async () => {
    const batch = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), batch, async (size, bad) => {
        const entries = Array.from({ length: size }, (_, n) => n + 1);
        const handled: number[] = [];
        const aside: number[] = [];
        await handleApart(entries, {
          async handle(part) {
            if (part.some(n => bad.includes(n))) throw new Error('bad');
            handled.push(...part);
            return false;
          },
          setAside: async n => void aside.push(n),
        });
        expect(handled).to.deep.equal(entries.filter(n => !bad.includes(n)));
        expect(aside).to.deep.equal(entries.filter(n => bad.includes(n)));
      }),
    );
  });

  it('is not taken for one while storage cannot be used, nor passed over while it cannot be set aside', async () => {
    const aside: number[] = [];
    const setAside = async (n: number) => void aside.push(n);
    const gone = { handle: () => Promise.reject(new Unavailable('gone')), setAside };
    expect(await handleApart([1, 2], gone).catch(error => error)).to.be.instanceOf(Unavailable);
    expect(aside).to.deep.equal([]);

    await storage.log.append([liked(1), liked(2, { at: 'yesterday' }), liked(3)]);
    let full = true;
    const told: unknown[] = [];
    const quarantine = makeQuarantine(storage);
    const cursor = await cursorOf({
      async setAside(entry, error) {
        if (full) throw new Unavailable('The disk is full.');
        await quarantine.setAside('apply', entry, error);
      },
      onError(error) {
        told.push(error);
        full = false;
      },
    });
    await cursor.reached(3);
    expect(told).to.have.length(1);
    expect((await quarantine.list(10)).map(({ seq }) => seq)).to.deep.equal([2]);
    await cursor.close();
  });

  for (const [why, poison] of Object.entries(poisons)) {
    it(`is set aside when ${why}, and the rest flows on`, async () => {
      await storage.log.append([...Array.from({ length: 60 }, (_, n) => liked(n)), poison, liked(60), liked(61)]);
      const cursor = await cursorOf();
      await cursor.reached(63);
      for (let n = 0; n < 62; n += 1) expect(await isLiked(n), `entry ${n}`).to.equal(true);
      const quarantine = makeQuarantine(storage);
      expect(await quarantine.count()).to.equal(1);
      const [one] = await quarantine.list(10);
      expect(one).to.include({ cursor: 'apply', seq: 61, id: poison.id, tries: 1 });
      expect(one?.error).to.match(/^\w*Error: ./);
      await cursor.close();
      const again = await cursorOf();
      await again.reached(63);
      expect(await quarantine.count(), 'after a restart').to.equal(1);
      await again.close();
    });
  }

  it('does not stop the log when it is one of hundreds', async () => {
    await storage.log.append(Array.from({ length: 600 }, (_, n) => (n % 2 ? liked(n) : liked(n, { at: 'yesterday' }))));
    const cursor = await cursorOf();
    await cursor.reached(600);
    expect(await makeQuarantine(storage).count()).to.equal(300);
    for (const n of [1, 299, 599]) expect(await isLiked(n)).to.equal(true);
    await cursor.close();
  });

  it('is listed from the newest on with a bounded reason, and kept once however often it fails', async () => {
    let now = 5000;
    const quarantine = makeQuarantine(storage, () => now++);
    const why = new Error(`bad \u0000\n${'x'.repeat(3000)}`);
    for (const seq of [7, 1_000_000, 30]) await quarantine.setAside('apply', { seq, id: `e${seq}` }, why);
    await quarantine.setAside('deliver', { seq: 30, id: 'e30' }, 'words');
    await quarantine.setAside('apply', { seq: 7, id: 'e7' }, why);
    const found = await quarantine.list(10);
    expect(found.map(({ seq, cursor }) => `${seq} ${cursor}`)).to.deep.equal([
      '1000000 apply',
      '30 apply',
      '30 deliver',
      '7 apply',
    ]);
    expect(found.at(-1)).to.include({ since: 5000, tries: 2 });
    expect(found[0]?.error)
      .to.match(/^Error: bad x+$/)
      .and.have.length(500);
    expect(await quarantine.list(1)).to.have.length(1);
    await quarantine.forget('apply');
    expect((await quarantine.list(10)).map(({ cursor }) => cursor)).to.deep.equal(['deliver']);
  });

  it('is gone from there when it is tried again and done, and stays when it fails again', async () => {
    await storage.log.append([liked(1), liked(2), liked(3), liked(4)]);
    const quarantine = makeQuarantine(storage);
    for (const seq of [1, 2, 3, 4]) await quarantine.setAside('apply', { seq, id: `e${seq}` }, new Error('once'));
    await quarantine.setAside('deliver', { seq: 1, id: 'e1' }, new Error('once'));
    await storage.log.redact(3);
    const fold = makeApply({ storage, home });
    const apply = async (entries: Entry[]) => {
      if (entries[0]?.seq === 2) throw new Error('still');
      return fold(entries);
    };
    expect(await quarantine.retry({ apply }, 4)).to.deep.equal({ done: 1, failed: [], left: 0 });
    expect([await isLiked(4), await isLiked(1)]).to.deep.equal([true, false]);
    const tried = await quarantine.retry({ apply });
    expect(tried).to.include({ done: 2, left: 1 });
    expect(tried.failed).to.have.length(1);
    expect(tried.failed[0]).to.include({ seq: 2, tries: 2, error: 'Error: still' });
    expect(await isLiked(1)).to.equal(true);
    expect((await quarantine.list(9)).map(({ seq, cursor }) => `${seq} ${cursor}`)).to.deep.equal([
      '2 apply',
      '1 deliver',
    ]);
    const gone = { apply: () => Promise.reject(new Unavailable('gone')) };
    expect(await quarantine.retry(gone).catch(error => error)).to.be.instanceOf(Unavailable);
    expect((await quarantine.list(9))[0]).to.include({ tries: 2 });
  });

  it('is set aside by a replay as well, which forgets what can be folded by now', async () => {
    await storage.log.append([liked(1), liked(2, { at: 'yesterday' }), liked(3)]);
    const cursor = await cursorOf();
    await cursor.reached(3);
    await cursor.close();
    const quarantine = makeQuarantine(storage);
    await quarantine.setAside('apply', { seq: 3, id: 'e3' }, new Error('of an older hub'));
    await quarantine.setAside('deliver', { seq: 3, id: 'e3' }, new Error('not sent'));
    const { aside, entries, differing, missing } = await replay(storage, home);
    expect({ aside, entries, differing, missing }).to.deep.equal({ aside: [2], entries: 3, differing: 0, missing: 0 });
    expect((await quarantine.list(9)).map(({ seq, cursor }) => `${seq} ${cursor}`)).to.deep.equal([
      '3 deliver',
      '2 apply',
    ]);
  });

  describe('because a newer hub wrote it', () => {
    const newer: Record<string, NewEntry> = {
      'in a newer form': { ...liked(2), v: entryVersion + 1 },
      'of a kind that came later': liked(2, { type: 'levitated' }),
    };
    for (const [how, entry] of Object.entries(newer)) {
      it(`${how} is waited at and not set aside, and the cursor goes on when that hub has taken it past`, async () => {
        await storage.log.append([liked(1), entry, liked(3)]);
        const told: unknown[] = [];
        const cursor = await cursorOf({ onError: error => told.push(error), pollMs: 5 });
        await cursor.reached(1);
        while (told.length === 0) await new Promise(setImmediate);
        expect(told[0]).to.be.instanceOf(NewerForm);
        expect([cursor.position(), await isLiked(1), await isLiked(3)]).to.deep.equal([1, true, false]);
        await writePlace(storage.records, 'apply', 2);
        await cursor.reached(3);
        expect(await isLiked(3)).to.equal(true);
        expect(told).to.have.length(1);
        expect(await makeQuarantine(storage).count()).to.equal(0);
        await cursor.close();
      });
    }

    it('is left to a newer process: the older one lets go of the lead, and follows', async () => {
      const entry = { ...liked(2), v: entryVersion + 1 };
      await storage.log.append([liked(1), entry, liked(3)]);
      const told: unknown[] = [];
      const old = await cursorOf({
        leader: makeLeader(storage.state, 'apply'),
        onError: error => told.push(error),
        pollMs: 5,
      });
      await old.reached(1);
      while (told.length === 0) await new Promise(setImmediate);
      expect(await storage.state.lease('leader:apply', 'a newer process', 6000, Date.now())).to.equal(true);
      await writePlace(storage.records, 'apply', 3);
      await old.reached(3);
      expect(await readPlace(storage.records, 'apply')).to.equal(3);
      expect(await isLiked(3), 'done by the older one').to.equal(false);
      await old.close();
    });

    it('keeps a replay by an older hub from beginning', async () => {
      await storage.log.append([liked(1), { ...liked(2), v: entryVersion + 1 }]);
      const apply = makeApply({ storage, home });
      await apply([upcast({ ...liked(1), seq: 1 })]);
      await writePlace(storage.records, 'apply', 2);
      expect(await replay(storage, home).catch(error => error)).to.be.instanceOf(NewerForm);
      expect(await isLiked(1)).to.equal(true);
      expect(await storage.state.get('rebuild', 'now')).to.equal(undefined);
      expect(isNewer({ v: 1, event: null })).to.equal(false);
    });
  });
});
