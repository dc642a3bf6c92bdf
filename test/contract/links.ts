// The links' part of the suite.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Change, Link, LinkCursor } from '../../storage/port.ts';
import { digits, type Open, opened } from './open.ts';

type Made = Extract<Change, { do: 'link' }>;

function link(from: string, to: string, sort: number, more: Partial<Made> = {}): Made {
  return { do: 'link', kind: 'outbox', from, to, by: to, sort: digits(sort), ...more };
}

function unlink({ kind, from, to, by }: Made): Change {
  return { do: 'unlink', kind, from, to, by };
}

const endOf = ({ sort, to }: Link): LinkCursor => ({ sort, id: to });

export function linksContract(open: Open): void {
  const db = opened(open);
  const apply = (...changes: Change[]) => db.storage.records.apply(changes);
  const get = (from: string, to: string) => db.storage.links.get('outbox', from, to);
  const outbox = { kind: 'outbox', from: 'ann' };
  const tos = async (page: { limit: number; after?: LinkCursor; oldest?: boolean }) =>
    (await db.storage.links.list(outbox, page)).map(one => one.to);

  describe('as sets', () => {
    it('stand once, however often they are made', async () => {
      expect(await apply(link('ann', 'x', 1), link('ann', 'x', 1))).to.deep.equal([true, false]);
      expect(await get('ann', 'x')).to.deep.equal({
        kind: 'outbox',
        from: 'ann',
        to: 'x',
        sort: digits(1),
        by: ['x'],
      });
      expect(await db.storage.links.count(outbox)).to.equal(1);
    });

    it('stand for as long as one of their makers does', async () => {
      const [first, second] = [link('ann', 'x', 1, { by: 'm2' }), link('ann', 'x', 1, { by: 'm1' })];
      expect(await apply(first, second)).to.deep.equal([true, true]);
      expect((await get('ann', 'x'))?.by).to.deep.equal(['m1', 'm2']);
      expect(await apply(unlink(first), unlink(first))).to.deep.equal([true, false]);
      expect((await get('ann', 'x'))?.by).to.deep.equal(['m1']);
      expect(await apply(unlink(second))).to.deep.equal([true]);
      expect(await get('ann', 'x')).to.equal(undefined);
      expect(await db.storage.links.count(outbox)).to.equal(0);
    });

    it('may be made again by who was taken out', async () => {
      const made = link('ann', 'x', 1, { by: 'm' });
      expect(await apply(made, unlink(made), made)).to.deep.equal([true, true, true]);
      expect((await get('ann', 'x'))?.by).to.deep.equal(['m']);
    });

    it('take the smallest sort that their makers gave', async () => {
      await apply(link('ann', 'x', 5, { by: 'm1' }));
      expect(await apply(link('ann', 'x', 3, { by: 'm2' }))).to.deep.equal([true]);
      await apply(link('ann', 'x', 9, { by: 'm3' }));
      expect((await get('ann', 'x'))?.sort).to.equal(digits(3));
      expect(await tos({ limit: 10 })).to.deep.equal(['x']);
    });

    it('tell kinds and directions apart', async () => {
      await apply(link('ann', 'x', 1), link('x', 'ann', 2), link('ann', 'x', 3, { kind: 'likes' }));
      expect((await get('ann', 'x'))?.sort).to.equal(digits(1));
      expect((await get('x', 'ann'))?.sort).to.equal(digits(2));
      expect((await db.storage.links.get('likes', 'ann', 'x'))?.sort).to.equal(digits(3));
      expect(await db.storage.links.get('likes', 'x', 'ann')).to.equal(undefined);
    });

    it('may lead from an id to itself', async () => {
      expect(await apply(link('ann', 'ann', 1, { by: 'ann' }))).to.deep.equal([true]);
      expect((await db.storage.links.list(outbox, { limit: 1 })).map(one => one.to)).to.deep.equal(['ann']);
      expect(await db.storage.links.count({ kind: 'outbox', to: 'ann' })).to.equal(1);
    });

    it('hold many makers', async () => {
      const makers = Array.from({ length: 300 }, (_, n) => `m${n}`).sort();
      await apply(...makers.map((by, n) => link('ann', 'x', n, { by })));
      expect((await get('ann', 'x'))?.by).to.deep.equal(makers);
      expect((await db.storage.links.list(outbox, { limit: 1 }))[0]?.by).to.deep.equal(makers);
    });
  });

  describe('and burials', () => {
    const put = (id: string): Change => {
      return { do: 'put', id, kind: 'thing', owner: 'ann', version: '1', num: digits(1), body: {} };
    };
    const bury = (id: string, owner = 'ann'): Change => ({ do: 'bury', id, kind: 'thing', owner, at: '2026' });

    it('go with either end', async () => {
      await apply(put('x'), link('ann', 'x', 1), link('bob', 'x', 2), link('x', 'ann', 3), link('ann', 'y', 4));
      await apply(bury('x'));
      expect(await tos({ limit: 10 })).to.deep.equal(['y']);
      expect(await db.storage.links.count({ kind: 'outbox', to: 'x' })).to.equal(0);
      expect(await db.storage.links.count({ kind: 'outbox', from: 'x' })).to.equal(0);
    });

    it('go with their only maker, and stay with the other', async () => {
      await apply(put('m1'), link('ann', 'x', 1, { by: 'm1' }), link('ann', 'y', 2, { by: 'm1' }));
      await apply(link('ann', 'y', 3, { by: 'm2' }));
      await apply(bury('m1'));
      expect(await get('ann', 'x')).to.equal(undefined);
      expect((await get('ann', 'y'))?.by).to.deep.equal(['m2']);
    });

    it('are refused to a buried maker and to a buried end', async () => {
      await apply(put('m'), put('x'), bury('m'), bury('x'));
      const changes = [link('ann', 'y', 1, { by: 'm' }), link('ann', 'x', 1, { by: 'z' }), link('x', 'y', 1)];
      expect(await apply(...changes)).to.deep.equal([false, false, false]);
      expect(await db.storage.links.count(outbox)).to.equal(0);
    });

    it('are refused and go when what was buried before is put', async () => {
      await apply(bury('x'), link('ann', 'x', 1), link('ann', 'y', 2, { by: 'x' }), link('ann', 'z', 3));
      expect(await tos({ limit: 10 })).to.deep.equal(['z', 'y', 'x']);
      await apply(put('x'));
      expect(await tos({ limit: 10 })).to.deep.equal(['z']);
      expect(await apply(link('ann', 'x', 1), link('ann', 'y', 2, { by: 'x' }))).to.deep.equal([false, false]);
    });

    it('stay and are made when another buried what is put', async () => {
      await apply(bury('x', 'bob'), link('ann', 'x', 1), put('x'));
      expect(await apply(link('ann', 'y', 2, { by: 'x' }))).to.deep.equal([true]);
      expect(await tos({ limit: 10 })).to.deep.equal(['y', 'x']);
    });

    it('do not come back when taken out first and made later, once their owner buried the maker', async () => {
      const made = link('ann', 'x', 1, { by: 'm', owner: 'ann' });
      await apply(bury('m', 'bob'));
      expect(await apply(made, unlink(made), bury('m'), made)).to.deep.equal([true, true, true, false]);
      expect(await apply(unlink(made), made)).to.deep.equal([false, false]);
      expect(await get('ann', 'x')).to.equal(undefined);
    });

    it('are gone whichever of two at once comes first, and so is what is put', async () => {
      const rounds = Array.from({ length: 40 }, async (_, n) => {
        const made = link('ann', `x${n}`, n, { by: `m${n}`, owner: 'ann' });
        const end = link('ann', `y${n}`, n);
        await Promise.all([
          apply(made),
          apply(bury(`m${n}`), unlink(made)),
          apply(put(`y${n}`), end),
          apply(bury(`y${n}`)),
        ]);
      });
      await Promise.all(rounds);
      expect(await tos({ limit: 100 })).to.deep.equal([]);
      const things = await db.storage.records.getMany(rounds.map((_, n) => `y${n}`));
      expect(things.filter(({ buried, graves }) => buried !== undefined && !graves)).to.have.length(40);
    });

    it('of another owner’s record are left alone', async () => {
      await apply({ do: 'put', id: 'x', kind: 'thing', owner: 'bob', version: '1', num: digits(1), body: {} });
      await apply(link('ann', 'x', 1), bury('x'));
      expect(await tos({ limit: 10 })).to.deep.equal(['x']);
    });
  });

  describe('as lists', () => {
    it('are newest first, or oldest first, from either end', async () => {
      await apply(link('ann', 'x', 2), link('ann', 'y', 3), link('ann', 'z', 1), link('bob', 'x', 9));
      expect(await tos({ limit: 10 })).to.deep.equal(['y', 'x', 'z']);
      expect(await tos({ limit: 10, oldest: true })).to.deep.equal(['z', 'x', 'y']);
      expect(await tos({ limit: 2 })).to.deep.equal(['y', 'x']);
      const reaching = await db.storage.links.list({ kind: 'outbox', to: 'x' }, { limit: 10 });
      expect(reaching.map(one => one.from)).to.deep.equal(['bob', 'ann']);
      expect(reaching[0]).to.deep.equal({ kind: 'outbox', from: 'bob', to: 'x', sort: digits(9), by: ['x'] });
    });

    it('put equal sorts in order of the id, whatever the order in which they were made', async () => {
      await apply(link('ann', 'b', 1), link('ann', 'd', 1), link('ann', 'a', 1), link('ann', 'c', 1));
      expect(await tos({ limit: 10 })).to.deep.equal(['d', 'c', 'b', 'a']);
      expect(await tos({ limit: 2, after: { sort: digits(1), id: 'c' } })).to.deep.equal(['b', 'a']);
      expect(await tos({ limit: 10, oldest: true, after: { sort: digits(1), id: 'b' } })).to.deep.equal(['c', 'd']);
    });

    it('go on after a cursor that names nothing', async () => {
      await apply(link('ann', 'x', 1), link('ann', 'y', 5));
      expect(await tos({ limit: 10, after: { sort: digits(3), id: 'gone' } })).to.deep.equal(['x']);
      expect(await tos({ limit: 10, after: { sort: '', id: '' } })).to.deep.equal([]);
      expect(await tos({ limit: 10, after: { sort: "' OR 1", id: '\u0000' } })).to.be.an('array');
    });

    it('count what they hold', async () => {
      await apply(...Array.from({ length: 30 }, (_, n) => link('ann', `x${n}`, n)), link('bob', 'x1', 1));
      expect(await db.storage.links.count(outbox)).to.equal(30);
      expect(await db.storage.links.count({ kind: 'outbox', to: 'x1' })).to.equal(2);
      expect(await db.storage.links.count({ kind: 'none', from: 'ann' })).to.equal(0);
      expect(await db.storage.links.any(outbox)).to.equal(true);
      expect(await db.storage.links.any({ kind: 'outbox', to: 'x1' })).to.equal(true);
      expect(await db.storage.links.any({ kind: 'none', from: 'ann' })).to.equal(false);
      expect(await db.storage.links.any({ kind: 'outbox', from: 'nobody' })).to.equal(false);
    });

    it('count many at once, each of its own', async () => {
      const many = Array.from({ length: 30 }, (_, n) => link('ann', `x${n}`, n));
      await apply(...many, link('bob', 'x1', 1), link('bob', 'x1', 1, { kind: 'likes' }), link('cho', 'y', 1));
      const { counts, anyOf } = db.storage.links;
      const from = { kind: 'outbox', from: ['ann', 'bob', 'eve', 'ann'] };
      const to = { kind: 'outbox', to: ['x1', 'x2', 'nothing'] };
      expect([...(await counts(from))]).to.have.deep.members([
        ['ann', 30],
        ['bob', 1],
      ]);
      expect([...(await counts(to))]).to.have.deep.members([
        ['x1', 2],
        ['x2', 1],
      ]);
      expect([...(await anyOf(from))]).to.have.members(['ann', 'bob']);
      expect([...(await anyOf(to))]).to.have.members(['x1', 'x2']);
      for (const none of [
        { kind: 'outbox', from: [] },
        { kind: 'none', to: ['x1'] },
      ]) {
        expect([...(await counts(none))]).to.deep.equal([]);
        expect([...(await anyOf(none))]).to.deep.equal([]);
      }
    });

    it('tell of many lists at once which have a link, however long some are', async () => {
      const long = ['ann', 'ben'].flatMap(from => Array.from({ length: 90 }, (_, n) => link(from, `${from}${n}`, n)));
      await apply(...long, link('cho', 'x', 1), link('dan', 'x', 1, { kind: 'likes' }));
      const lists = [
        ...['ann', 'ben', 'cho', 'dan', 'eve', 'ann'].map(from => ({ kind: 'outbox', from })),
        ...['x', 'ann7', 'dan'].map(to => ({ kind: 'outbox', to })),
        { kind: 'likes', to: 'x' },
      ];
      const found = await Promise.all(lists.map(db.storage.links.any));
      expect(found).to.deep.equal([true, true, true, false, false, true, true, true, false, true]);
    });

    it('give at most 1,000 at once', async () => {
      await apply(...Array.from({ length: 1001 }, (_, n) => link('ann', `x${n}`, n)));
      expect(await tos({ limit: 5000 })).to.have.length(1000);
    });

    it('page without a gap or a repeat', async () => {
      const sorts = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 25 });
      await fc.assert(
        fc.asyncProperty(sorts, fc.integer({ min: 1, max: 7 }), fc.boolean(), async (given, limit, oldest) => {
          await db.storage.records.clear();
          await apply(...given.map((sort, n) => link('ann', `x${n}`, sort)));
          const whole = await db.storage.links.list(outbox, { limit: 1000, oldest });
          const pages: Link[] = [];
          for (let page = await db.storage.links.list(outbox, { limit, oldest }); page.length > 0; ) {
            pages.push(...page);
            page = await db.storage.links.list(outbox, { limit, oldest, after: endOf(page.at(-1) as Link) });
          }
          expect(pages).to.deep.equal(whole);
          expect(whole).to.have.length(given.length);
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('merged', () => {
    const lists = ['ann', 'bob', 'cas'].map(from => ({ kind: 'outbox', from }));
    const merge = (page: { limit: number; after?: LinkCursor }) => db.storage.links.merge(lists, page);

    it('are one list, newest first, each end once', async () => {
      await apply(
        link('ann', 'x', 1),
        link('bob', 'y', 2),
        link('ann', 'z', 3),
        link('bob', 'x', 4),
        link('dan', 'q', 9),
      );
      const merged = await merge({ limit: 10 });
      expect(merged.map(one => [one.to, one.sort])).to.deep.equal([
        ['x', digits(4)],
        ['z', digits(3)],
        ['y', digits(2)],
      ]);
      expect(await db.storage.links.merge([], { limit: 10 })).to.deep.equal([]);
    });

    it('may be of several kinds', async () => {
      await apply(link('ann', 'x', 1), link('ann', 'y', 2, { kind: 'circle' }));
      const merged = await db.storage.links.merge([...lists, { kind: 'circle', from: 'ann' }], { limit: 10 });
      expect(merged.map(one => [one.kind, one.to])).to.deep.equal([
        ['circle', 'y'],
        ['outbox', 'x'],
      ]);
    });

    it('never show on a later page what an earlier one showed', async () => {
      await apply(link('ann', 'x', 9), link('bob', 'x', 1), link('cas', 'x', 5), link('bob', 'y', 4));
      const first = await merge({ limit: 1 });
      expect(first.map(one => one.to)).to.deep.equal(['x']);
      const second = await merge({ limit: 10, after: endOf(first[0] as Link) });
      expect(second.map(one => one.to)).to.deep.equal(['y']);
    });

    it('page as the whole would, whatever the lists hold', async () => {
      const given = fc.array(
        fc.record({
          from: fc.constantFrom('ann', 'bob', 'cas'),
          to: fc.integer({ min: 0, max: 12 }).map(n => `x${n}`),
          sort: fc.integer({ min: 0, max: 6 }),
        }),
        { maxLength: 40 },
      );
      await fc.assert(
        fc.asyncProperty(given, fc.integer({ min: 1, max: 6 }), async (made, limit) => {
          await db.storage.records.clear();
          await apply(...made.map(one => link(one.from, one.to, one.sort)));
          const seen: Link[] = [];
          for (let page = await merge({ limit }); page.length > 0; ) {
            seen.push(...page);
            page = await merge({ limit, after: endOf(page.at(-1) as Link) });
          }
          // The newest link of each end over all lists, newest first.
          const newest = new Map<string, string>();
          for (const list of lists) {
            for (const one of await db.storage.links.list(list, { limit: 1000 })) {
              if (one.sort > (newest.get(one.to) ?? '')) newest.set(one.to, one.sort);
            }
          }
          const wanted = [...newest].map(([to, sort]) => `${sort} ${to}`).sort();
          expect(seen.map(one => `${one.sort} ${one.to}`)).to.deep.equal(wanted.reverse());
        }),
        { numRuns: 40 },
      );
    });

    it('may be 2,000 lists', async () => {
      await apply(...Array.from({ length: 2000 }, (_, n) => link(`a${n}`, `x${n}`, n)));
      const many = Array.from({ length: 2000 }, (_, n) => ({ kind: 'outbox', from: `a${n}` }));
      const merged = await db.storage.links.merge(many, { limit: 200 });
      expect(merged.map(one => one.to)).to.deep.equal(Array.from({ length: 200 }, (_, n) => `x${1999 - n}`));
    });
  });
}
