// The jobs' part of the suite.
import { expect } from 'chai';
import type { Claim, NewJob } from '../../storage/port.ts';
import { type Open, opened } from './open.ts';

function job(lane: string, order: number, more: Partial<NewJob> = {}): NewJob {
  return { key: `${lane}-${order}`, queue: 'deliver', lane, order, payload: { lane, order }, ...more };
}

export function jobsContract(open: Open): void {
  const db = opened(open);
  const add = (...jobs: NewJob[]) => db.storage.jobs.add(jobs);
  const claim = (more: Partial<{ lanes: number; perLane: number; leaseMs: number; now: number }> = {}) =>
    db.storage.jobs.claim('deliver', { lanes: 10, perLane: 10, leaseMs: 1000, now: 5000, ...more });
  const one = async (now = 5000): Promise<Claim> => {
    const [first] = await claim({ lanes: 1, now });
    if (!first) throw new Error('There was no lane to claim.');
    return first;
  };
  const keys = (claims: Claim[]) => claims.map(held => [held.lane, held.jobs.map(each => each.key)]);

  it('are claimed lane by lane, in order', async () => {
    await add(job('x', 3), job('x', 1), job('y', 2), job('x', 2));
    expect(keys(await claim())).to.have.deep.members([
      ['x', ['x-1', 'x-2', 'x-3']],
      ['y', ['y-2']],
    ]);
  });

  it('come with what they carry', async () => {
    await add(job('x', 7, { payload: { text: 'naïve 🎓', deep: [null] } }));
    const held = await one();
    expect(held.queue).to.equal('deliver');
    expect(held.failures).to.equal(0);
    expect(held.jobs).to.deep.equal([{ key: 'x-7', payload: { text: 'naïve 🎓', deep: [null] }, order: 7, tries: 0 }]);
  });

  it('of equal order are done as they came', async () => {
    await add(job('x', 1, { key: 'first' }), job('x', 1, { key: 'second' }), job('x', 1, { key: 'third' }));
    expect((await one()).jobs.map(each => each.key)).to.deep.equal(['first', 'second', 'third']);
  });

  it('are taken as many as wanted', async () => {
    await add(...['x', 'y', 'z'].flatMap(lane => [job(lane, 1), job(lane, 2), job(lane, 3)]));
    const claims = await claim({ lanes: 2, perLane: 2 });
    expect(claims.map(held => held.jobs.length)).to.deep.equal([2, 2]);
  });

  it('are added once, while they wait, while they are tried and when they are dead', async () => {
    await add(job('x', 1), job('x', 1, { payload: 'other' }));
    await add(job('x', 1, { payload: 'other' }));
    const held = await one();
    expect(held.jobs).to.deep.equal([{ key: 'x-1', payload: { lane: 'x', order: 1 }, order: 1, tries: 0 }]);
    await add(job('x', 1));
    await db.storage.jobs.bury(held, 'x-1', 'gone', 6000);
    await db.storage.jobs.release(held);
    await add(job('x', 1), job('y', 1, { key: 'x-1' }));
    expect(await claim()).to.deep.equal([]);
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 0, resting: 0, dead: 1 });
    expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
  });

  it('may be added again once they are done', async () => {
    await add(job('x', 1));
    const held = await one();
    await db.storage.jobs.done(held, ['x-1']);
    await db.storage.jobs.release(held);
    await add(job('x', 1));
    expect(keys(await claim())).to.deep.equal([['x', ['x-1']]]);
  });

  it('of one queue are not another’s', async () => {
    await add(job('x', 1), job('x', 2, { queue: 'tasks' }));
    expect(keys(await claim())).to.deep.equal([['x', ['x-1']]]);
    expect(await db.storage.jobs.nextDue('none')).to.equal(undefined);
  });

  it('belong to one worker until the lease ends', async () => {
    await add(job('x', 1));
    const held = await one(5000);
    await add(job('x', 2));
    expect(await claim({ now: 5999 })).to.deep.equal([]);
    const [taken] = await claim({ now: 6000 });
    expect(taken?.jobs.map(each => each.key)).to.deep.equal(['x-1', 'x-2']);
    expect(taken?.token).not.to.equal(held.token);
  });

  it('are claimed by one of many who ask at once', async () => {
    await add(...Array.from({ length: 20 }, (_, n) => job(`lane${n}`, 1)));
    const claims = (await Promise.all(Array.from({ length: 10 }, () => claim({ lanes: 5 })))).flat();
    expect(claims.map(held => held.lane).sort()).to.deep.equal(Array.from({ length: 20 }, (_, n) => `lane${n}`).sort());
  });

  it('stay as they are when a worker that lost its lease comes back', async () => {
    await add(job('x', 1));
    const lost = await one(5000);
    const held = await one(6000);
    expect(await db.storage.jobs.done(lost, ['x-1'])).to.equal(false);
    await db.storage.jobs.bury(lost, 'x-1', 'late', 6000);
    await db.storage.jobs.release(lost, { retryAt: 9000, error: 'late' });
    expect(await db.storage.jobs.counts(6000)).to.deep.equal({ waiting: 1, resting: 0, dead: 0 });
    expect(await claim({ now: 6500 })).to.deep.equal([]);
    expect(await db.storage.jobs.done(held, ['x-1'])).to.equal(true);
    await db.storage.jobs.release(held);
    expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
  });

  it('are gone when done, and the others stay', async () => {
    await add(job('x', 1), job('x', 2), job('x', 3));
    const held = await one();
    expect(await db.storage.jobs.done(held, ['x-1', 'x-2', 'unknown'])).to.equal(true);
    expect(await claim()).to.deep.equal([]);
    await db.storage.jobs.release(held);
    expect(keys(await claim())).to.deep.equal([['x', ['x-3']]]);
  });

  it('of another lane are not done by showing one’s own', async () => {
    await add(job('x', 1), job('y', 1));
    const claims = await claim();
    const x = claims.find(held => held.lane === 'x') as Claim;
    await db.storage.jobs.done(x, ['y-1']);
    expect((await db.storage.jobs.counts(5000)).waiting).to.equal(2);
  });

  describe('that fail', () => {
    const fail = async (now: number, retryAt: number) => {
      const held = await one(now);
      await db.storage.jobs.release(held, { retryAt, error: 'down' });
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
      await db.storage.jobs.done(third, ['x-1']);
      await db.storage.jobs.release(third);
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
      const held = await one(5000);
      await db.storage.jobs.done(held, ['x-1']);
      await db.storage.jobs.release(held, { retryAt: 8000, error: 'busy' });
      expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
      await add(job('x', 2));
      expect(await claim({ now: 7999 })).to.deep.equal([]);
      expect((await one(8000)).failures).to.equal(1);
    });

    it('are set aside when they cannot succeed, newest first for admins', async () => {
      await add(job('x', 1), job('x', 2), job('y', 1));
      const [first, second] = [await one(), await one()];
      const [x, y] = first.lane === 'x' ? [first, second] : [second, first];
      await db.storage.jobs.bury(x, 'x-1', '404 from x', 6000);
      await db.storage.jobs.bury(y, 'y-1', '410 from y', 7000);
      await db.storage.jobs.bury(y, 'unknown', 'nothing', 7000);
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
      await db.storage.jobs.release(x);
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
      await db.storage.jobs.done(held, ['x-5']);
      await db.storage.jobs.release(held);
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

  it('let no lane starve another', async () => {
    await add(...['a', 'b', 'c', 'd'].flatMap(lane => [1, 2, 3, 4].map(n => job(lane, n))));
    const served: string[] = [];
    for (let turn = 0; turn < 16; turn++) {
      const [held] = await claim({ lanes: 1, perLane: 1, now: 5000 + turn });
      if (!held?.jobs[0]) throw new Error('A lane with jobs was not given.');
      served.push(held.lane);
      await db.storage.jobs.done(held, [held.jobs[0].key]);
      await db.storage.jobs.release(held);
    }
    for (let round = 0; round < 4; round++) {
      expect(served.slice(round * 4, round * 4 + 4).sort()).to.deep.equal(['a', 'b', 'c', 'd']);
    }
  });

  it('are counted as waiting, resting and dead', async () => {
    await add(job('x', 1), job('x', 2), job('y', 1, { due: 6000 }), job('z', 1), job('z', 2, { queue: 'tasks' }));
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 4, resting: 1, dead: 0 });
    expect(await db.storage.jobs.counts(6000)).to.deep.equal({ waiting: 5, resting: 0, dead: 0 });
    const claims = await claim();
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 4, resting: 1, dead: 0 });
    const x = claims.find(held => held.lane === 'x') as Claim;
    await db.storage.jobs.bury(x, 'x-1', 'gone', 5000);
    await db.storage.jobs.release(x, { retryAt: 9000, error: 'down' });
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 2, resting: 2, dead: 1 });
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
    await jobs.done(z, ['z-1']);
    await jobs.release(z);
    expect(await jobs.nextDue('deliver')).to.equal(7000);
    await one(7000);
    // Held ones come free when their lease ends: y's at 7,000, x's at 8,000.
    expect(await jobs.nextDue('deliver')).to.equal(7000);
  });

  it('of a lane can be dropped', async () => {
    await add(job('x', 1), job('x', 2), job('y', 1));
    expect(await db.storage.jobs.drop('deliver', 'x')).to.equal(2);
    expect(await db.storage.jobs.drop('deliver', 'x')).to.equal(0);
    expect(keys(await claim())).to.deep.equal([['y', ['y-1']]]);
    await add(job('x', 1));
    expect(keys(await claim())).to.deep.equal([['x', ['x-1']]]);
  });

  it('of a lane can be dropped while a worker holds it', async () => {
    await add(job('x', 1), job('x', 2));
    const held = await one();
    expect(await db.storage.jobs.drop('deliver', 'x')).to.equal(2);
    await db.storage.jobs.done(held, ['x-1']);
    await db.storage.jobs.release(held);
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 0, resting: 0, dead: 0 });
    expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
  });

  it('are all there after the database was closed and opened again', async () => {
    await add(job('x', 1), job('y', 1));
    const held = await one(5000);
    const { jobs } = await db.now.reopen();
    expect(await jobs.counts(5000)).to.deep.equal({ waiting: 2, resting: 0, dead: 0 });
    expect(
      await jobs.done(
        held,
        held.jobs.map(each => each.key),
      ),
    ).to.equal(true);
    expect((await jobs.counts(5000)).waiting).to.equal(1);
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
      await db.storage.jobs.done(held, [held.jobs[0]?.key ?? '']);
      await db.storage.jobs.release(held);
    }
    expect((performance.now() - start) / rounds).to.be.below(50);
  }).timeout(120_000);
}
