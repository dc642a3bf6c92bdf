// The jobs' part of the suite.
import { expect } from 'chai';
import type { Claim } from '../../storage/port.ts';
import { type Open, opened } from './open.ts';
import { job, queueOf } from './queue.ts';

export function jobsContract(open: Open): void {
  const db = opened(open);
  const { add, claim, one, end, keys } = queueOf(db);

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
    await end(held, { dead: { key: 'x-1', error: 'gone', at: 6000 } });
    await add(job('x', 1), job('y', 1, { key: 'x-1' }));
    expect(await claim()).to.deep.equal([]);
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 0, resting: 0, dead: 1 });
    expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
  });

  it('are forgotten some time after they died, and not before', async () => {
    await add(job('x', 1), job('x', 2));
    await end(await one(), { dead: { key: 'x-1', error: 'gone', at: 6000 } });
    await end(await one(), { dead: { key: 'x-2', error: 'gone', at: 7000 } });
    expect(await db.storage.jobs.forget(6000)).to.equal(0);
    expect(await db.storage.jobs.forget(7000)).to.equal(1);
    expect((await db.storage.jobs.dead(10)).map(({ key }) => key)).to.deep.equal(['x-2']);
  });

  it('may be added again once they are done', async () => {
    await add(job('x', 1));
    await end(await one(), { done: ['x-1'] });
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
    for (const late of [
      { done: ['x-1'] },
      { dead: { key: 'x-1', error: 'late', at: 6000 } },
      { rest: { retryAt: 9000, error: 'late' } },
    ])
      expect(await end(lost, late)).to.equal(false);
    expect(await db.storage.jobs.counts(6000)).to.deep.equal({ waiting: 1, resting: 0, dead: 0 });
    expect(await claim({ now: 6500 })).to.deep.equal([]);
    expect(await end(held, { done: ['x-1'] })).to.equal(true);
    expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
    expect(await end(held, { done: ['x-1'] }), 'a second time').to.equal(false);
  });

  it('are gone when done, and the others stay', async () => {
    await add(job('x', 1), job('x', 2), job('x', 3));
    expect(await end(await one(), { done: ['x-1', 'x-2', 'unknown'] })).to.equal(true);
    expect(keys(await claim())).to.deep.equal([['x', ['x-3']]]);
  });

  it('are known by their keys and lanes, whatever characters these hold', async () => {
    const odd = 'a\u0000"[]\\ 🎓';
    await add(job(odd, 1, { key: odd }), job(odd, 2));
    await add(job(odd, 3), job(odd, 1, { key: odd }));
    const held = await one();
    expect(held.jobs).to.have.length(3);
    expect(
      await end(held, { done: [held.jobs[0]?.key ?? ''], dead: { key: `${odd}-2`, error: 'gone', at: 6000 } }),
    ).to.equal(true);
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 1, resting: 0, dead: 1 });
  });

  it('of many lanes end together, each in its own way', async () => {
    await add(...['done', 'dead', 'rests', 'lost', 'both'].flatMap(lane => [job(lane, 1), job(lane, 2), job(lane, 3)]));
    const claims = new Map((await claim()).map(held => [held.lane, held]));
    const of = (lane: string) => claims.get(lane) as Claim;
    const rest = { retryAt: 8000, error: 'down' };
    const dead = (lane: string, n: number) => ({ key: `${lane}-${n}`, error: 'gone', at: 6000 });
    expect(
      await db.storage.jobs.end([
        { claim: of('done'), done: ['done-1', 'done-2'] },
        { claim: of('dead'), done: [], dead: dead('dead', 1) },
        { claim: of('rests'), done: ['rests-1'], rest },
        { claim: { ...of('lost'), token: of('done').token.replace(/^./, 'x') }, done: ['lost-1'] },
        { claim: of('both'), done: ['both-1'], dead: dead('both', 2) },
      ]),
    ).to.deep.equal([true, true, true, false, true]);
    expect(keys(await claim())).to.have.deep.members([
      ['done', ['done-3']],
      ['dead', ['dead-2', 'dead-3']],
      ['both', ['both-3']],
    ]);
    const later = await claim({ now: 8000 });
    expect(later.find(({ lane }) => lane === 'rests')?.jobs.map(({ key, tries }) => [key, tries])).to.deep.equal([
      ['rests-2', 1],
      ['rests-3', 0],
    ]);
    expect((await db.storage.jobs.dead(5)).map(({ key }) => key)).to.have.members(['dead-1', 'both-2']);
    expect(await db.storage.jobs.end([])).to.deep.equal([]);
  });

  it('that are added while their lane ends are given to the next', async () => {
    const lanes = Array.from({ length: 20 }, (_, n) => `lane${n}`);
    await add(...lanes.map(lane => job(lane, 1)));
    const claims = await claim({ lanes: 20 });
    await Promise.all([
      db.storage.jobs.end(claims.map(held => ({ claim: held, done: [`${held.lane}-1`] }))),
      ...lanes.map(lane => add(job(lane, 2))),
    ]);
    const next = await claim({ lanes: 30 });
    expect(keys(next)).to.have.deep.members(lanes.map(lane => [lane, [`${lane}-2`]]));
  });

  it('of another lane are not done by showing one’s own', async () => {
    await add(job('x', 1), job('y', 1));
    const claims = await claim();
    const x = claims.find(held => held.lane === 'x') as Claim;
    await end(x, { done: ['y-1'] });
    expect((await db.storage.jobs.counts(5000)).waiting).to.equal(2);
  });

  it('are counted as waiting, resting and dead', async () => {
    await add(job('x', 1), job('x', 2), job('y', 1, { due: 6000 }), job('z', 1), job('z', 2, { queue: 'tasks' }));
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 4, resting: 1, dead: 0 });
    expect(await db.storage.jobs.counts(6000)).to.deep.equal({ waiting: 5, resting: 0, dead: 0 });
    const claims = await claim();
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 4, resting: 1, dead: 0 });
    const x = claims.find(held => held.lane === 'x') as Claim;
    await end(x, { dead: { key: 'x-1', error: 'gone', at: 5000 }, rest: { retryAt: 9000, error: 'down' } });
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 2, resting: 2, dead: 1 });
  });

  it('of a lane can be dropped', async () => {
    await add(job('x', 1), job('x', 2), job('y', 1));
    expect(await db.storage.jobs.inLane('deliver', 'x')).to.equal(2);
    expect(await db.storage.jobs.drop('deliver', 'x')).to.equal(2);
    expect(await db.storage.jobs.drop('deliver', 'x')).to.equal(0);
    expect(await db.storage.jobs.inLane('deliver', 'x')).to.equal(0);
    expect(await db.storage.jobs.inLane('deliver', 'y')).to.equal(1);
    expect(keys(await claim())).to.deep.equal([['y', ['y-1']]]);
    await add(job('x', 1));
    expect(keys(await claim())).to.deep.equal([['x', ['x-1']]]);
  });

  it('of a lane can be dropped while a worker holds it', async () => {
    await add(job('x', 1), job('x', 2));
    const held = await one();
    expect(await db.storage.jobs.drop('deliver', 'x')).to.equal(2);
    await end(held, { done: ['x-1'] });
    expect(await db.storage.jobs.counts(5000)).to.deep.equal({ waiting: 0, resting: 0, dead: 0 });
    expect(await db.storage.jobs.nextDue('deliver')).to.equal(undefined);
  });

  it('are all there after the database was closed and opened again', async () => {
    await add(job('x', 1), job('y', 1));
    const held = await one(5000);
    const { jobs } = await db.now.reopen();
    expect(await jobs.counts(5000)).to.deep.equal({ waiting: 2, resting: 0, dead: 0 });
    expect(await jobs.end([{ claim: held, done: held.jobs.map(each => each.key) }])).to.deep.equal([true]);
    expect((await jobs.counts(5000)).waiting).to.equal(1);
  });
}
