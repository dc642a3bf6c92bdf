// `npm run demo`: two national hubs and a secretariat that gathers from both, on loopback, with people and things in them.
// `--check` goes through the main job once more, measures it and ends.
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { article, found, post, until } from './demo/api.ts';
import { dakar as dakarSamples, lusaka as lusakaSamples, type Sample } from './demo/content.ts';
import { type DemoHub, type DemoPlan, startDemoHub } from './demo/hubs.ts';

const password = 'learning together 2026';
const hubs: DemoHub[] = [];
const folder = await mkdtemp(join(tmpdir(), 'learning-hub-demo-'));

try {
  await main(process.argv.includes('--check'));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  await end(1);
}

async function main(check: boolean): Promise<void> {
  process.once('SIGINT', () => end(0));
  process.once('SIGTERM', () => end(0));
  const ports = await freePorts(3);
  const origins = ports.map(port => `http://127.0.0.1:${port}`);
  const [first = '', second = ''] = origins;
  const plans: DemoPlan[] = [
    {
      name: 'Lusaka Learning Hub',
      member: 'amina',
      password,
      gathersFrom: [],
      community: { handle: 'reading', name: 'Reading together', summary: 'For all who teach reading.' },
    },
    {
      name: 'Carrefour de Dakar',
      member: 'binta',
      password,
      gathersFrom: [],
      community: { handle: 'langues', name: 'Langues maternelles', summary: 'Enseigner dans la langue de l’enfant.' },
    },
    { name: 'Movement Learning Hub', member: 'clara', password, gathersFrom: [first, second] },
  ];
  for (const [index, plan] of plans.entries()) {
    const env = {
      PORT: String(ports[index]),
      HUB_ORIGIN: origins[index] ?? '',
      HUB_NAME: plan.name,
      HUB_DATA: join(folder, String(index)),
      HUB_DEV_PEERS: origins.map(origin => new URL(origin).host).join(','),
      HUB_LOG: 'error',
    };
    hubs.push(await startDemoHub(plan, env));
  }
  const [lusaka, dakar, secretariat] = hubs as [DemoHub, DemoHub, DemoHub];
  await fill(lusaka, dakar);
  const items = lusakaSamples.length + dakarSamples.length + 1;
  await until('the secretariat shows everything', async () => (await found(secretariat, 'kind=resource')) >= items);
  if (check) return measure(lusaka, secretariat);
  for (const hub of hubs)
    process.stdout.write(`${hub.origin}  ${hub.name}; sign in as ${hub.member.handle} with: ${password}\n`);
  process.stdout.write('The secretariat shows what both hubs published. Ctrl-C ends the demo.\n');
}

async function fill(lusaka: DemoHub, dakar: DemoHub): Promise<void> {
  for (const sample of lusakaSamples)
    await post(
      lusaka,
      article(sample, sample === lusakaSamples[0] ? { audience: [lusaka.community, dakar.community] } : {}),
    );
  const originals: string[] = [];
  for (const sample of dakarSamples) originals.push(await post(dakar, article(sample)));
  await post(lusaka, { type: 'Announce', object: originals[2], audience: lusaka.community });
  const adapted = {
    ...dakarSamples[0],
    language: 'en',
    name: 'Following the school budget: a sheet for committees, adapted from Dakar',
  } as Sample;
  await post(
    lusaka,
    article(adapted, {
      isBasedOn: [{ id: originals[0], name: dakarSamples[0]?.name, author: 'Binta, Dakar', license: adapted.licence }],
    }),
  );
  await post(dakar, { type: 'Follow', object: lusaka.community });
  const question = await post(lusaka, {
    type: 'Note',
    name: 'Reading without books',
    content: '<p>What do you read with when there are no books?</p>',
    audience: lusaka.community,
    contentMap: { en: '' },
  });
  const answer = await post(dakar, {
    type: 'Note',
    content: '<p>Les enseignes du marché, et les paquets de riz.</p>',
    contentMap: { fr: '' },
    inReplyTo: question,
  });
  await until('the answer reaches Lusaka', async () => (await found(lusaka, `q=${encodeURIComponent('paquets')}`)) > 0);
  await post(lusaka, { type: 'Note', content: '<p>Rice bags! We try that on Monday.</p>', inReplyTo: answer });
}

async function measure(national: DemoHub, secretariat: DemoHub): Promise<void> {
  const sample = { ...lusakaSamples[0], name: 'Quokka lessons' } as Sample;
  const id = await post(national, article(sample));
  const publishedMs = await until('published', async () => (await found(secretariat, 'q=quokka')) === 1);
  await post(national, { type: 'Update', object: { ...article({ ...sample, name: 'Wombat lessons' }), id } });
  const editedMs = await until(
    'edited',
    async () => (await found(secretariat, 'q=wombat')) === 1 && (await found(secretariat, 'q=quokka')) === 0,
  );
  await post(national, { type: 'Delete', object: id });
  const withdrawnMs = await until('withdrawn', async () => (await found(secretariat, 'q=wombat')) === 0);
  const items = await found(secretariat, 'kind=resource');
  process.stdout.write(`${JSON.stringify({ publishedMs, editedMs, withdrawnMs, items })}\n`);
  await end(Math.max(publishedMs, editedMs, withdrawnMs) <= 2000 ? 0 : 1);
}

async function end(status: number): Promise<void> {
  await Promise.all(hubs.map(hub => hub.stop()));
  await rm(folder, { recursive: true, force: true });
  process.exit(status);
}

async function freePorts(count: number): Promise<number[]> {
  const base = Number(process.env.DEMO_PORT);
  if (base > 0) return Array.from({ length: count }, (_, index) => base + index);
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise(resolve => server.once('listening', resolve));
      return server;
    }),
  );
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}
