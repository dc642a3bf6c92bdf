// A hub without its doors: the store, the log and what members can do, wired by hand. The server opens its doors over it,
// and the operator's command works with it beside a running server.
import { makePartings } from '../federation/deliver/partings.ts';
import { makeUrls, type Urls } from '../federation/urls.ts';
import type { Storage } from '../storage/port.ts';
import { openSqlite } from '../storage/sqlite/index.ts';
import { type Accounts, makeAccounts } from './accounts/index.ts';
import type { ActionDeps } from './actions/deps.ts';
import { makePerform } from './actions/index.ts';
import { register } from './actions/profile.ts';
import type { Config } from './config.ts';
import type { NewMember, Perform, Resolve } from './domain/commands.ts';
import type { Home } from './domain/home.ts';
import type { Actor } from './domain/records.ts';
import { makeClock } from './domain/time.ts';
import { makeFoldThread } from './fold-thread.ts';
import { found } from './found.ts';
import { type Apply, makeApply } from './log/apply.ts';
import { type Commit, makeCommit } from './log/commit.ts';
import { type Cursor, startCursor } from './log/cursor.ts';
import { type Entry, NewerForm } from './log/entry.ts';
import { makeLeader } from './log/leader.ts';
import { makeQuarantine, type Quarantine } from './log/quarantine.ts';
import { finishReplay } from './log/replay.ts';
import { makeTake, makeTakeAll, makeTakeLocal, type Take, type TakeAll, type TakeLocal } from './log/take.ts';
import { makeTrusting, type Trusting } from './log/trusting.ts';
import type { Logger } from './logger.ts';

export interface Core {
  config: Config;
  storage: Storage;
  urls: Urls;
  home: Home;
  accounts: Accounts;
  commit: Commit;
  take: Take;
  takeAll: TakeAll;
  takeLocal: TakeLocal;
  applied: Cursor;
  /** Entries that a cursor could not handle. */
  quarantine: Quarantine;
  /** Applies entries again that were set aside. */
  apply(entries: Entry[]): Promise<unknown>;
  /** What holds for others, by the policies of this hub. */
  trusting: Trusting;
  members: { register(member: NewMember): Promise<Actor> };
  /** What members can do; `resolve` finds what lives elsewhere. */
  performing(resolve: Resolve): Perform;
  /** Hears of every move of the apply cursor, and whether tasks were asked for here. */
  onApplied(listener: (asked: boolean) => void): void;
  /** Resolves when everything in the log is applied. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store that the configuration names. */
export async function openStorage(config: Config): Promise<Storage> {
  if (!config.mongodbUri) return openSqlite({ folder: config.data });
  // The driver takes a tenth of a second and many megabytes, which a hub on one folder does without.
  const { openMongodb } = await import('../storage/mongodb/index.ts');
  return openMongodb({ uri: config.mongodbUri });
}

/**
 * Opens the store and starts folding its log. Throws `OtherOrigin` when the data belongs to a hub of another origin, and
 * `NewerForm` when the log goes on with what only a newer hub can fold.
 */
export async function openCore(config: Config, log: Logger): Promise<Core> {
  const opened = await openStorage(config);
  const urls = makeUrls(config.origin);
  const home: Home = { origin: urls.origin, hub: urls.hub, closed: config.federation === 'allowlist' };
  // On a database of its own machine one process folds, and has the other core for it.
  const thread = opened.shared ? undefined : makeFoldThread({ storage: opened, folder: config.data, home });
  const storage = thread?.storage ?? opened;
  const listeners: ((asked: boolean) => void)[] = [];
  const commit = makeCommit(storage.log, () => applied.wake());
  await finishReplay(storage, home);
  const trusting = makeTrusting({ records: storage.records, home });
  const partings = makePartings({ storage, home });
  const quarantine = makeQuarantine(storage);
  const fold = makeApply({ storage, home, ...(thread && { fold: thread.fold }) });
  const apply: Apply = async (entries, holds) => {
    await partings.note(entries);
    const followed = await fold(entries, holds);
    trusting.heard(entries.map(({ event }) => event));
    return followed;
  };
  const newer = Promise.withResolvers<never>();
  newer.promise.catch(() => {});
  const applied: Cursor = await startCursor({
    name: 'apply',
    records: storage.records,
    read: commit.read,
    ...(storage.shared && { leader: makeLeader(storage.state, 'apply') }),
    handle: apply,
    setAside: async (entry, error) => {
      await quarantine.setAside('apply', entry, error);
      log.error({ seq: entry.seq, err: error }, 'an entry could not be applied and was set aside');
    },
    onMove: (_, asked) => {
      for (const listener of listeners) listener(asked);
    },
    onError: error => {
      log.error({ err: error }, 'applying the log failed, it is tried again');
      if (error instanceof NewerForm) newer.reject(error);
    },
  });
  const take = makeTake({ storage, commit, home, trust: trusting.of });
  const takeApplied = makeTakeLocal(take, () => applied, quarantine);
  /** Where another process applies it, this one has not heard of it. */
  const takeLocal: TakeLocal = async event => {
    const appended = await takeApplied(event);
    trusting.heard([event]);
    return appended;
  };
  const addresses = {
    ...urls,
    createOf: (thing: string) => urls.thingPart(thing, 'create'),
    contextOf: (thing: string) => urls.thingPart(thing, 'context'),
    part: urls.actorPart,
  };
  const [newest] = await storage.log.read(Math.max(0, (await storage.log.head()) - 1), 1);
  const now = makeClock(Date.now, newest?.at);
  const actionDeps = (resolve: Resolve): ActionDeps => ({
    storage,
    home,
    addresses,
    take: takeLocal,
    trust: trusting.of,
    resolve,
    now,
  });

  async function settled(): Promise<void> {
    applied.wake();
    await applied.reached(await storage.log.head());
  }

  try {
    await Promise.race([settled(), newer.promise]);
    await found({ storage, take, origin: config.origin, name: config.name, urls });
    await settled();
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await applied.close();
    await thread?.close();
    await storage.close();
  }

  return {
    config,
    storage,
    urls,
    home,
    accounts: makeAccounts({ storage }),
    commit,
    take,
    takeAll: makeTakeAll({ storage, commit, home, trust: trusting.of }),
    takeLocal,
    applied,
    quarantine,
    apply,
    trusting,
    members: {
      register: member =>
        register(
          actionDeps(async () => undefined),
          member,
        ),
    },
    performing: resolve => makePerform(actionDeps(resolve)),
    onApplied: listener => {
      listeners.push(listener);
    },
    settled,
    close,
  };
}
