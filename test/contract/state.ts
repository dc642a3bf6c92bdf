// The state's part of the suite.
import { expect } from 'chai';
import { type Open, opened } from './open.ts';

export function stateContract(open: Open): void {
  const db = opened(open);
  const past = () => Date.now() - 1000;
  const future = () => Date.now() + 60_000;

  it('keeps values by space and key', async () => {
    const { state } = db.storage;
    await state.put('a', 'k', { deep: [1, null, 'naïve 🎓'] });
    await state.put('b', 'k', 2);
    expect(await state.get('a', 'k')).to.deep.equal({ deep: [1, null, 'naïve 🎓'] });
    expect(await state.get('b', 'k')).to.equal(2);
    expect(await state.get('a', 'none')).to.equal(undefined);
    await state.put('a', 'k', 'new');
    expect(await state.get('a', 'k')).to.equal('new');
  });

  it('keeps notes as it keeps values', async () => {
    const { state } = db.storage;
    await state.note('a', [{ key: 'k', value: 1 }]);
    await state.put('a', 'k', 2);
    await state.note('a', [
      { key: 'k', value: 3, expires: future() },
      { key: 'l', value: { deep: [5] } },
      { key: 'old', value: 4, expires: past() },
    ]);
    await state.note('a', []);
    expect(await state.get('a', 'k')).to.equal(3);
    expect((await state.list('a', '', 10)).map(item => item.key)).to.deep.equal(['k', 'l']);
    const { state: again } = await db.now.reopen();
    expect([await again.get('a', 'k'), await again.get('a', 'l')]).to.deep.equal([3, { deep: [5] }]);
  });

  it('deletes', async () => {
    const { state } = db.storage;
    await state.put('a', 'k', 1);
    await state.delete('a', 'k');
    await state.delete('a', 'k');
    expect(await state.get('a', 'k')).to.equal(undefined);
  });

  it('forgets what has expired at once', async () => {
    const { state } = db.storage;
    await state.put('a', 'old', 1, past());
    await state.put('a', 'new', 2, future());
    expect(await state.get('a', 'old')).to.equal(undefined);
    expect(await state.get('a', 'new')).to.equal(2);
    expect((await state.list('a', '', 10)).map(item => item.key)).to.deep.equal(['new']);
  });

  it('forgets the old expiry with the old value', async () => {
    const { state } = db.storage;
    await state.put('a', 'k', 1, past());
    await state.put('a', 'k', 2);
    expect(await state.get('a', 'k')).to.equal(2);
    await state.sweep(Date.now() + 1e9);
    expect(await state.get('a', 'k')).to.equal(2);
  });

  it('adds only what is free', async () => {
    const { state } = db.storage;
    expect(await state.add('a', 'k', 1)).to.equal(true);
    expect(await state.add('a', 'k', 2)).to.equal(false);
    expect(await state.get('a', 'k')).to.equal(1);
    expect(await state.add('a', 'x', 1, past())).to.equal(true);
    expect(await state.add('a', 'x', 2, future())).to.equal(true);
    expect(await state.add('a', 'x', 3)).to.equal(false);
    expect(await state.get('a', 'x')).to.equal(2);
  });

  it('adds for one of many who try at once', async () => {
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => db.storage.state.add('a', 'k', n)));
    expect(tries.filter(added => added)).to.have.length(1);
  });

  it('lists in order of key, in pages', async () => {
    const { state } = db.storage;
    const expires = future();
    for (const key of ['c', 'a', 'e', 'b', 'd'])
      await state.put('s', key, `v${key}`, key === 'c' ? expires : undefined);
    await state.put('t', 'z', 1);
    expect(await state.list('s', '', 3)).to.deep.equal([
      { key: 'a', value: 'va' },
      { key: 'b', value: 'vb' },
      { key: 'c', value: 'vc', expires },
    ]);
    expect((await state.list('s', 'c', 10)).map(item => item.key)).to.deep.equal(['d', 'e']);
    expect(await state.list('s', 'e', 10)).to.deep.equal([]);
  });

  it('counts what is in a space, without what has expired', async () => {
    const { state } = db.storage;
    for (const key of ['a', 'b', 'c']) await state.put('s', key, 1);
    await state.put('s', 'old', 1, past());
    await state.put('t', 'a', 1);
    expect(await state.count('s')).to.equal(3);
    expect(await state.count('none')).to.equal(0);
  });

  it('sweeps out what has expired and tells how many', async () => {
    const { state } = db.storage;
    const now = Date.now();
    await state.put('a', 'k1', 1, now + 5000);
    await state.put('b', 'k2', 1, now + 6000);
    await state.put('b', 'k3', 1);
    expect(await state.sweep(now)).to.equal(0);
    expect(await state.sweep(now + 5000)).to.equal(1);
    expect(await state.sweep(now + 9000)).to.equal(1);
    expect(await state.get('b', 'k3')).to.equal(1);
  });

  it('is all there after the database was closed and opened again', async () => {
    await db.storage.state.put('a', 'k', 1);
    await db.storage.state.add('a', 'l', 2);
    const { state } = await db.now.reopen();
    expect(await state.get('a', 'k')).to.equal(1);
    expect(await state.get('a', 'l')).to.equal(2);
  });

  describe('leases', () => {
    it('have one holder until they end', async () => {
      const { state } = db.storage;
      expect(await state.lease('clock', 'one', 1000, 5000)).to.equal(true);
      expect(await state.lease('clock', 'two', 1000, 5999)).to.equal(false);
      expect(await state.lease('other', 'two', 1000, 5000)).to.equal(true);
      expect(await state.lease('clock', 'two', 1000, 6000)).to.equal(true);
      expect(await state.lease('clock', 'one', 1000, 6500)).to.equal(false);
    });

    it('are prolonged by their holder', async () => {
      const { state } = db.storage;
      await state.lease('clock', 'one', 1000, 5000);
      expect(await state.lease('clock', 'one', 1000, 5900)).to.equal(true);
      expect(await state.lease('clock', 'two', 1000, 6500)).to.equal(false);
      expect(await state.lease('clock', 'two', 1000, 6900)).to.equal(true);
    });

    it('that end later than any could were given before the clock was set back, and are free', async () => {
      const { state } = db.storage;
      expect(await state.lease('clock', 'one', 1000, 5_000_000)).to.equal(true);
      expect(await state.lease('clock', 'two', 1000, 5_000_000 - 590_000)).to.equal(false);
      expect(await state.lease('clock', 'two', 1000, 5_000_000 - 3_600_000)).to.equal(true);
    });

    it('go to one of many who ask at once', async () => {
      const asked = Array.from({ length: 10 }, (_, n) => db.storage.state.lease('clock', `h${n}`, 1000, 5000));
      expect((await Promise.all(asked)).filter(got => got)).to.have.length(1);
    });
  });
}
