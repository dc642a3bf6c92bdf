// One target under the one load: started, warmed up, measured in rounds, checked, stopped.
// One rule: a figure stands only when every request was accepted and every activity took effect.

import { fileURLToPath } from 'node:url';
import { type ServerProcess, startProcess } from '../../test/peers/process.ts';
import type { LoadJob, LoadResult } from './load.ts';
import type { Target } from './target.ts';

/** The median round of a target. `settledPerSecond` counts until the last effect, `perSecond` until the last answer. */
export interface Measurement {
  name: string;
  count: number;
  perSecond: number;
  settledPerSecond: number;
  p50: number;
  p95: number;
  p99: number;
  readyAfter: number;
  /** Resident memory in bytes, before the load and after it. */
  rssIdle: number;
  rssAfter: number;
}

/** Starts the process that sends. Stop it when the measuring is over. */
export function startLoad(): Promise<ServerProcess> {
  return startProcess(['--import', 'tsx', fileURLToPath(new URL('./load.ts', import.meta.url))], {});
}

/** Measures one target over `rounds` rounds of `count` activities, after one round that does not count. */
export async function measure(
  target: Target,
  load: ServerProcess,
  { count, rounds, concurrency }: { count: number; rounds: number; concurrency: number },
): Promise<Measurement> {
  const running = await target.start(load.origin);
  const { inbox, actor, readyAfter } = running;
  try {
    const rssIdle = await running.rss();
    const results = [];
    for (let round = 0; round <= rounds; round += 1) {
      const result = await fire(load, { inbox, actor, count, concurrency });
      if (!('seconds' in result)) {
        throw new Error(`${target.name} refused ${result.refused} of ${count}: ${result.firstRefusal}`);
      }
      const answered = performance.now();
      await running.settled(count * (round + 1));
      const settling = (performance.now() - answered) / 1000;
      if (round > 0) results.push({ ...result, settledPerSecond: count / (result.seconds + settling) });
    }
    const median = results.sort((a, b) => a.perSecond - b.perSecond)[Math.floor(results.length / 2)];
    if (!median) throw new RangeError('at least one round is needed');
    const { perSecond, settledPerSecond, p50, p95, p99 } = median;
    const rssAfter = await running.rss();
    return { name: target.name, count, perSecond, settledPerSecond, p50, p95, p99, readyAfter, rssIdle, rssAfter };
  } finally {
    await running.stop();
  }
}

async function fire(load: ServerProcess, job: LoadJob): Promise<LoadResult> {
  load.say(JSON.stringify(job));
  const { value, done } = await load.lines.next();
  if (done) throw new Error('the load ended before it answered');
  return JSON.parse(value) as LoadResult;
}
