// A thousand hosts that take deliveries, as one process: each listens on a port of its own. Some answer only after half a
// minute. Rule: what is counted as arrived came with a signature and a digest that is the body's.
//
// `sinks.ts HEALTHY SLOW`. It says `ready ORIGIN`, then one line of JSON with the origins of the hosts. Each line on standard
// input, `{ id, hosts }`, is answered once so many healthy hosts have had the activity with that id, or after a minute.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

export interface Sinks {
  healthy: string[];
  slow: string[];
}

/** What became of an activity: when it came to each healthy host, in ms of this machine's clock, and one body as it came. */
export interface Arrivals {
  at: number[];
  body: string;
  /** The first thing that was wrong with a delivery. */
  fault?: string;
}

const slowMs = 30_000;
const patienceMs = 60_000;

interface Arriving {
  at: Map<number, number>;
  body: string;
  heard(): void;
}

const arriving = new Map<string, Arriving>();
let fault: string | undefined;

const of = (id: string) => {
  const known = arriving.get(id) ?? { at: new Map<number, number>(), body: '', heard: () => {} };
  arriving.set(id, known);
  return known;
};

async function take(req: IncomingMessage, res: ServerResponse, host: number): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const now = performance.timeOrigin + performance.now();
  res.writeHead(202).end();
  const body = Buffer.concat(chunks);
  const hash = createHash('sha256').update(body).digest('base64');
  if (!String(req.headers.digest ?? req.headers['content-digest']).includes(hash)) fault ??= 'a digest was wrong';
  if (req.headers.signature === undefined) fault ??= 'a delivery had no signature';
  const text = body.toString();
  // The activity's own id is the first that is not of the context.
  const id = (JSON.parse(text) as { id: string }).id;
  const one = of(id);
  if (!one.at.has(host)) one.at.set(host, now);
  one.body ||= text;
  one.heard();
}

function listen(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

async function arrivals({ id, hosts }: { id: string; hosts: number }): Promise<Arrivals> {
  const one = of(id);
  await new Promise<void>(resolve => {
    const late = setTimeout(resolve, patienceMs);
    one.heard = () => {
      if (one.at.size < hosts) return;
      clearTimeout(late);
      resolve();
    };
    one.heard();
  });
  arriving.delete(id);
  return { at: [...one.at.values()], body: one.body, ...(fault !== undefined && { fault }) };
}

async function serve(healthyCount: number, slowCount: number): Promise<void> {
  const healthy: string[] = [];
  for (let n = 0; n < healthyCount; n += 1) healthy.push(await listen((req, res) => void take(req, res, n)));
  const slow: string[] = [];
  for (let n = 0; n < slowCount; n += 1) {
    slow.push(
      await listen((req, res) => void req.resume().on('end', () => setTimeout(() => res.writeHead(202).end(), slowMs))),
    );
  }
  console.log(`ready ${healthy[0]}`);
  console.log(JSON.stringify({ healthy, slow } satisfies Sinks));
  for await (const line of createInterface({ input: process.stdin }))
    console.log(JSON.stringify(await arrivals(JSON.parse(line))));
  process.exit(0);
}

if (import.meta.main) await serve(Number(process.argv[2]), Number(process.argv[3]));
