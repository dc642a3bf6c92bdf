// The demo's hubs: each a process of its own on loopback, founded with its people before it opens its doors.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config.ts';
import { openCore } from '../../src/core.ts';
import { makeLogger } from '../../src/logger.ts';
import { hubAct } from '../verbs/hub-act.ts';
import { type Api, makeApi } from './api.ts';

export interface DemoHub {
  name: string;
  origin: string;
  /** In the order of the plan. */
  people: (Person & { api: Api })[];
  /** The id of its community, '' without one. */
  community: string;
  stop(): Promise<void>;
}

interface Person {
  /** The name before the @. */
  handle: string;
  name: string;
  about: string;
}

export interface DemoPlan {
  name: string;
  /** The first of them is admin. */
  people: Person[];
  /** Everybody's password: it is a demo. */
  password: string;
  community?: { handle: string; name: string; summary: string; language: string };
  /** Origins of the hubs that it gathers from. */
  gathersFrom: string[];
}

/** The environment of a hub. */
export type DemoEnv = Record<string, string> & { HUB_ORIGIN: string };

/** Founds a hub in a folder and starts it; resolves when it is ready. `onStart` hears of the process before that. */
export async function startDemoHub(
  plan: DemoPlan,
  env: DemoEnv,
  onStart: (stop: DemoHub['stop']) => void,
): Promise<DemoHub> {
  const founded = await foundHub(plan, env);
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.js', import.meta.url))], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C reaches the demo alone, which then ends its hubs in order.
    detached: true,
  });
  const stop = () => ended(child);
  onStart(stop);
  await ready(child, plan.name);
  return { name: plan.name, origin: env.HUB_ORIGIN, ...founded, stop };
}

async function foundHub(plan: DemoPlan, env: DemoEnv): Promise<Pick<DemoHub, 'people' | 'community'>> {
  const core = await openCore(readConfig(env), makeLogger('error'));
  try {
    const perform = core.performing(async () => undefined);
    const people: DemoHub['people'] = [];
    let community = '';
    for (const [index, { handle, name, about }] of plan.people.entries()) {
      const actor = await core.members.register({ handle, name, role: index === 0 ? 'admin' : 'member' });
      await core.accounts.setPassword(actor.id, plan.password);
      await perform(actor, { do: 'describe', draft: { summary: about } });
      const token = await core.accounts.issueToken(actor.id, 'demo');
      people.push({ handle, name, about, api: makeApi({ id: actor.id, token }) });
      if (index > 0 || !plan.community) continue;
      community = (await perform(actor, { do: 'openCommunity', draft: plan.community })).object ?? '';
    }
    for (const origin of plan.gathersFrom) await core.takeLocal({ ...hubAct(core), type: 'peerAdded', origin });
    return { people, community };
  } finally {
    await core.close();
  }
}

async function ready(child: ChildProcess, name: string): Promise<void> {
  if (!child.stdout) throw new Error('the hub has no stdout');
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('ready ')) return;
  throw new Error(`${name} ended before it was ready`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
