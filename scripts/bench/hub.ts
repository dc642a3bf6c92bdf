// The hub as a process of its own, built and started as an operator starts it. Rule: it is asked only through its own doors
// (pages, search, /metrics), and what is told of its process is read from the machine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config.ts';
import { type Core, openCore } from '../../src/core.ts';
import { makeHub } from '../../src/hub.ts';
import { makeLogger } from '../../src/logger.ts';
import { until } from '../../test/helpers/until.ts';
import { startProcess } from '../../test/peers/process.ts';
import { freePort } from '../free-port.ts';
import { cpuSeconds } from './figures.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A hub's environment; the port is where it listens, the origin what it calls itself. */
export interface HubEnv extends Record<string, string> {
  PORT: string;
  HUB_ORIGIN: string;
  HUB_DATA: string;
  HUB_LOG: string;
  HUB_DEV_PEERS: string;
}

export interface RunningHub {
  /** What it calls itself. */
  origin: string;
  /** Where it is reached. */
  at: string;
  pid: number;
  /** Milliseconds from the start of its process until it served. */
  readyAfter: number;
  /** CPU seconds so far. */
  cpu(): number;
  /** Reads a path; rejects unless it is answered 200. */
  read(path: string, headers?: Record<string, string>): Promise<string>;
  /** A figure of /metrics; NaN when there is no such figure. */
  figure(name: string): Promise<number>;
  /** How many things search finds; it counts to 10,000. */
  found(query: string): Promise<number>;
  /** Waits until everything in the log is applied. */
  applied(): Promise<void>;
  stop(): Promise<void>;
}

let built = false;

/** Compiles the tree, once a run. */
export function build(): void {
  if (built) return;
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { cwd: root });
  built = true;
}

/** An environment at a free port of loopback. Without an origin the hub is called by where it listens. */
export async function hubEnv(
  folder: string,
  { origin, peers = [] }: { origin?: string; peers?: string[] } = {},
): Promise<HubEnv> {
  const port = await freePort();
  return {
    PORT: String(port),
    HUB_ORIGIN: origin ?? `http://127.0.0.1:${port}`,
    HUB_DATA: folder,
    HUB_LOG: 'error',
    HUB_DEV_PEERS: peers.map(peer => new URL(peer).host).join(','),
  };
}

/** Opens a hub's data without its doors, for what is prepared before it runs. */
export async function withCore<T>(env: HubEnv, work: (core: Core) => Promise<T>): Promise<T> {
  const core = await openCore(readConfig(env), makeLogger('error'));
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

/** Has a hub read all that was prepared, as one has that runs already: its cursors would walk it while the clock runs. */
export async function settle(env: HubEnv): Promise<void> {
  const hub = await makeHub(readConfig(env));
  try {
    await hub.idle();
  } finally {
    await hub.close();
  }
}

/** A member, made if need be; gives the id and a token. */
export async function memberOf(core: Core, handle: string): Promise<{ id: string; token: string }> {
  const [known] = await core.storage.links.list(
    { kind: 'handle', from: `${handle}@${new URL(core.config.origin).host}` },
    { limit: 1 },
  );
  const id = known?.to ?? (await core.members.register({ handle, name: handle, role: 'admin' })).id;
  return { id, token: await core.accounts.issueToken(id, 'bench') };
}

/** Has the hub gather from an origin, once it runs: what comes from there is shown to everybody. */
export async function addPeer(core: Core, origin: string): Promise<void> {
  const at = new Date().toISOString();
  await core.takeLocal({ type: 'peerAdded', id: core.urls.newActivity(), actor: core.home.hub, at, origin });
}

/** Starts a hub, with what `npm start` gives to node. */
export async function startHub(env: HubEnv): Promise<RunningHub> {
  build();
  const { origin, pid, readyAfter, stop } = await startProcess(startArguments(), env);
  const at = `http://127.0.0.1:${env.PORT}`;
  const read = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(at + path, { headers, redirect: 'manual', signal: AbortSignal.timeout(60_000) });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${text.slice(0, 200)}`);
    return text;
  };
  const figure = async (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await read('/metrics'))?.[1]);
  return {
    origin,
    at,
    pid,
    readyAfter,
    cpu: () => cpuSeconds(pid),
    read,
    figure,
    found: async query => JSON.parse(await read(`/api/search?limit=1&${query}`)).total,
    applied: async () => {
      const isApplied = async () => (await figure('hub_log_applied')) === (await figure('hub_log_entries'));
      await until(isApplied, { limitMs: 60_000, what: 'every entry applied' });
    },
    stop,
  };
}

function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [, ...options] = scripts.start.split(' ');
  return options.map(option => (option.startsWith('dist/') ? join(root, option) : option));
}
