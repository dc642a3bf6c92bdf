// `npm run bench`: the same signed inbox load on each target in one run, as activities a second and as ratios; then what
// pages weigh (`--no-pages` leaves that out).
// One rule: every target of a run gets the same activities, the same concurrency and its own process on the same machine.

import { parseArgs } from 'node:util';
import { type Measurement, measure, startLoad } from './measure.ts';
import { apex } from './targets/apex.ts';
import { ceiling } from './targets/ceiling.ts';
import { fedify } from './targets/fedify.ts';
import { hub } from './targets/hub.ts';
import { weighPages } from './weight.ts';

const targets = { ceiling, hub, fedify, apex };

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '64' },
    targets: { type: 'string', default: Object.keys(targets).join(',') },
    json: { type: 'boolean', default: false },
    pages: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const plan = {
  count: Number(options.count),
  rounds: Number(options.rounds),
  concurrency: Number(options.concurrency),
};

const load = await startLoad();
try {
  const wanted = Object.entries(targets).filter(([key]) => options.targets.split(',').includes(key));
  const measured = await measure(
    wanted.map(([, target]) => target),
    load,
    plan,
  );
  if (!options.json) for (const one of measured) console.log(line(one, measured[0] as Measurement));
  const pages = options.pages ? await weighPages().catch(notMeasured) : undefined;
  if (options.json) console.log(JSON.stringify({ node: process.version, ...plan, measured, pages }));
  else if (pages) console.log(`bytes of a first visit ${pages.home}, of a resource page ${pages.resource}`);
} finally {
  await load.stop();
}

function notMeasured(error: unknown): undefined {
  console.error(`pages were NOT measured: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

function line(one: Measurement, first: Measurement): string {
  const rate = `${one.settledPerSecond.toFixed(0).padStart(6)}/s`;
  const ratio = `${((100 * one.settledPerSecond) / first.settledPerSecond).toFixed(1).padStart(5)} %`;
  const latency = `p50 ${one.p50.toFixed(1)} p95 ${one.p95.toFixed(1)} p99 ${one.p99.toFixed(1)} ms`;
  const memory = `${(one.rssIdle / 2 ** 20).toFixed(0)} to ${(one.rssAfter / 2 ** 20).toFixed(0)} MB`;
  return `${one.name.padEnd(40)} ${rate} ${ratio}  ${latency}  ready in ${one.readyAfter.toFixed(0)} ms  ${memory}`;
}
