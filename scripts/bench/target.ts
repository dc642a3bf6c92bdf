// What the benchmark asks of a server under load, and how one of the baselines is run as its own process.
// One rule: a target that answers 2xx must also show that it did the work, or there is no figure.

import { until } from '../../test/helpers/until.ts';
import { startProcess } from '../../test/peers/process.ts';
import { residentMemory } from './figures.ts';

/** A server that can be put under load. */
export interface Target {
  name: string;
  /** Starts it. `senders` is the origin of the actors whose activities will come, for servers that must be told. */
  start(senders: string): Promise<RunningTarget>;
}

export interface RunningTarget {
  inbox: string;
  actor: string;
  /** Milliseconds from the start of its process until it served. */
  readyAfter: number;
  /** Resolves once `n` activities since the start have had their effect; throws when that takes more than a minute. */
  settled(n: number): Promise<void>;
  /** Resident memory in bytes. */
  rss(): Promise<number>;
  stop(): Promise<void>;
}

/** A baseline: a server with the control door of test/peers, whose `count` is how many activities took effect. */
export async function startBaseline(args: string[], nodeEnv: 'test' | 'production'): Promise<RunningTarget> {
  const { origin, pid, readyAfter, stop } = await startProcess(args, { NODE_ENV: nodeEnv });
  const ask = async (view: string) =>
    (await fetch(`${origin}/control/${view}`, { signal: AbortSignal.timeout(30_000) })).json();
  const { inbox, actor } = await ask('whoami');
  return {
    inbox,
    actor,
    readyAfter,
    async settled(n) {
      await until(async () => (await ask('count')) === n, { limitMs: 60_000, what: `${n} activities taking effect` });
    },
    rss: async () => residentMemory(pid),
    stop,
  };
}
