// The load: a process of its own that serves the senders' actor documents and POSTs signed activities to an inbox.
// One rule: every key, body and signature exists before the clock starts, and a run with one refusal has no figure.
//
// It says `ready ORIGIN`, then takes one job a line on standard input, `{ inbox, actor, count, concurrency }`, and
// answers each with one line of JSON, a LoadResult.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { makeSenders } from './senders.ts';
import { Wire } from './wire.ts';

export interface LoadJob {
  inbox: string;
  /** Whom the posts mention and are addressed to. */
  actor: string;
  count: number;
  /** How many requests are under way at once, each on its own kept connection. */
  concurrency: number;
}

/** Seconds for the whole; latency in milliseconds. Where something was refused, only the counts and the first refusal. */
export type LoadResult =
  | { accepted: number; refused: 0; seconds: number; perSecond: number; p50: number; p95: number; p99: number }
  | { accepted: number; refused: number; firstRefusal: string };

/** Sends the requests in order, `concurrency` at a time, and measures from the first one to the last answer. */
async function fire(inbox: URL, requests: Buffer[], concurrency: number): Promise<LoadResult> {
  const took = new Float64Array(requests.length);
  let next = 0;
  let refused = 0;
  let firstRefusal = '';

  const worker = async () => {
    let wire = new Wire(inbox);
    for (let i = next++; i < requests.length; i = next++) {
      const from = performance.now();
      try {
        const { status, text } = await wire.send(requests[i] as Buffer);
        if (status < 200 || status > 299) throw new Error(`${status} ${text}`);
      } catch (error) {
        refused += 1;
        firstRefusal ||= (error as Error).message;
        wire.close();
        wire = new Wire(inbox);
      }
      took[i] = performance.now() - from;
    }
    wire.close();
  };

  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;

  const accepted = requests.length - refused;
  if (refused > 0) return { accepted, refused, firstRefusal };
  took.sort();
  const percentile = (p: number) => took[Math.min(took.length - 1, Math.floor(took.length * p))] ?? 0;
  return {
    accepted,
    refused: 0,
    seconds,
    perSecond: accepted / seconds,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
  };
}

const server = createServer();
server.listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const senders = await makeSenders(origin, 8);
  server.on('request', senders.serve);
  console.log(`ready ${origin}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const { inbox, actor, count, concurrency } = JSON.parse(line) as LoadJob;
    const requests = await senders.sign({ inbox: new URL(inbox), actor, count });
    console.log(JSON.stringify(await fire(new URL(inbox), requests, concurrency)));
  }
  process.exit(0);
});
