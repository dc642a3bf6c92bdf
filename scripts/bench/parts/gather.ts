// A secretariat gathers the past of twenty hubs: objects a second until the last is applied, found and given back; beside it the
// hub's own fetcher and reader over the same bytes, without storage. Rule: every hub's things must be found at the end, all of
// them, and stand in the secretariat's own outbox.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { until } from '../../../test/helpers/until.ts';
import { type ServerProcess, startProcess } from '../../../test/peers/process.ts';
import { median, told } from '../figures.ts';
import { addPeer, hubEnv, memberOf, type RunningHub, startHub, withCore } from '../hub.ts';
import type { Bench, Line, Part } from '../part.ts';
import type { BareGathering, BareJob } from '../servers/bare-gatherer.ts';
import type { GatheredHub } from '../servers/gathered.ts';

export const gather: Part = { name: 'gather', minutes: 20, measure: measureGathering };

const limitMs = 15 * 60_000;
/** How often a gathering hub is asked how far it is: its answer takes a millisecond of its time. */
const askMs = 200;
const server = (name: string) => fileURLToPath(new URL(`../servers/${name}`, import.meta.url));

async function measureGathering(bench: Bench): Promise<Line[]> {
  const objects = bench.amount(100_000, 1500);
  const count = bench.quick ? 4 : 20;
  const folder = await mkdtemp(join(tmpdir(), 'bench-gather-'));
  const there = await startProcess(['--import', 'tsx', server('gathered.ts'), String(count), String(objects)]);
  try {
    const hubs = JSON.parse((await there.lines.next()).value) as GatheredHub[];
    const env = await hubEnv(folder, { peers: hubs.map(({ origin }) => origin) });
    const bare = await startProcess(['--import', 'tsx', server('bare-gatherer.ts')], {
      HUB_DEV_PEERS: env.HUB_DEV_PEERS,
    });
    try {
      await readBare(bare, hubs);
      const [first, ours, kept, second] = [
        await readBare(bare, hubs),
        await gatherAll(env, hubs),
        await readBare(bare, hubs, join(folder, 'bare')),
        await readBare(bare, hubs),
      ];
      const without = median([first, second]);
      return [
        {
          what: `Gathering ${told(objects)} objects from ${count} hubs until all are found and given back; against reading the same bytes without storage`,
          value: (100 * without) / ours,
          unit: '%',
          aim: { least: 50 },
          from: `${told(objects / ours)}/s to ${told(objects / without)}/s; bare log and search with it ${told(objects / kept)}/s`,
        },
      ];
    } finally {
      await bare.stop();
    }
  } finally {
    await there.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds that the bare reader takes; with a folder it appends to a log and puts into search there what it reads. */
async function readBare(bare: ServerProcess, hubs: GatheredHub[], folder?: string): Promise<number> {
  const job: BareJob = { groups: hubs.map(({ group }) => group), ...(folder !== undefined && { folder }) };
  bare.say(JSON.stringify(job));
  const { value, done } = await bare.lines.next();
  if (done) throw new Error('the bare reader ended before it answered');
  const { things, seconds } = JSON.parse(value) as BareGathering;
  const wanted = hubs.reduce((sum, { objects }) => sum + objects, 0);
  if (things !== wanted) throw new Error(`the bare reader took ${things} of ${wanted} things`);
  return seconds;
}

/** Seconds from ready until every hub's things are found and given back. */
async function gatherAll(env: Awaited<ReturnType<typeof hubEnv>>, hubs: GatheredHub[]): Promise<number> {
  await withCore(env, async core => {
    await memberOf(core, 'amina');
    for (const { origin } of hubs) await addPeer(core, origin);
  });
  const running = await startHub(env);
  try {
    const began = performance.now();
    const objects = hubs.reduce((sum, hub) => sum + hub.objects, 0);
    // Each thing is an entry, and so is each share of it: its hub's, and the secretariat's own.
    const isApplied = async () => {
      if ((await running.figure('hub_log_applied')) >= 3 * objects) return true;
      await pause(askMs);
      return false;
    };
    const isDone = async () =>
      (await isApplied()) && (await areFound(running, hubs)) && (await givenBack(running)) === objects;
    await until(isDone, { limitMs, what: `${objects} objects applied, found and given back` });
    return (performance.now() - began) / 1000;
  } finally {
    await running.stop();
  }
}

/** Search counts to 10,000, and no hub of these has more. */
async function areFound(running: RunningHub, hubs: GatheredHub[]): Promise<boolean> {
  for (const { origin, objects } of hubs) {
    const found = await running.found(`kind=resource&hub=${new URL(origin).host}`);
    if (found !== Math.min(objects, 10_000)) return false;
  }
  return true;
}

/** How many things the secretariat's group shows. */
async function givenBack(running: RunningHub): Promise<number> {
  return JSON.parse(await running.read('/a/hub/outbox', { accept: 'application/activity+json' })).totalItems;
}
