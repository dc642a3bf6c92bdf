// `npm run demo`: two national hubs and a secretariat that gathers from both, on loopback, with people and things in them.
// `--check` goes through the main job once more, measures it and ends. Set DEMO_PORT to use it and the two ports after it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { article, found, until } from './demo/api.ts';
import { type DemoHub, startDemoHub } from './demo/hubs.ts';
import { lusaka as fromLusaka } from './demo/lusaka.ts';
import { password, plansFor } from './demo/plans.ts';
import { play, storyResources } from './demo/story.ts';
import { freePort } from './free-port.ts';

/** Longest time from a member's act to its being seen at the secretariat, in ms. */
const limitMs = 2000;

const check = process.argv.includes('--check');
const folder = await mkdtemp(join(tmpdir(), 'learning-hub-demo-'));
const stops: DemoHub['stop'][] = [];
let ending = false;

process.once('SIGINT', () => end(0));
process.once('SIGTERM', () => end(0));
main().catch(error => {
  if (!ending) process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  return end(1);
});

async function main(): Promise<void> {
  const [lusaka, dakar, secretariat] = await start();
  await play(lusaka, dakar);
  const took = await until('the secretariat shows everything', async () => {
    return (await found(secretariat, 'kind=resource')) === storyResources;
  });
  if (check) return measure(lusaka, secretariat);
  const people = [lusaka, dakar, secretariat].map(({ people }) => people.map(({ handle }) => handle).join(', '));
  say(`
${lusaka.origin}   ${lusaka.name} (sign in as ${people[0]})
${dakar.origin}   ${dakar.name} (sign in as ${people[1]})
${secretariat.origin}   ${secretariat.name}, which gathers from both (sign in as ${people[2]})
The password of each is: ${password}

The secretariat shows all ${storyResources} resources, ${took} ms after the last of it was said.
Ctrl-C ends the demo and takes its data away.`);
}

async function start(): Promise<[DemoHub, DemoHub, DemoHub]> {
  const ports = await freePorts(3);
  const origins = ports.map(port => `http://127.0.0.1:${port}`);
  const hubs: DemoHub[] = [];
  for (const [index, plan] of plansFor(origins).entries()) {
    const env = {
      PORT: String(ports[index]),
      HUB_ORIGIN: origins[index] ?? '',
      HUB_NAME: plan.name,
      HUB_DATA: join(folder, String(index)),
      HUB_DEV_PEERS: origins.map(origin => new URL(origin).host).join(','),
      HUB_LOG: 'error',
    };
    if (!check) say(`starting ${plan.name} …`);
    hubs.push(await startDemoHub(plan, env, stop => stops.push(stop)));
  }
  return hubs as [DemoHub, DemoHub, DemoHub];
}

async function measure(national: DemoHub, secretariat: DemoHub): Promise<void> {
  const [sample, api] = [fromLusaka[0], national.people[0]?.api];
  if (!sample || !api) throw new Error('the demo has nothing to measure with');
  const seen = async (word: string) => (await found(secretariat, `q=${word}`)) === 1;
  const id = await api.post(article({ ...sample, name: 'Quokka lessons' }));
  const publishedMs = await until('what was published is found', () => seen('quokka'));
  await api.post({ type: 'Update', object: { ...article({ ...sample, name: 'Wombat lessons' }), id } });
  const editedMs = await until('the edit is found', async () => (await seen('wombat')) && !(await seen('quokka')));
  await api.post({ type: 'Delete', object: id });
  const withdrawnMs = await until('what was withdrawn is gone', async () => !(await seen('wombat')));
  const items = await found(secretariat, 'kind=resource');
  say(JSON.stringify({ publishedMs, editedMs, withdrawnMs, items }));
  await end(Math.max(publishedMs, editedMs, withdrawnMs) <= limitMs && items === storyResources ? 0 : 1);
}

async function end(status: number): Promise<void> {
  if (ending) return;
  ending = true;
  await Promise.all(stops.map(stop => stop()));
  await rm(folder, { recursive: true, force: true });
  process.exit(status);
}

async function freePorts(count: number): Promise<number[]> {
  const base = Number(process.env.DEMO_PORT);
  if (base > 0) return Array.from({ length: count }, (_, index) => base + index);
  return Promise.all(Array.from({ length: count }, freePort));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
