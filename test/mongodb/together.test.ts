// Reads that share a query. No database is needed to see what is asked of it.
import { expect } from 'chai';
import { together } from '../../storage/mongodb/together.ts';

describe('reads together', () => {
  it('share one query when they are asked for at once, and each gets its own answer', async () => {
    const queries: number[][] = [];
    const double = together(async (asked: number[]) => {
      queries.push(asked);
      return asked.map(n => 2 * n);
    });
    expect(await Promise.all([1, 2, 3].map(double))).to.deep.equal([2, 4, 6]);
    expect(queries).to.deep.equal([[1, 2, 3]]);
  });

  it('wait for the next query while one is under way, so that each sees what was written before', async () => {
    let written = 'old';
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let queries = 0;
    const read = together(async (asked: string[]) => {
      const seen = written;
      queries += 1;
      begun.resolve();
      if (queries === 1) await gate.promise;
      return asked.map(() => seen);
    });
    const first = read('a');
    await begun.promise;
    written = 'new';
    const others = Promise.all(['a', 'b', 'a'].map(read));
    gate.resolve();
    expect(await first).to.equal('old');
    expect(await others).to.deep.equal(['new', 'new', 'new']);
    expect(queries).to.equal(2);
  });

  it('do not wait for a query that hangs', async () => {
    let queries = 0;
    const read = together(async (asked: string[]) => {
      queries += 1;
      return queries === 1 ? new Promise<string[]>(() => {}) : asked;
    });
    read('hangs');
    await new Promise(setImmediate);
    expect(await read('passes')).to.equal('passes');
  });

  it('fail together, and the next ones do not', async () => {
    let broken = true;
    const read = together(async (asked: string[]) => {
      if (broken) throw new Error('gone');
      return asked;
    });
    const failed = await Promise.allSettled(['a', 'b'].map(read));
    expect(failed.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    broken = false;
    expect(await read('c')).to.equal('c');
  });
});
