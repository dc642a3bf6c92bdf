// What is noted of other hosts: many are written at once, nothing of one host is written over, and what storage did not take
// is made up for by what comes next.
import { expect } from 'chai';
import { type HostHealth, makeHealth } from '../../src/log/health.ts';
import { type Note, Unavailable } from '../../storage/port.ts';

describe('the health of hosts', () => {
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  let stored: Map<string, HostHealth>;
  let writes: string[][];
  let full = false;
  const state = {
    get: async (_space: string, host: string) => stored.get(host),
    note: async (_space: string, notes: Note[]) => {
      if (full) throw new Unavailable('The disk is full.');
      writes.push(notes.map(({ key }) => key));
      for (const { key, value } of notes) stored.set(key, value as HostHealth);
    },
  };
  const open = () => makeHealth({ state, now: () => time });
  beforeEach(() => {
    [stored, writes, full] = [new Map(), [], false];
  });

  it('is written for many of them together, in the order in which it came', async () => {
    const health = open();
    const at = new Date(time).toISOString();
    health.failed('a.example', 'refused');
    health.failed('a.example', 'silent');
    health.sent('b.example', 'RFC 9421');
    health.heard('c.example');
    health.failed('c.example', 'refused');
    health.sent('c.example');
    expect(writes).to.deep.equal([]);
    await health.written();
    expect(writes).to.deep.equal([['a.example', 'b.example', 'c.example']]);
    expect(stored.get('a.example')).to.deep.equal({ since: at, failedAt: at, failures: 2, error: 'silent' });
    expect(stored.get('b.example')).to.deep.equal({ since: at, sentAt: at, sentIn: 'RFC 9421', failures: 0 });
    expect(stored.get('c.example')).to.deep.equal({ since: at, heardAt: at, failedAt: at, sentAt: at, failures: 0 });
  });

  it('is written without being asked when it is of many', async () => {
    const health = open();
    for (let n = 0; n < 1000; n++) health.sent(`h${n}.example`);
    await health.written();
    expect(writes.map(({ length }) => length)).to.deep.equal([1000]);
  });

  it('is written seldom while nothing changes, and at once when a host takes deliveries again', async () => {
    const health = open();
    for (let n = 0; n < 5; n++) {
      health.sent('a.example');
      await health.written();
    }
    expect(writes).to.have.length(1);
    health.failed('a.example', 'refused');
    await health.written();
    health.sent('a.example');
    await health.written();
    expect(writes).to.have.length(3);
    expect(stored.get('a.example')?.failures).to.equal(0);
    time += 61_000;
    health.sent('a.example');
    await health.written();
    expect(stored.get('a.example')?.sentAt).to.equal(new Date(time).toISOString());
  });

  it('is made up for by the next when it could not be written', async () => {
    const health = open();
    full = true;
    health.sent('a.example');
    await health.written();
    full = false;
    health.sent('a.example');
    await health.written();
    expect(stored.get('a.example')?.sentAt).to.equal(new Date(time).toISOString());
  });
});
