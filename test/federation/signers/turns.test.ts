import { expect } from 'chai';
import { makeTurns } from '../../../federation/signers/turns.ts';

/** Work that ends when it is told to. */
function makeWork() {
  const ends: (() => void)[] = [];
  let most = 0;
  const begun: number[] = [];
  const work = (n: number) => async () => {
    begun.push(n);
    most = Math.max(most, begun.length - ended);
    await new Promise<void>(resolve => ends.push(resolve));
    ended += 1;
    return n;
  };
  let ended = 0;
  return { work, begun, end: () => ends.shift()?.(), most: () => most };
}

describe('turns', () => {
  it('are given to so many at once, in order, for each host apart', async () => {
    const turns = makeTurns({ atOnce: 2, patienceMs: 10_000 });
    const { work, begun, end, most } = makeWork();
    const done = [1, 2, 3, 4, 5].map(n => turns.take('a.example', work(n)));
    const other = turns.take('b.example', work(6));
    expect(begun).to.deep.equal([1, 2, 6]);
    for (let n = 0; n < 6; n += 1) {
      end();
      await new Promise(setImmediate);
    }
    expect(await Promise.all([...done, other])).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(begun).to.deep.equal([1, 2, 6, 3, 4, 5]);
    expect(most()).to.equal(3);
  });

  it('go on when one fails, and are given up after the wait', async () => {
    const turns = makeTurns({ atOnce: 1, patienceMs: 5 });
    const failing = turns.take('a.example', () => Promise.reject(new Error('no'))).catch(error => error.message);
    expect(await failing).to.equal('no');
    const { work, begun, end } = makeWork();
    const slow = turns.take('a.example', work(1));
    expect(await turns.take('a.example', work(2))).to.equal(undefined);
    end();
    expect(await slow).to.equal(1);
    expect(begun).to.deep.equal([1]);
    const after = turns.take('a.example', work(3));
    expect(begun).to.deep.equal([1, 3]);
    end();
    expect(await after).to.equal(3);
  });
});
