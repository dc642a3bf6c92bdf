import { expect } from 'chai';
import fc from 'fast-check';
import { claimedTime, makeClock, numOf } from '../../src/domain/time.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');

describe('times', () => {
  it('of a peer are taken in every form that peers send', () => {
    expect(claimedTime('2026-01-02T03:04:05Z', now)).to.equal('2026-01-02T03:04:05.000Z');
    expect(claimedTime('2026-01-02T03:04:05.123456789Z', now)).to.equal('2026-01-02T03:04:05.123Z');
    expect(claimedTime('2026-01-02T03:04:05+02:00', now)).to.equal('2026-01-02T01:04:05.000Z');
  });

  it('are never later than now, and nonsense is now', () => {
    for (const claim of ['2099-01-01T00:00:00Z', 'yesterday', 17, null, undefined, '1'.repeat(5000)]) {
      expect(claimedTime(claim, now)).to.equal(new Date(now).toISOString());
    }
  });
});

describe('numeric ids', () => {
  const moment = fc.integer({ min: Date.parse('2008-01-01'), max: Date.parse('2060-01-01') });

  it('have 18 digits, lie below 2^63 and follow time', () => {
    fc.assert(
      fc.property(moment, moment, fc.webUrl(), (a, b, id) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        const first = numOf(id, new Date(early).toISOString());
        const second = numOf(id, new Date(late).toISOString());
        expect(first).to.match(/^\d{18}$/);
        expect(BigInt(second) < 2n ** 63n).to.equal(true);
        if (late - early >= 1000) expect(first < second).to.equal(true);
      }),
    );
  });

  it('are the same on every machine', () => {
    expect(numOf('https://a.example/o/1', '2026-01-02T03:04:05.006Z')).to.equal(
      numOf('https://a.example/o/1', '2026-01-02T03:04:05.006Z'),
    );
  });

  it('of a thousand things of one second do not meet', () => {
    const nums = Array.from({ length: 1000 }, (_, n) =>
      numOf(`https://bulk.example/o/${n}`, '2026-01-02T03:04:05.000Z'),
    );
    expect(new Set(nums).size).to.be.greaterThan(997);
  });
});

describe('the clock of a hub', () => {
  it('gives each act a later time, and none a whole second', () => {
    const start = Date.parse('2026-03-01T10:00:00.000Z');
    const read = [start - 1, start - 1, start, start + 5, start + 4, start - 60_000];
    const clock = makeClock(() => read.shift() ?? 0);
    const times = Array.from({ length: 6 }, () => Date.parse(clock()) - start);
    expect(times).to.deep.equal([-1, 1, 2, 5, 6, -59_999]);
  });
});
