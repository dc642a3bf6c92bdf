// The hub itself, built and started as an operator starts it, on the embedded store. One rule: an activity counts when it
// is durable, applied and found by search; the senders' host is gathered, so that what they post is shown to everyone.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../../src/config.ts';
import { openCore } from '../../../src/core.ts';
import { makeLogger } from '../../../src/logger.ts';
import { freePort } from '../../../test/helpers/hub.ts';
import { type ServerProcess, startProcess } from '../../../test/peers/process.ts';
import { until } from '../../../test/peers/start.ts';
import { type RunningTarget, residentMemory, type Target } from '../target.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const hub: Target = {
  name: 'Learning Hub, durable, applied, searchable',
  start: startHub,
};

/** A hub on a folder of its own, founded with one member, that can be started there again and again. */
export interface PreparedHub {
  origin: string;
  actor: string;
  env: Record<string, string>;
  start(): Promise<ServerProcess>;
  remove(): Promise<void>;
}

/** Builds the hub and founds it with one member; `senders` is the origin that it gathers from. */
export async function prepareHub(senders: string): Promise<PreparedHub> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { cwd: root });
  const data = await mkdtemp(join(tmpdir(), 'bench-hub-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    HUB_ORIGIN: origin,
    HUB_DATA: data,
    HUB_DEV_PEERS: new URL(senders).host,
    HUB_LOG: 'error',
  };
  const actor = await foundWithMember(env, senders);
  return {
    origin,
    actor,
    env,
    start: () => startProcess(startArguments(), env),
    remove: () => rm(data, { recursive: true, force: true }),
  };
}

async function startHub(senders: string): Promise<RunningTarget> {
  const prepared = await prepareHub(senders);
  const running = await prepared.start();
  return {
    inbox: `${running.origin}/inbox`,
    actor: prepared.actor,
    readyAfter: running.readyAfter,
    settled: n => settled(running.origin, n, new URL(senders).host),
    rss: async () => residentMemory(running.pid),
    async stop() {
      await running.stop();
      await prepared.remove();
    },
  };
}

/** What `npm start` gives to node: a hub is measured as it is run. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [, ...options] = scripts.start.split(' ');
  return options.map(option => (option.startsWith('dist/') ? join(root, option) : option));
}

async function foundWithMember(env: Record<string, string>, senders: string): Promise<string> {
  const core = await openCore(readConfig(env), makeLogger('error'));
  const member = await core.members.register({ handle: 'amina', name: 'Amina', role: 'admin' });
  await core.takeLocal({
    type: 'peerAdded',
    id: core.urls.newActivity(),
    actor: core.home.hub,
    at: new Date().toISOString(),
    origin: senders,
  });
  await core.close();
  return member.id;
}

/** Everything in the log is applied, and search finds as many as were sent (it counts to 10,000). */
async function settled(origin: string, n: number, host: string): Promise<void> {
  await allApplied(origin);
  const found = async () =>
    JSON.parse(await read(origin, `/api/search?hub=${host}&limit=1`)).total === Math.min(n, 10_000);
  await until(found, { timeout: 10_000, what: `${n} activities found by search` });
}

/** Waits until everything in the log is applied. */
export async function allApplied(origin: string): Promise<void> {
  const figure = (metrics: string, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(metrics)?.[1]);
  const applied = async () => {
    const metrics = await read(origin, '/metrics');
    return figure(metrics, 'hub_log_applied') === figure(metrics, 'hub_log_entries');
  };
  await until(applied, { timeout: 60_000, what: 'every entry applied' });
}

async function read(origin: string, path: string): Promise<string> {
  return (await fetch(origin + path, { signal: AbortSignal.timeout(30_000) })).text();
}
