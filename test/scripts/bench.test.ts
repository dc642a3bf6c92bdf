import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { draw } from '../../scripts/bench/chart.ts';
import { cpuSeconds, median, percentile, residentMemory, told } from '../../scripts/bench/figures.ts';
import { holds, isAbsurd, type Line } from '../../scripts/bench/part.ts';
import {
  asMarkdown,
  asText,
  intoDocument,
  makeReport,
  type PartReport,
  writeReport,
} from '../../scripts/bench/report.ts';

describe('the report of the benchmarks', () => {
  const line = (value: number, aim: Line['aim']): Line => ({ what: 'a < b', value, unit: '%', aim, from: 'x' });
  const part = (name: string, more: Partial<PartReport> = {}): PartReport => {
    return { name, at: '2026-01-01T00:00:00.000Z', seconds: 1, lines: [line(70, { least: 60 })], ...more };
  };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says what holds, and what only a broken measurement explains', () => {
    expect(holds(line(60, { least: 60 }))).to.equal(true);
    expect(holds(line(59, { least: 60 }))).to.equal(false);
    expect(holds(line(60, { most: 60 }))).to.equal(true);
    expect(holds(line(61, { most: 60 }))).to.equal(false);
    expect([59, 5, 4, Number.NaN].map(value => isAbsurd(line(value, { least: 60 })))).to.deep.equal([
      false,
      false,
      true,
      true,
    ]);
    expect([61, 1500, 1501].map(value => isAbsurd(line(value, { most: 60 })))).to.deep.equal([false, false, true]);
    expect(isAbsurd({ ...line(5999, { most: 60 }), unit: 'ms' })).to.equal(false);
  });

  it('never gives a figure to a part that failed', () => {
    const failed = part('inbox', { lines: [], failed: 'refused 3 of 4: 503' });
    expect(asText(failed)).to.equal('inbox: NOT measured: refused 3 of 4: 503\n');
    expect(asMarkdown(makeReport([failed], 1))).to.include('| inbox | not measured | | | refused 3 of 4: 503 |');
  });

  it('keeps the parts of an earlier run that this one has not measured', async () => {
    const file = join(folder, 'bench.json');
    writeReport(file, makeReport([part('one'), part('two')], 1));
    const whole = writeReport(file, makeReport([part('two', { seconds: 9 })], 1));
    expect(whole.parts.map(({ name, seconds }) => [name, seconds])).to.deep.equal([
      ['one', 1],
      ['two', 9],
    ]);
    expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.equal(JSON.parse(JSON.stringify(whole)));
  });

  it('puts its table between the markers of a document, and nowhere else', async () => {
    const file = join(folder, 'doc.md');
    const before = 'Before\n<!-- figures: written by npm run bench -->\nold\n<!-- end of figures -->\nAfter\n';
    await writeFile(file, before);
    intoDocument(file, 'new');
    intoDocument(file, 'new');
    expect(await readFile(file, 'utf8')).to.equal(before.replace('old', 'new'));
    await writeFile(file, 'no markers');
    expect(() => intoDocument(file, 'new')).to.throw('no place');
  });

  it('draws a bar for every line, with its words escaped', () => {
    const svg = draw(makeReport([part('one'), part('two', { lines: [line(1, { most: 2 })] })], 1));
    expect(svg.match(/<rect /g)).to.have.length(2);
    expect(svg).to.include('a &lt; b').and.not.include('a < b');
  });
});

describe('the figures of the benchmarks', () => {
  it('are sums that can be checked by hand', () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(percentile([5, 1, 4, 2, 3], 0.95)).to.equal(5);
    expect(percentile([], 0.5)).to.equal(0);
    expect([told(2152.4), told(51.83), told(0.666)]).to.deep.equal(['2,152', '51.8', '0.67']);
  });

  it('read this process as the system counts it', () => {
    const before = cpuSeconds(process.pid);
    const began = process.cpuUsage();
    const own = () => {
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1e6;
    };
    while (own() < 0.2) Math.sqrt(2);
    expect(cpuSeconds(process.pid) - before).to.be.closeTo(own(), 0.05);
    expect(residentMemory(process.pid)).to.be.greaterThan(20 * 2 ** 20);
  });
});
