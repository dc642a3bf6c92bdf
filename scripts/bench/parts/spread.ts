// From a member's POST on a national hub to search at the secretariat that gathers from it; beside it the bare round trips
// on loopback that this needs (the member's POST, the hub's delivery, the question). Rule: each thing is published after the
// one before it was found, and the search that counts is the first that finds it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../test/helpers/until.ts';
import { article } from '../../demo/api.ts';
import { lusaka } from '../../demo/lusaka.ts';
import { percentile, told } from '../figures.ts';
import { addPeer, hubEnv, memberOf, startHub, withCore } from '../hub.ts';
import { startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';

export const spread: Part = { name: 'spread', minutes: 10, measure: measureSpread };

const limitMs = 10_000;

async function measureSpread(bench: Bench): Promise<Line[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-spread-'));
  const load = await startLoad();
  const stops: (() => Promise<void>)[] = [load.stop];
  try {
    const [here, there] = [await hubEnv(join(folder, 'national')), await hubEnv(join(folder, 'secretariat'))];
    here.HUB_DEV_PEERS = there.HUB_DEV_PEERS = [here, there].map(env => new URL(env.HUB_ORIGIN).host).join(',');
    const member = await withCore(here, core => memberOf(core, 'amina'));
    await withCore(there, async core => {
      await memberOf(core, 'omar');
      await addPeer(core, here.HUB_ORIGIN);
    });
    const national = await startHub(here);
    stops.push(national.stop);
    const secretariat = await startHub(there);
    stops.push(secretariat.stop);

    const publish = async (word: string) => {
      const began = performance.now();
      const answer = await fetch(`${member.id}/outbox`, {
        method: 'POST',
        headers: { authorization: `Bearer ${member.token}`, 'content-type': 'application/activity+json' },
        body: JSON.stringify(article({ ...(lusaka[0] as (typeof lusaka)[number]), name: `Lessons ${word}` })),
      });
      if (answer.status !== 201) throw new Error(`the post was answered ${answer.status}: ${await answer.text()}`);
      while ((await secretariat.found(`q=${word}`)) !== 1) {
        if (performance.now() - began > limitMs) throw new Error(`${word} was not found within ${limitMs} ms`);
      }
      return performance.now() - began;
    };
    await publish('first');
    // Until the follow is accepted, the secretariat reads what it was not sent.
    await until(
      async () => (await national.figure('hub_jobs_waiting')) + (await secretariat.figure('hub_jobs_waiting')) === 0,
      {
        limitMs: 30_000,
        what: 'both hubs at rest',
      },
    );
    const count = bench.amount(500, 25);
    for (let n = 0; n < Math.min(count, 50); n += 1) await publish(`warm${n}`);
    const took: number[] = [];
    for (let n = 0; n < count; n += 1) took.push(await publish(`thing${n}`));
    const bare: number[] = [];
    for (let n = 0; n < count; n += 1) bare.push(await roundTrips(load.origin));
    const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
    return [
      {
        what: 'Published on a national hub and found at the secretariat: p99',
        value: p99,
        unit: 'ms',
        aim: { most: 150 },
        from: `${told(count)} times, p50 ${told(p50)} ms; the three round trips alone p50 ${told(percentile(bare, 0.5))}, p99 ${told(percentile(bare, 0.99))} ms`,
      },
    ];
  } finally {
    await Promise.all(stops.map(stop => stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two POSTs and a GET to a server that does nothing with them. */
async function roundTrips(origin: string): Promise<number> {
  const body = JSON.stringify(article(lusaka[0] as (typeof lusaka)[number]));
  const began = performance.now();
  for (let n = 0; n < 2; n += 1) await (await fetch(`${origin}/inbox`, { method: 'POST', body })).text();
  await (await fetch(`${origin}/users/sender0`)).text();
  return performance.now() - began;
}
