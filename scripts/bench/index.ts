// `npm run bench`: measures the hub beside its peers and beside the least that each task takes, all in one run on this
// machine, and writes docs/bench.json, docs/bench.svg and the table of docs/performance.md. Rule: a part whose request
// failed or whose effect is missing has no figure, and the run then ends with a failure.
//
//   --only growth,search   some parts alone; nothing is written unless --json says where, docs/bench.json with the rest
//   --quick                a minute of everything that needs no installing: are the figures of a sane size?
//   --scale 0.1            a tenth of the work        --sizes 10000,100000   of the corpora
//   --keep                 leaves the corpora for the next run              --json FILE

import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Corpus, corpusOf } from '../corpus/make.ts';
import { draw } from './chart.ts';
import { type Bench, isAbsurd, type Part } from './part.ts';
import { fanout, faults } from './parts/fanout.ts';
import { gather } from './parts/gather.ts';
import { growth } from './parts/growth.ts';
import { inbox } from './parts/inbox.ts';
import { mongodb } from './parts/mongodb.ts';
import { page } from './parts/page.ts';
import { search } from './parts/search.ts';
import { spread } from './parts/spread.ts';
import { start } from './parts/start.ts';
import { weight } from './parts/weight.ts';
import { asMarkdown, asText, intoDocument, makeReport, type PartReport, writeReport } from './report.ts';

const parts: Part[] = [inbox, mongodb, fanout, faults, gather, spread, page, search, start, growth, weight];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' },
    sizes: { type: 'string' },
    keep: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const { quick, keep } = options;
const scale = number(options.scale, 'scale');
const sizes = (options.sizes ?? (quick ? '1000,3000' : '10000,100000,1000000'))
  .split(',')
  .map(size => Math.round(number(size, 'sizes')))
  .sort((a, b) => a - b);
const wanted = options.only?.split(',');
for (const name of wanted ?? []) {
  if (!parts.some(part => part.name === name))
    throw new RangeError(`--only takes ${parts.map(part => part.name).join(', ')}`);
}
const chosen = parts.filter(part => (wanted ? wanted.includes(part.name) : !(quick && part.slow)));

const corpora = new Map<number, Promise<Corpus>>();
const say = (text: string) => process.stderr.write(`    ${text}\n`);
const bench: Bench = {
  quick,
  sizes,
  say,
  amount: (full, few) => Math.max(1, Math.round((quick ? few : full) * scale)),
  corpus(size) {
    const known = corpora.get(size) ?? corpusOf({ size, onProgress: made => say(`corpus: ${made} of ${size}`) });
    corpora.set(size, known);
    return known;
  },
};

const reports: PartReport[] = [];
for (const part of chosen) {
  const report = await measured(part);
  reports.push(report);
  process.stdout.write(asText(report));
}
if (!keep)
  for (const made of await Promise.allSettled(corpora.values())) {
    if (made.status === 'fulfilled') await rm(made.value.folder, { recursive: true, force: true });
  }

const report = makeReport(reports, scale);
const docs = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const published = docs('bench.json');
const file = options.json ? resolve(options.json) : wanted || quick ? undefined : published;
const whole = file && writeReport(file, report);
if (whole && file === published) {
  writeFileSync(docs('bench.svg'), draw(whole));
  intoDocument(docs('performance.md'), asMarkdown(whole));
}

const lines = reports.flatMap(part => part.lines);
// In a whole run what is far from its aim is a finding; in a quick one it is a fault of the measuring.
const absurd = quick ? lines.filter(isAbsurd) : [];
for (const line of absurd) process.stdout.write(`absurd: ${line.what}: ${line.value} ${line.unit}\n`);
process.exit(reports.some(part => part.failed !== undefined) || absurd.length > 0 ? 1 : 0);

/** Measures one part within its time. What it leaves running ends with this process. */
async function measured(part: Part): Promise<PartReport> {
  const began = performance.now();
  const at = new Date().toISOString();
  const limit = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`it took more than ${part.minutes} minutes`)), part.minutes * 60_000).unref();
  });
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  try {
    const lines = await Promise.race([part.measure(bench), limit]);
    return { name: part.name, at, seconds: seconds(), lines };
  } catch (error) {
    return { name: part.name, at, seconds: seconds(), lines: [], failed: told(error) };
  }
}

function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function number(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`--${name} takes numbers above 0`);
  return value;
}
