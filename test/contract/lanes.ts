// The jobs' part of the suite, continued: failures, times and turns, by which lanes are given out.
import { expect } from 'chai';
import { type Open, opened } from './open.ts';
import { job, queueOf } from './queue.ts';

export function lanesContract(open: Open): void {
  const db = opened(open);
  const { add, claim, one, end, keys } = queueOf(db);

  describe('that fail', () => {
    const fail = async (now: number, retryAt: number) => {
      const held = await one(now);
      await end(held, { rest: { retryAt, error: 'down' } });
      return held;
    };

    it('let their lane rest, and no other', async () => {
      await add(job('x', 1), job('x', 2));
      await fail(5000, 8000);
      await add(job('y', 1));
      expect(keys(await claim({ now: 7999 }))).to.deep.equal([['y', ['y-1']]]);
      expect(await claim({ now: 7999 })).to.deep.equal([]);
      const [again] = await claim({ now: 8000, lanes: 1 });
      expect(again?.jobs.map(each => [each.key, each.tries])).to.deep.equal([
        ['x-1', 1],
        ['x-2', 0],
      ]);
      expect(again?.failures).to.equal(1);
    });

    it('count up until the lane succeeds', async () => {
      await add(job('x', 1), job('x', 2));
      await fail(5000, 6000);
      await fail(6000, 7000);
      const third = await one(7000);
      expect([third.failures, third.jobs[0]?.tries]).to.deep.equal([2, 2]);
      await end(third, { done: ['x-1'] });
      const fourth = await one(7000);
      expect([fourth.failures, fourth.jobs[0]?.tries]).to.deep.equal([0, 0]);
    });

    it('keep their lane resting when more is added', async () => {
      await add(job('x', 5));
      await fail(5000, 8000);
      await add(job('x', 6), job('x', 1));
      expect(await claim({ now: 7999 })).to.deep.equal([]);
      expect((await one(8000)).jobs.map(each => each.key)).to.deep.equal(['x-1', 'x-5', 'x-6']);
    });

    it('leave the rest and the failures to the next job when none is left', async () => {
      await add(job('x', 1));
      await end(await one(5000), { done: ['x-1'], rest: { retryAt: 8000, error: 'busy' } });
      expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
      await add(job('x', 2));
      expect(await claim({ now: 7999 })).to.deep.equal([]);
      expect((await one(8000)).failures).to.equal(1);
    });

    it('are set aside when they cannot succeed, newest first for admins', async () => {
      await add(job('x', 1), job('x', 2), job('y', 1), job('z', 1));
      for (const held of await claim()) {
        const dead = {
          x: { key: 'x-1', error: '404 from x', at: 6000 },
          y: { key: 'y-1', error: '410 from y', at: 7000 },
          z: { key: 'unknown', error: 'nothing', at: 7000 },
        }[held.lane];
        if (dead) await end(held, { ...(held.lane === 'z' && { done: ['z-1'] }), dead });
      }
      expect(await db.storage.jobs.dead(10)).to.deep.equal([
        {
          key: 'y-1',
          queue: 'deliver',
          lane: 'y',
          order: 1,
          tries: 0,
          payload: { lane: 'y', order: 1 },
          error: '410 from y',
          died: 7000,
        },
        {
          key: 'x-1',
          queue: 'deliver',
          lane: 'x',
          order: 1,
          tries: 0,
          payload: { lane: 'x', order: 1 },
          error: '404 from x',
          died: 6000,
        },
      ]);
      expect(await db.storage.jobs.dead(1)).to.have.length(1);
      expect(keys(await claim())).to.deep.equal([['x', ['x-2']]]);
    });
  });

  describe('for later', () => {
    it('are not claimed before their time', async () => {
      await add(job('x', 1, { due: 6000 }), job('y', 1, { due: 5000 }));
      expect(keys(await claim({ now: 5999 }))).to.deep.equal([['y', ['y-1']]]);
      expect(keys(await claim({ now: 6000, lanes: 1 }))).to.deep.equal([['x', ['x-1']]]);
    });

    it('delay their lane when they are its first, and only then', async () => {
      await add(job('x', 5));
      await add(job('x', 9, { due: 9000 }));
      const held = await one();
      expect(held.jobs.map(each => each.key)).to.deep.equal(['x-5']);
      await end(held, { done: ['x-5'] });
      expect(await claim({ now: 8999 })).to.deep.equal([]);
      await add(job('y', 5));
      await add(job('y', 1, { due: 9500 }));
      expect(await claim({ now: 8999 })).to.deep.equal([]);
      expect(await db.storage.jobs.nextDue('deliver')).to.equal(9000);
      expect(keys(await claim({ now: 9500 }))).to.have.deep.members([
        ['x', ['x-9']],
        ['y', ['y-1', 'y-5']],
      ]);
    });

    it('come in the order in which they fall due', async () => {
      await add(job('a', 1, { due: 300 }), job('b', 1, { due: 100 }), job('c', 1, { due: 200 }));
      const lanes = [await one(), await one(), await one()].map(held => held.lane);
      expect(lanes).to.deep.equal(['b', 'c', 'a']);
    });
  });

  describe('when the clock was set back', () => {
    const hour = 3_600_000;

    it('are free again that are held until a time that no lease can mean', async () => {
      await add(job('x', 1), job('y', 1, { due: 10 * hour + 5000 }));
      const held = await one(10 * hour);
      expect(await claim({ now: 10 * hour - 590_000 }), 'a little').to.deep.equal([]);
      const [again] = await claim({ now: 9 * hour });
      expect(again?.lane).to.equal('x');
      expect(await end(held, { done: ['x-1'] }), 'by the one who lost it').to.equal(false);
      expect(await claim({ now: 9 * hour }), 'held, or due at a time of its own').to.deep.equal([]);
    });

    it('are free again that rest until a time that no rest can mean, at the latest after a minute', async () => {
      await add(job('x', 1), job('y', 1));
      for (const held of [await one(5000), await one(5000)])
        await end(held, { rest: { retryAt: 5000 + (held.lane === 'x' ? 48 : 24) * hour, error: 'down' } });
      const [again, ...none] = await claim({ now: 65_000 });
      expect([again?.lane, again?.jobs[0]?.tries, none]).to.deep.equal(['x', 1, []]);
    });

    it('are found by who opens the database then', async () => {
      await add(job('x', 1));
      await one(10 * hour);
      const { jobs } = await db.now.reopen();
      const [again] = await jobs.claim('deliver', { lanes: 1, perLane: 1, leaseMs: 1000, now: 5 * hour });
      expect(again?.lane).to.equal('x');
    });

    it('wait for their own time, however late it is', async () => {
      await add(job('x', 1, { due: 900 * hour }));
      for (const now of [5000, 100_000, 4000]) expect(await claim({ now })).to.deep.equal([]);
      expect(keys(await claim({ now: 900 * hour }))).to.deep.equal([['x', ['x-1']]]);
    });
  });

  it('let no lane starve another', async () => {
    await add(...['a', 'b', 'c', 'd'].flatMap(lane => [1, 2, 3, 4].map(n => job(lane, n))));
    const served: string[] = [];
    for (let turn = 0; turn < 16; turn++) {
      const [held] = await claim({ lanes: 1, perLane: 1, now: 5000 + turn });
      if (!held?.jobs[0]) throw new Error('A lane with jobs was not given.');
      served.push(held.lane);
      await end(held, { done: [held.jobs[0].key] });
    }
    for (let round = 0; round < 4; round++) {
      expect(served.slice(round * 4, round * 4 + 4).sort()).to.deep.equal(['a', 'b', 'c', 'd']);
    }
  });

  it('tell when the next is due', async () => {
    const { jobs } = db.storage;
    expect(await jobs.nextDue('deliver')).to.equal(undefined);
    await add(job('x', 1, { due: 7000 }));
    expect(await jobs.nextDue('deliver')).to.equal(7000);
    await add(job('y', 1, { due: 6000 }));
    expect(await jobs.nextDue('deliver')).to.equal(6000);
    await add(job('z', 1));
    expect(await jobs.nextDue('deliver')).to.be.at.most(5000);
    const z = await one(5000);
    expect(await jobs.nextDue('deliver')).to.equal(6000);
    const y = await one(6000);
    expect([z.lane, y.lane]).to.deep.equal(['z', 'y']);
    await end(z, { done: ['z-1'] });
    expect(await jobs.nextDue('deliver')).to.equal(7000);
    await one(7000);
    // Held ones come free when their lease ends: y's at 7,000, x's at 8,000.
    expect(await jobs.nextDue('deliver')).to.equal(7000);
  });

  it('are claimed quickly out of 100,000 in 10,000 lanes', async () => {
    for (let n = 0; n < 10; n++) {
      await add(
        ...Array.from({ length: 10_000 }, (_, lane) => job(`lane${lane}`, n, { due: n === 0 && lane % 2 ? 9e12 : 0 })),
      );
    }
    const start = performance.now();
    const rounds = 50;
    for (let n = 0; n < rounds; n++) {
      const held = await one();
      await end(held, { done: [held.jobs[0]?.key ?? ''] });
    }
    expect((performance.now() - start) / rounds).to.be.below(50 * (db.now.patience ?? 1));
  }).timeout(120_000);
}
