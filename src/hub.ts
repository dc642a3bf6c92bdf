// The one place where everything is wired, by hand: the core, the fediverse and the web become one app.
import type { IncomingMessage, Server } from 'node:http';
import express, { type Express, type Request } from 'express';
import { makeClientApi } from '../federation/client/index.ts';
import { makeDocuments } from '../federation/documents/index.ts';
import { makeEdge } from '../federation/edge.ts';
import { makeFetch } from '../federation/fetch.ts';
import { makeContext } from '../federation/inbox/context.ts';
import { makeInbox } from '../federation/inbox/index.ts';
import { makeReadRelayed } from '../federation/inbox/relayed.ts';
import { makeKeyRing } from '../federation/keys.ts';
import { makeKnow } from '../federation/know.ts';
import { makeOutward } from '../federation/outward.ts';
import { makePost } from '../federation/post.ts';
import { makeResolve } from '../federation/resolve.ts';
import { signRequest } from '../federation/signatures/index.ts';
import { makeSigners } from '../federation/signers/index.ts';
import { makeHearSync } from '../federation/sync/hear.ts';
import type { Config } from './config.ts';
import { type Core, openCore } from './core.ts';
import type { Resolve } from './domain/commands.ts';
import type { Actor } from './domain/records.ts';
import { makeGate } from './gate.ts';
import { makeHealth } from './health.ts';
import { makePaced } from './log/paced.ts';
import { startRunning } from './log/running.ts';
import { makeTies } from './log/ties.ts';
import { makeLogger } from './logger.ts';
import { startSchedule } from './schedule.ts';
import { hurry, inert, makeHurry, makeIpOf, makeServer } from './server.ts';
import { makeWeb } from './web/index.ts';

/** The version told to peers. */
export const version = '0.1.0';

/** Requests of one sort that are worked on at once; with a store that answers in time there are a few dozen. */
const atOnce = 1000;
/** The longest that a peer waits for an answer; it then delivers again, with the same id. */
const answerMs = 15_000;

export interface Hub {
  app: Express;
  origin: string;
  core: Core;
  /** Resolves when nothing is under way and nothing is due: all entries applied and delivered, all tasks done. */
  idle(): Promise<void>;
  /** Serves on the configured port. */
  listen(): Promise<Server>;
  /** Stops accepting, finishes or hands back what is under way, closes the store. */
  close(): Promise<void>;
}

/** Opens a hub on its store. Throws `OtherOrigin` when the data is of a hub of another origin, `NotAlone` during a replay or restore. */
export async function makeHub(config: Config): Promise<Hub> {
  const log = makeLogger(config.logLevel);
  const core = await openCore(config, log);
  const running = await startRunning(core.storage.state).catch(async error => {
    await core.close();
    throw error;
  });
  const { storage, urls, home, accounts, take, applied, commit, trusting } = core;
  const userAgent = `LearningHub/${version} (+${config.origin})`;

  const keys = makeKeyRing({ storage, urls });
  const fetch = makeFetch({
    devPeers: config.devPeers,
    userAgent,
    mayReach: async host => (await trusting.of(host)).level !== 'suspend',
    sign: async (url, scheme) => {
      const { keyId, privateKey } = await keys.keyOf(urls.instance);
      return signRequest({ method: 'GET', url, key: privateKey, keyId, now: Date.now() }, scheme);
    },
  });
  const post = makePost({ devPeers: config.devPeers, userAgent });
  const know = makeKnow({ storage, urls, take, fetch });
  const find = makeResolve({ storage, know, fetch, host: urls.host, devPeers: config.devPeers });
  const resolve: Resolve = async (text, options) => {
    const id = await find(text, options);
    await core.settled();
    return id;
  };
  const perform = core.performing(resolve);
  const outward = await makeOutward({
    storage,
    urls,
    home,
    take,
    takeAll: core.takeAll,
    commit,
    applied,
    keys,
    post,
    fetch,
    know,
    trust: trusting.of,
    log,
  });
  core.onApplied(outward.wake);
  const originOf = (host: string) => `${config.devPeers.includes(host) ? 'http' : 'https'}://${host}`;
  const clock = startSchedule({
    storage,
    repairAll: outward.repairAll,
    lookAll: () => outward.lookAll(originOf),
    log,
  });

  const ties = makeTies(storage.links);
  trusting.onHeard(ties.heard);
  // Of several processes each hears late of what another has applied.
  const links = storage.shared ? storage.links : ties.links;

  const signers = makeSigners({ know, fetch, isBlocked: outward.peers.isBlocked });
  const memberOf = (req: Request) => bearer(core, req);
  const onBug = (error: unknown, req: IncomingMessage) =>
    log.error({ err: error, path: req.url?.split('?', 1)[0] }, 'a request failed');

  const web = makeWeb({
    origin: config.origin,
    name: config.name,
    storage,
    applied: applied.position,
    perform,
    resolve,
    trust: trusting.of,
    closed: home.closed ?? false,
    askSoftware: host => outward.lookAt(originOf(host)),
    accounts,
    uploadLimit: config.uploadLimit,
    members: core.members,
    gate: makeGate(atOnce),
    retryAside: seq => core.quarantine.retry({ apply: core.apply, deliver: outward.passOn }, seq),
    log: (level, message, facts) => log[level](facts ?? {}, message),
  });

  const edge = makeEdge(onBug);
  const inbox = makeInbox({
    urls,
    take: makePaced({ take, applied }),
    know,
    signers,
    context: makeContext({ storage: { ...storage, links }, urls, home, know }),
    isBlocked: outward.peers.isBlocked,
    onHeard: outward.heardFrom,
    readRelayed: makeReadRelayed({ storage, signers, instance: urls.instance }),
    onSync: makeHearSync({ storage, know, origin: urls.origin, onAdded: outward.wake }),
    hurry: makeHurry(),
    timely: makeGate(atOnce, answerMs),
    refuse(error, req, res) {
      if (!res.headersSent) inert(req, res, () => edge(error, req, res, () => req.destroy()));
    },
    ipOf: makeIpOf(config.proxies),
  });

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.proxies);
  app.set('query parser', 'simple');
  app.use(web.again, inert, hurry());
  app.use(makeClientApi({ storage, urls, perform, memberOf, gate: makeGate(atOnce) }));
  app.use(makeHealth({ storage, applied: applied.position, quarantined: core.quarantine.count, memberOf }));
  app.get(['/a/{*rest}', '/o/{*rest}', '/e/{*rest}'], makeGate(atOnce));
  app.use(
    makeDocuments({
      storage,
      urls,
      keys,
      trust: trusting.of,
      name: config.name,
      version,
      memberOf,
      signers,
      isBlocked: outward.peers.isBlocked,
      secure: config.secure || home.closed === true,
    }),
  );
  app.use(['/inbox', '/a', '/o', '/e', '/.well-known', '/nodeinfo', '/metrics', '/readyz'], edge);
  app.use(web.router);
  app.use(edge);

  const server = makeServer((req, res) => {
    if (!inbox(req, res)) app(req, res);
  });

  return {
    app,
    origin: config.origin,
    core,

    async idle() {
      for (let still = false; !still; ) {
        await core.settled();
        await new Promise(setImmediate);
        still = commit.idle() && (await outward.idle()) && applied.position() === (await storage.log.head());
      }
    },

    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(config.port, config.host, () => resolve(server));
      }),

    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeIdleConnections();
      await clock.close();
      await outward.close();
      setTimeout(() => server.closeAllConnections(), 3000).unref();
      if (server.listening) await closed;
      await Promise.all([fetch.close(), post.close()]);
      await running.close().catch(error => log.error({ err: error }, 'the hub could not say that it stopped'));
      await core.close();
    },
  };
}

async function bearer({ accounts, storage, trusting }: Core, req: Request): Promise<Actor | undefined> {
  const token = /^Bearer ([\w.~+/-]{20,512}=*)$/i.exec(req.headers.authorization ?? '')?.[1];
  const id = token && (await accounts.memberOfToken(token));
  const record = id ? await storage.records.get(id) : undefined;
  if (!record || record.buried !== undefined || (await trusting.of(record.id)).level === 'suspend') return undefined;
  return record.body as Actor;
}
