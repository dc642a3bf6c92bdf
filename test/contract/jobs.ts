// The jobs' part of the suite.
import { expect } from 'chai';
import type { Claim } from '../../storage/port.ts';
import { type Open, opened } from './open.ts';
import { job, queueOf } from './queue.ts';

export function jobsContract(open: Open): void {
  const db = opened(open);
  const { add, claim, one, keys } = queueOf(db);

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

  it('are forgotten some time after they died, and not before', async () => {
    await add(job('x', 1), job('x', 2));
    const held = await one();
    await db.storage.jobs.bury(held, 'x-1', 'gone', 6000);
    await db.storage.jobs.bury(held, 'x-2', 'gone', 7000);
    await db.storage.jobs.release(held);
    expect(await db.storage.jobs.forget(6000)).to.equal(0);
    expect(await db.storage.jobs.forget(7000)).to.equal(1);
    expect((await db.storage.jobs.dead(10)).map(({ key }) => key)).to.deep.equal(['x-2']);
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
}
