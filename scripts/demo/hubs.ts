// The demo's hubs: each a process of its own on loopback, founded with its people before it opens its doors.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config.ts';
import { openCore } from '../../src/core.ts';
import type { Actor } from '../../src/domain/records.ts';
import { makeLogger } from '../../src/logger.ts';

export interface DemoHub {
  name: string;
  origin: string;
  member: Actor;
  token: string;
  community: string;
  stop(): Promise<void>;
}

export interface DemoPlan {
  name: string;
  member: string;
  password: string;
  community?: { handle: string; name: string; summary: string };
  gathersFrom: string[];
}

/** Founds a hub in a folder and starts it; resolves when it is ready. */
export async function startDemoHub(plan: DemoPlan, env: Record<string, string>): Promise<DemoHub> {
  const founded = await foundHub(plan, env);
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.js', import.meta.url))], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await ready(child);
  return { name: plan.name, origin: env.HUB_ORIGIN ?? '', ...founded, stop: () => stop(child) };
}

async function foundHub({ member, password, community, gathersFrom }: DemoPlan, env: Record<string, string>) {
  const core = await openCore(readConfig(env), makeLogger('error'));
  const actor = await core.members.register({
    handle: member,
    name: member[0]?.toUpperCase() + member.slice(1),
    role: 'admin',
  });
  await core.accounts.setPassword(actor.id, password);
  const token = await core.accounts.issueToken(actor.id, 'demo');
  const perform = core.performing(async () => undefined);
  const opened = community && (await perform(actor, { do: 'openCommunity', draft: community }));
  for (const origin of gathersFrom) {
    await core.takeLocal({
      type: 'peerAdded',
      id: core.urls.newActivity(),
      actor: core.home.hub,
      at: new Date().toISOString(),
      origin,
    });
  }
  await core.close();
  return { member: actor, token, community: opened?.object ?? '' };
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('the hub has no stdout');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('ready ')) return;
  throw new Error('a hub ended before it was ready');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
