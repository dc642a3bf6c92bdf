// What every task is given. A task may be done again at any time: what it makes has ids made from what it is about.

import type { Logger } from 'pino';
import type { FollowUp } from '../../src/domain/followups.ts';
import type { Home } from '../../src/domain/home.ts';
import type { Health } from '../../src/log/health.ts';
import type { Take, TakeAll } from '../../src/log/take.ts';
import type { Storage } from '../../storage/port.ts';
import type { Partings } from '../deliver/partings.ts';
import type { Budget, Fetch } from '../fetch.ts';
import type { Know } from '../know.ts';
import type { Peers } from '../peers.ts';
import type { Context } from '../read/context.ts';
import type { Urls } from '../urls.ts';

/** The queue of tasks. */
export { taskQueue } from '../../src/log/apply.ts';

export interface TaskDeps {
  storage: Storage;
  urls: Urls;
  home: Home;
  take: Take;
  takeAll: TakeAll;
  fetch: Fetch;
  know: Know;
  peers: Pick<Peers, 'isBlocked' | 'isQuiet'>;
  partings: Partings;
  health: Pick<Health, 'asked'>;
  /** What a reader of activities may ask of the hub. */
  context(): Context;
  /** What one task may spend on the network. */
  budget(): Budget;
  /** True for the group of a hub that this one gathers from. */
  isGathered(group: string): Promise<boolean>;
  /** Begins to gather from a hub, or looks again at one. */
  startGathering(origin: string): Promise<void>;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
}

export type TaskName = FollowUp['task'];

/** Where a task stands in its queue. */
export interface Standing {
  lane: string;
  order: number;
}

/**
 * Does one task. Throws `TryLater` to rest its lane; a passing `Problem` does so too, any other ends the task.
 */
export type Task<Name extends TaskName> = (
  deps: TaskDeps,
  task: Extract<FollowUp, { task: Name }>,
  standing: Standing,
) => Promise<void>;
