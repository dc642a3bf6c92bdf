// The hub itself under the inbox load, on the embedded store. One rule: an activity counts when it is durable, applied and
// found by search; the senders' host is gathered, so that what they post is shown to everyone.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/helpers/until.ts';
import { residentMemory } from '../figures.ts';
import { addPeer, build, type HubEnv, hubEnv, memberOf, type RunningHub, startHub, withCore } from '../hub.ts';
import type { RunningTarget, Target } from '../target.ts';

export const hub: Target = {
  name: 'Learning Hub, durable, applied, searchable',
  start: startTarget,
};

/** A hub on a folder of its own, founded with one member, that can be started there again and again. */
export interface PreparedHub {
  origin: string;
  actor: string;
  env: HubEnv;
  start(): Promise<RunningHub>;
  remove(): Promise<void>;
}

/** Builds the hub and founds it with one member; `senders` is the origin that it gathers from. */
export async function prepareHub(senders: string): Promise<PreparedHub> {
  build();
  const data = await mkdtemp(join(tmpdir(), 'bench-hub-'));
  const env = await hubEnv(data, { peers: [senders] });
  const actor = await withCore(env, async core => {
    await addPeer(core, senders);
    return (await memberOf(core, 'amina')).id;
  });
  return {
    origin: env.HUB_ORIGIN,
    actor,
    env,
    start: () => startHub(env),
    remove: () => rm(data, { recursive: true, force: true }),
  };
}

async function startTarget(senders: string): Promise<RunningTarget> {
  const prepared = await prepareHub(senders);
  const running = await prepared.start();
  return {
    inbox: `${running.origin}/inbox`,
    actor: prepared.actor,
    readyAfter: running.readyAfter,
    settled: n => settled(running, n, new URL(senders).host),
    rss: async () => residentMemory(running.pid),
    async stop() {
      await running.stop();
      await prepared.remove();
    },
  };
}

/** Everything in the log is applied, and search finds as many as were sent (it counts to 10,000). */
export async function settled(running: RunningHub, n: number, host: string): Promise<void> {
  await running.applied();
  const found = async () => (await running.found(`hub=${host}`)) === Math.min(n, 10_000);
  await until(found, { limitMs: 10_000, what: `${n} activities found by search` });
}
