// `node --import tsx scripts/bench/kill.ts --rounds 20 --count 1000`: kills the hub with SIGKILL in the middle of signed
// deliveries, again and again on the same folder, and looks for everything that was answered 2xx. Nothing is sent twice.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { openCore } from '../../src/core.ts';
import { makeLogger } from '../../src/logger.ts';
import { makeSenders, type Senders } from './senders.ts';
import { allApplied, type PreparedHub, prepareHub } from './targets/hub.ts';
import { Wire } from './wire.ts';

/** What became of all rounds. `lost`: answered 2xx and not in the log or not applied; `halves`: in the log, not applied. */
export interface Proof {
  rounds: number;
  sent: number;
  acknowledged: number;
  inLog: number;
  lost: number;
  halves: number;
  doubled: number;
}

const connections = 32;

/** Runs the rounds and tells what was found. */
export async function prove({ rounds, count }: { rounds: number; count: number }): Promise<Proof> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const senders = await makeSenders(origin, 8);
  server.on('request', senders.serve);
  const hub = await prepareHub(origin);
  const acknowledged = new Set<string>();
  const sent: string[] = [];
  try {
    for (let round = 0; round < rounds; round++) await killInTheMiddle(hub, senders, { count, acknowledged, sent });
    const running = await hub.start();
    await allApplied(hub.origin);
    await running.stop();
    return {
      rounds,
      sent: sent.length,
      acknowledged: acknowledged.size,
      ...(await look(hub, { acknowledged, sent, host: new URL(origin).host })),
    };
  } finally {
    await hub.remove();
    server.closeAllConnections();
    server.close();
  }
}

/** One round: starts the hub, sends, and kills it when a random number of answers has come. */
async function killInTheMiddle(
  hub: PreparedHub,
  senders: Senders,
  { count, acknowledged, sent }: { count: number; acknowledged: Set<string>; sent: string[] },
): Promise<void> {
  const running = await hub.start();
  const requests = await senders.sign({ inbox: new URL(`${hub.origin}/inbox`), actor: hub.actor, count });
  const killAt = Math.floor(count * (0.1 + 0.8 * Math.random()));
  let next = 0;
  let answers = 0;
  let killed: Promise<void> | undefined;
  const worker = async () => {
    const wire = new Wire(new URL(hub.origin));
    while (!killed && next < requests.length) {
      const request = requests[next++] as Buffer;
      const id = idOf(request);
      sent.push(id);
      const answer = await wire.send(request).catch(() => undefined);
      if (!answer) break;
      if (answer.status >= 300) throw new Error(`the hub answered ${answer.status}: ${answer.text}`);
      acknowledged.add(id);
      answers += 1;
      if (answers >= killAt) killed ??= running.stop();
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  await (killed ?? running.stop());
}

/** Looks for every activity in the log, and for the thing that it made. */
async function look(
  hub: PreparedHub,
  { acknowledged, sent, host }: { acknowledged: Set<string>; sent: string[]; host: string },
): Promise<Pick<Proof, 'inLog' | 'lost' | 'halves' | 'doubled'>> {
  const core = await openCore(readConfig(hub.env), makeLogger('error'));
  const found = { inLog: 0, lost: 0, halves: 0, doubled: 0 };
  for (const id of sent) {
    const entry = await core.storage.log.get(id);
    const event = entry?.event as { thing?: { id: string } } | undefined;
    const thing = event?.thing && (await core.storage.records.get(event.thing.id));
    if (entry) found.inLog += 1;
    if (entry && !thing) found.halves += 1;
    if (acknowledged.has(id) && !thing) found.lost += 1;
  }
  found.doubled = (await core.storage.links.count({ kind: 'home', from: host })) - found.inLog + found.halves;
  await core.close();
  return found;
}

function idOf(request: Buffer): string {
  return (JSON.parse(request.subarray(request.indexOf('\r\n\r\n') + 4).toString()) as { id: string }).id;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '20' }, count: { type: 'string', default: '1000' } },
  });
  const proof = await prove({ rounds: Number(values.rounds), count: Number(values.count) });
  console.log(JSON.stringify(proof));
  process.exit(proof.lost + proof.halves + proof.doubled === 0 ? 0 : 1);
}
