// The least that a fan-out takes: a loop that signs (RSA-2048, draft-cavage-http-signatures-12) and posts given bytes to given
// inboxes over kept connections, with the hub's own HTTP client and as many at once. Rule: it stores nothing, asks nobody and
// counts only what was answered 2xx.
//
// It says `ready -`, then takes one job a line on standard input and answers with the seconds that it took.

import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';
import { signedHeaders } from '../senders.ts';

export interface BareJob {
  inboxes: string[];
  body: string;
  concurrency: number;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const agent = new Agent({ connections: 2, pipelining: 1, keepAliveTimeout: 20_000 });

async function send({ inboxes, body, concurrency }: BareJob): Promise<number> {
  const bytes = Buffer.from(body);
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < inboxes.length; n = next++) {
      const inbox = new URL(inboxes[n] as string);
      const headers = await signedHeaders({
        keyId: 'http://127.0.0.1/a#main-key',
        key: privateKey,
        inbox,
        body: bytes,
      });
      const answer = await request(inbox, { dispatcher: agent, method: 'POST', headers, body: bytes });
      await answer.body.dump();
      if (answer.statusCode > 299) throw new Error(`${inbox} answered ${answer.statusCode}`);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (performance.now() - began) / 1000;
}

console.log('ready -');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await send(JSON.parse(line) as BareJob)));
}
process.exit(0);
