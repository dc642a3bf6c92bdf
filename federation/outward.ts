// The way outward: deliveries from the log, the tasks that follow from entries, and gathering from other hubs.
// Wired by hand from the parts in deliver/, tasks/ and gather/; each works off a queue that outlives the process.

import type { Logger } from 'pino';
import type { Home } from '../src/domain/home.ts';
import type { TrustOf } from '../src/domain/trust.ts';
import type { Commit } from '../src/log/commit.ts';
import { type Cursor, startCursor } from '../src/log/cursor.ts';
import type { Entry } from '../src/log/entry.ts';
import { makeHealth } from '../src/log/health.ts';
import { makeLeader } from '../src/log/leader.ts';
import { makeQuarantine } from '../src/log/quarantine.ts';
import type { Take, TakeAll } from '../src/log/take.ts';
import { GiveUp, startWorker } from '../src/log/worker.ts';
import type { Job, Storage } from '../storage/port.ts';
import { makeBodies } from './deliver/body.ts';
import { deliverQueue } from './deliver/fan.ts';
import { makePartings } from './deliver/partings.ts';
import { makePassOn } from './deliver/pass-on.ts';
import { makeSend } from './deliver/send.ts';
import { Budget, type Fetch } from './fetch.ts';
import { gatherQueue } from './gather/hear.ts';
import { makeGather } from './gather/index.ts';
import { makeRoster, type PeerStatus } from './gather/peer.ts';
import type { WalkLimits } from './gather/walk.ts';
import { makeContext } from './inbox/context.ts';
import type { KeyRing } from './keys.ts';
import type { Know } from './know.ts';
import { makePeers, type Peers } from './peers.ts';
import type { Post } from './post.ts';
import { makeSynchronization } from './sync/tell.ts';
import { makeTasks } from './tasks/index.ts';
import { makeLook } from './tasks/look.ts';
import { taskQueue } from './tasks/task.ts';
import type { Urls } from './urls.ts';
import { makeWriteEvent } from './write/index.ts';

export interface OutwardDeps {
  storage: Storage;
  urls: Urls;
  home: Home;
  take: Take;
  takeAll: TakeAll;
  commit: Pick<Commit, 'read'>;
  /** Deliveries read no further than this has got, and gathering does not run far ahead of it. */
  applied: Pick<Cursor, 'position' | 'reached'>;
  keys: KeyRing;
  post: Pick<Post, 'reach' | 'send'>;
  fetch: Fetch;
  know: Know;
  trust: TrustOf;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  options?: OutwardOptions;
}

/** What tests set otherwise; times in ms. */
export interface OutwardOptions {
  /** The pause after the n-th failure in a row of a lane. */
  backoff?(failures: number): number;
  patienceMs?: number;
  limits?: WalkLimits;
  /** How long a lane stays with a process that died. */
  leaseMs?: number;
}

export interface Outward {
  peers: Peers;
  /** Sends entries out again that were set aside. */
  passOn(entries: Entry[]): Promise<unknown>;
  /** To be called when the apply cursor has moved, or with tasks `asked` for. */
  wake(asked?: boolean): void;
  /** True when nothing is in flight and nothing is due; else false after a moment. */
  idle(): Promise<boolean>;
  /** The hubs that this one gathers from, and how that goes. */
  peersStatus(): Promise<PeerStatus[]>;
  isGathered(group: string): Promise<boolean>;
  startGathering(origin: string): Promise<void>;
  /** Has every gathered hub looked at again. */
  repairAll(): Promise<void>;
  /** A signed activity of the host was taken; `form` is that of its signature. */
  heardFrom(host: string, form?: string): Promise<void>;
  /** Has a host asked what software it is. */
  lookAt(origin: string): Promise<void>;
  /** The same for hosts that were not asked for a week, some of them at a time. */
  lookAll(originOf: (host: string) => string): Promise<void>;
  close(): Promise<void>;
}

const secondMs = 1000;
const longestPauseMs = 6 * 3_600_000;
/** 30 s doubled up to 6 h, taken this often, is about seven days. */
const deliveryTries = 36;
const momentMs = 10;

export async function makeOutward(deps: OutwardDeps): Promise<Outward> {
  const { storage, home, applied, log, options = {} } = deps;
  const quarantine = makeQuarantine(storage);
  const peers = makePeers({ storage, trust: deps.trust });
  const health = makeHealth(storage);
  const look = makeLook(storage);
  const partings = makePartings({ storage, home });
  const roster = makeRoster(storage);
  const budget = (fetches: number, hosts: number) => () => new Budget({ fetches, hosts });
  const gather = makeGather({
    ...deps,
    peers,
    roster,
    budget: budget(500, 100),
    look: look.at,
    onAdded: () => gatherer.wake(),
    ...(options.limits && { limits: options.limits }),
  });
  const { start: startGathering, isGathered, repairAll } = gather;

  const pause = (firstMs: number) => options.backoff ?? ((failures: number) => doubled(firstMs, failures));
  const common = {
    jobs: storage.jobs,
    onError: (error: unknown, job: Job, lane: string) => reported(log, error, { job, lane }),
  };
  const deliverer = startWorker({
    ...common,
    queue: deliverQueue,
    lanes: 128,
    lingering: 384,
    perLane: 5,
    leaseMs: options.leaseMs ?? 30 * secondMs,
    backoff: pause(30 * secondMs),
    maxTries: deliveryTries,
    handle: makeSend({
      ...deps,
      peers,
      health,
      bodies: makeBodies({ storage, write: makeWriteEvent(deps), keys: deps.keys }),
      synchronization: makeSynchronization(deps),
      ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }),
    }),
  });
  const tasker = startWorker({
    ...common,
    queue: taskQueue,
    lanes: 16,
    perLane: 20,
    leaseMs: options.leaseMs ?? 60 * secondMs,
    backoff: pause(5 * secondMs),
    maxTries: 14,
    handle: makeTasks({
      ...deps,
      peers,
      health,
      partings,
      context: makeContext(deps),
      budget: budget(40, 10),
      isGathered,
      startGathering,
    }),
  });
  const gatherer = startWorker({
    ...common,
    queue: gatherQueue,
    lanes: 4,
    perLane: 1,
    leaseMs: options.leaseMs ?? 60 * secondMs,
    backoff: pause(60 * secondMs),
    maxTries: Number.MAX_SAFE_INTEGER,
    handle: gather.handle,
  });
  const workers = [deliverer, tasker, gatherer];

  const onAdded = () => {
    deliverer.wake();
    gatherer.wake();
  };
  const passOn = makePassOn({ storage, urls: deps.urls, home, partings, peers, onAdded });
  const cursor = await startCursor({
    name: 'deliver',
    records: storage.records,
    // It is woken when the other cursor has moved.
    ...(storage.shared && { leader: makeLeader(storage.state, 'deliver'), pollMs: secondMs }),
    async read(after, limit) {
      const last = applied.position();
      return after >= last ? [] : (await deps.commit.read(after, limit)).filter(entry => entry.seq <= last);
    },
    handle: passOn,
    setAside: async (entry, error) => {
      await quarantine.setAside('deliver', entry, error);
      log.error({ seq: entry.seq, err: error }, 'an entry could not be sent out and was set aside');
    },
    onError: error => log.error({ err: error }, 'reading the log for deliveries failed, it is tried again'),
  });

  return {
    peers,
    isGathered,
    startGathering,
    repairAll,
    passOn,
    peersStatus: gather.status,

    heardFrom(host, form) {
      health.heard(host, form);
      return peers.heardFrom(host);
    },

    async lookAt(origin) {
      await look.at(origin);
      tasker.wake();
    },

    async lookAll(originOf) {
      await look.all(originOf);
      tasker.wake();
    },

    wake(asked = true) {
      cursor.wake();
      if (asked) tasker.wake();
    },

    async idle() {
      const still = cursor.position() >= applied.position() && workers.every(worker => worker.resting());
      if (still && !(await isDue(storage))) {
        await health.written();
        return workers.every(worker => worker.resting());
      }
      for (const worker of workers) worker.wake();
      await new Promise(resolve => setTimeout(resolve, momentMs));
      return false;
    },

    async close() {
      await cursor.close();
      await Promise.all(workers.map(worker => worker.close()));
      await health.written();
    },
  };
}

async function isDue({ jobs }: Storage): Promise<boolean> {
  const dues = await Promise.all([deliverQueue, taskQueue, gatherQueue].map(queue => jobs.nextDue(queue)));
  return dues.some(due => due !== undefined && due <= Date.now());
}

function doubled(firstMs: number, failures: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 30), longestPauseMs);
}

function reported(log: OutwardDeps['log'], error: unknown, { job, lane }: { job: Job; lane: string }): void {
  if (error instanceof GiveUp) log.info({ lane, key: job.key, reason: error.message }, 'a job was put aside');
  else log.error({ lane, key: job.key, err: error }, 'a job failed, it is tried again');
}
