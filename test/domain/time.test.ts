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

describe('times at the edges of the calendar', () => {
  const edges = [
    '2028-02-29T23:59:59.999Z',
    '2028-03-01T00:00:00.001Z',
    '2038-01-19T03:14:07.999Z',
    '2038-01-19T03:14:08.001Z',
    '2106-02-07T06:28:16.001Z',
    '2400-02-29T12:00:00.001Z',
  ];

  it('are kept to the millisecond, and their numbers follow each other', () => {
    const late = Date.parse('2450-01-01T00:00:00.001Z');
    for (const edge of edges) expect(claimedTime(edge, late)).to.equal(edge);
    const nums = edges.map(edge => numOf('https://a.example/o/1', edge));
    expect(nums.toSorted()).to.deep.equal(nums);
    for (const num of nums) expect(num).to.match(/^\d{18}$/);
  });

  it('that no clock shows are now, and those before 1970 too', () => {
    const strange = ['1969-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '2026-13-01T00:00:00Z', '2016-12-31T23:59:60Z'];
    for (const claim of [...strange, '+275761-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
      expect(claimedTime(claim, now), claim).to.equal(new Date(now).toISOString());
  });
});

describe('the clock of a hub', () => {
  const start = Date.parse('2026-03-01T10:00:00.000Z');
  const hour = 3_600_000;
  const given = (read: number[], last?: number) => {
    const left = [...read];
    const clock = makeClock(() => left.shift() ?? 0, last);
    return read.map(() => Date.parse(clock()) - start);
  };

  it('gives each act a later time, and none a whole second', () => {
    expect(given([start - 1, start - 1, start, start + 5, start + 4])).to.deep.equal([-1, 1, 2, 5, 6]);
  });

  it('keeps the order of acts when it is set forward by two hours, and back again', () => {
    const times = given([
      start + 1,
      start + 2 * hour + 2,
      start + 2 * hour + 3,
      start + 4,
      start + hour,
      start + 3 * hour,
    ]);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).to.equal(times.length);
    expect(times.slice(3, 5)).to.deep.equal([2 * hour + 4, 2 * hour + 5]);
    const nums = times.map((time, n) => numOf(`https://a.example/o/${n}`, new Date(start + time).toISOString()));
    expect(nums).to.deep.equal(nums.toSorted());
  });

  it('keeps it over a restart, when it was set back by an hour meanwhile', () => {
    expect(given([start - hour], start + 5)).to.deep.equal([6]);
  });

  it('is believed when it is set back by more: then it was wrong before', () => {
    expect(given([start + 24 * hour + 1, start + 2])).to.deep.equal([24 * hour + 1, 2]);
    expect(given([start + 1], start + 9000 * hour)).to.deep.equal([1]);
  });
});
