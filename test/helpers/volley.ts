// Sends prepared requests all at once from a thread of its own, as strangers do: what it costs to send them is not counted
// to the hub that shares the process.
import { Worker } from 'node:worker_threads';

export interface Shot {
  url: URL;
  method: string;
  headers: Record<string, string | string[] | undefined>;
  body: string | Buffer;
}

export interface Landed {
  status: number;
  retryAfter: string | undefined;
  /** Milliseconds from the start of the volley. */
  after: number;
}

/** Plain JavaScript: the thread has no loader of ours. Each request has a connection of its own unless `sockets` bounds them. */
const sender = `
const { parentPort, workerData } = require('node:worker_threads');
const { Agent, request } = require('node:http');
const { shots, sockets } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: sockets });
const began = performance.now();
const one = ({ url, method, headers, body }) => new Promise(resolve => {
  const done = (status, retryAfter) => resolve({ status, retryAfter, after: performance.now() - began });
  const going = request(url, { method, headers, agent, timeout: 60000 });
  going.on('error', () => done(0));
  going.on('timeout', () => going.destroy());
  going.on('response', res => res.resume().on('end', () => done(res.statusCode, res.headers['retry-after'])).on('error', () => done(0)));
  going.end(body);
});
Promise.all(shots.map(one)).then(landed => { agent.destroy(); parentPort.postMessage(landed); });
`;

/** Fires; resolves when every request was answered. Status 0 is no answer. */
export function volley(shots: Shot[], sockets = 1000): Promise<Landed[]> {
  const plain = shots.map(({ url, headers, ...rest }) => ({
    ...rest,
    url: url.href,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
  }));
  const worker = new Worker(sender, { eval: true, workerData: { shots: plain, sockets }, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', landed => {
      resolve(landed);
      worker.terminate();
    });
    worker.once('error', reject);
  });
}
