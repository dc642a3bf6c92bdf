// Resource pages as a reader without an account gets them, fifty readers at once, over the large corpus; beside them Express
// that sends the same bytes from memory. Rule: every page must come as long as it was when it was first read.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerProcess, startProcess } from '../../../test/peers/process.ts';
import { ofCorpus } from '../../corpus/make.ts';
import { languages } from '../../corpus/vocabulary.ts';
import { median, told } from '../figures.ts';
import type { Fired } from '../fire.ts';
import { hubEnv, type RunningHub, startHub } from '../hub.ts';
import { fireAt, startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';

export const page: Part = { name: 'page', minutes: 40, measure: measurePages };

const readers = 50;
const perLanguage = 10;

/** A page as it came. */
export interface Kept {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

async function measurePages(bench: Bench): Promise<Line[]> {
  const corpus = await bench.corpus(bench.sizes.at(-1) as number);
  const running = await startHub(await hubEnv(corpus.folder, ofCorpus));
  const load = await startLoad();
  let express: ServerProcess | undefined;
  try {
    const pages = await resourcePages(running);
    express = await serveFromMemory(pages);
    const count = bench.amount(5000, 300);
    const rounds = bench.quick ? 1 : 5;
    const [hub, memory] = [running.at, express.origin].map(at => ({ at, rounds: [] as Fired[] })) as [Side, Side];
    for (let round = 0; round <= rounds; round += 1) {
      for (const side of [hub, memory]) {
        const fired = await fireAt(load, { ...readJob(running, pages), at: [side.at], count, concurrency: readers });
        if (round > 0) side.rounds.push(fired);
      }
    }
    const [ours, bare] = [hub, memory].map(side => median(side.rounds.map(round => round.perSecond))) as [
      number,
      number,
    ];
    const bytes = pages.reduce((sum, { body }) => sum + body.length, 0) / pages.length;
    return [
      {
        what: `Resource pages a second, signed out, ${readers} readers, ${told(corpus.size)} entries; against Express sending the same bytes from memory`,
        value: (100 * ours) / bare,
        unit: '%',
        aim: { least: 40 },
        from: `${told(ours)}/s to ${told(bare)}/s, ${pages.length} pages of ${told(bytes)} bytes packed`,
      },
      {
        what: `The same pages, ${readers} readers: p99`,
        value: median(hub.rounds.map(round => round.p99)),
        unit: 'ms',
        aim: { most: 50 },
        from: `Express from memory ${told(median(memory.rounds.map(round => round.p99)))} ms`,
      },
    ];
  } finally {
    await Promise.all([running.stop(), load.stop(), express?.stop()]);
  }
}

interface Side {
  at: string;
  rounds: Fired[];
}

/** What a reader asks with. */
export function readJob(running: RunningHub, pages: Kept[]) {
  const headers = { host: new URL(running.origin).host, accept: 'text/html', 'accept-encoding': 'gzip' };
  return { headers, pages: pages.map(({ path, body }) => ({ path, bytes: body.length })) };
}

/** The pages of the newest resources in every language, as they come. */
export async function resourcePages(running: RunningHub): Promise<Kept[]> {
  const paths = new Set<string>();
  for (const language of languages) {
    const html = await running.read(`/search?kind=resource&language=${language}`, { accept: 'text/html' });
    const found = new Set([...html.matchAll(/href="(\/n\/\d+)"/g)].map(([, path]) => path as string));
    for (const path of [...found].slice(0, perLanguage)) paths.add(path);
  }
  if (paths.size < languages.length) throw new Error(`only ${paths.size} resources were found`);
  return Promise.all([...paths].map(path => readWhole(running, path)));
}

/** The bytes as they come, still packed, and the headers that are not the connection's. */
function readWhole(running: RunningHub, path: string): Promise<Kept> {
  const host = new URL(running.origin).host;
  return new Promise((resolve, reject) => {
    const asked = request(running.at + path, { headers: { host, accept: 'text/html', 'accept-encoding': 'gzip' } });
    asked.setTimeout(30_000, () => asked.destroy(new Error(`${path} was not answered`)));
    asked.on('error', reject).on('response', async answer => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      if (answer.statusCode !== 200) return reject(new Error(`${path} was answered ${answer.statusCode}`));
      const { date, connection, 'keep-alive': kept, 'transfer-encoding': _, ...headers } = answer.headers;
      resolve({ path, headers: headers as Record<string, string>, body: Buffer.concat(chunks) });
    });
    asked.end();
  });
}

async function serveFromMemory(pages: Kept[]): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-pages-'));
  const file = join(folder, 'pages.json');
  try {
    await writeFile(
      file,
      JSON.stringify(pages.map(({ body, ...rest }) => ({ ...rest, body: body.toString('base64') }))),
    );
    const server = fileURLToPath(new URL('../servers/pages.mjs', import.meta.url));
    return await startProcess([server], { PAGES: file, NODE_ENV: 'production' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
