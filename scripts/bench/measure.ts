// Targets under the one load: started, warmed up, measured in rounds, checked, stopped.
// One rule: a figure stands only when every request was accepted and every activity took effect.

import type { ServerProcess } from '../../test/peers/process.ts';
import { median } from './figures.ts';
import { fireAt } from './load.ts';
import type { RunningTarget, Target } from './target.ts';

/** The medians of a target's rounds. `settledPerSecond` counts until the last effect, `perSecond` until the last answer. */
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

/** How much of the load each target gets, and how often. */
export interface Plan {
  count: number;
  /** Rounds before those that count, in which V8 compiles. */
  warm: number;
  rounds: number;
  concurrency: number;
}

/**
 * Measures targets side by side: all are started, and each round goes to one after the other, so that a machine that is slow
 * for a minute is slow for all of them.
 */
export async function measure(targets: Target[], load: ServerProcess, plan: Plan): Promise<Measurement[]> {
  if (plan.rounds < 1) throw new RangeError('at least one round is needed');
  const measuring: Measuring[] = [];
  try {
    for (const target of targets) {
      const running = await target.start(load.origin);
      measuring.push({ target, running, rssIdle: await running.rss(), rounds: [], sent: 0 });
    }
    for (let round = 0; round < plan.warm + plan.rounds; round += 1) {
      for (const one of measuring) {
        const result = await measureRound(one, load, plan);
        if (round >= plan.warm) one.rounds.push(result);
      }
    }
    return await Promise.all(measuring.map(one => summary(one, plan)));
  } finally {
    await Promise.all(measuring.map(({ running }) => running.stop()));
  }
}

interface Round {
  perSecond: number;
  settledPerSecond: number;
  p50: number;
  p95: number;
  p99: number;
}

interface Measuring {
  target: Target;
  running: RunningTarget;
  rssIdle: number;
  rounds: Round[];
  sent: number;
}

async function measureRound(one: Measuring, load: ServerProcess, { count, concurrency }: Plan): Promise<Round> {
  const { inbox, actor, settled } = one.running;
  const result = await fireAt(load, { inbox, actor, count, concurrency }).catch(error => {
    throw new Error(`${one.target.name} ${error instanceof Error ? error.message : error}`);
  });
  one.sent += count;
  const answered = performance.now();
  await settled(one.sent);
  const settling = (performance.now() - answered) / 1000;
  return { ...result, settledPerSecond: count / (result.seconds + settling) };
}

/** Each figure is the median of the rounds. */
async function summary({ target, running, rssIdle, rounds }: Measuring, { count }: Plan): Promise<Measurement> {
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  return {
    name: target.name,
    count,
    perSecond: middle(round => round.perSecond),
    settledPerSecond: middle(round => round.settledPerSecond),
    p50: middle(round => round.p50),
    p95: middle(round => round.p95),
    p99: middle(round => round.p99),
    readyAfter: running.readyAfter,
    rssIdle,
    rssAfter: await running.rss(),
  };
}
