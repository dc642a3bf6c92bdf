// The load: a process of its own that serves the senders' actor documents, POSTs signed activities to an inbox, and reads
// pages. One rule: every key, body and signature exists before the clock starts.
//
// It says `ready ORIGIN`, then takes one job a line on standard input, a LoadJob or a ReadJob, and answers each with one
// line of JSON, a LoadResult.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ServerProcess, startProcess } from '../../test/peers/process.ts';
import { type Fired, fire, type LoadResult } from './fire.ts';
import { makeSenders } from './senders.ts';
import { asked } from './wire.ts';

export interface LoadJob {
  /** The inbox as the signatures name it. */
  inbox: string;
  /** Where to connect to, if not there; several origins are taken in turn. */
  at?: string[];
  /** Whom the posts mention and are addressed to. */
  actor: string;
  count: number;
  /** How many requests are under way at once, each on its own kept connection. */
  concurrency: number;
}

/** Reads pages in turn; each must be answered 200, with as many bytes as it is said to have, when it is said. */
export interface ReadJob {
  at: string[];
  pages: { path: string; bytes?: number }[];
  headers: Record<string, string>;
  count: number;
  concurrency: number;
}

/** Starts the process. Stop it when the measuring is over. */
export function startLoad(): Promise<ServerProcess> {
  return startProcess(['--import', 'tsx', fileURLToPath(import.meta.url)], {});
}

/** Gives a job to the process. Rejects when a request failed. */
export async function fireAt(load: ServerProcess, job: LoadJob | ReadJob): Promise<Fired> {
  load.say(JSON.stringify(job));
  const { value, done } = await load.lines.next();
  if (done) throw new Error('the load ended before it answered');
  const result = JSON.parse(value) as LoadResult;
  if ('refused' in result) throw new Error(`refused ${result.refused} of ${job.count}: ${result.firstRefusal}`);
  return result;
}

async function serve(): Promise<void> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const senders = await makeSenders(origin, 8);
  server.on('request', senders.serve);
  console.log(`ready ${origin}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line) as LoadJob | ReadJob;
    console.log(JSON.stringify('pages' in job ? await read(job) : await post(job)));
  }
  process.exit(0);

  async function post({ inbox, at, actor, count, concurrency }: LoadJob): Promise<LoadResult> {
    const requests = await senders.sign({ inbox: new URL(inbox), actor, count });
    return fire({
      at: at ?? [new URL(inbox).origin],
      count,
      concurrency,
      request: n => requests[n] as Buffer,
      fault: (_, { status, text }) => (status < 200 || status > 299 ? `${status} ${text}` : undefined),
    });
  }
}

function read({ at, pages, headers, count, concurrency }: ReadJob): Promise<LoadResult> {
  const requests = pages.map(({ path }) => asked(path, headers));
  return fire({
    at,
    count,
    concurrency,
    request: n => requests[n % requests.length] as Buffer,
    fault(n, { status, text, bytes }) {
      const wanted = pages[n % pages.length] as ReadJob['pages'][number];
      if (status !== 200) return `${wanted.path}: ${status} ${text}`;
      return wanted.bytes === undefined || wanted.bytes === bytes
        ? undefined
        : `${wanted.path}: ${bytes} bytes in place of ${wanted.bytes}`;
    },
  });
}

if (import.meta.main) await serve();
