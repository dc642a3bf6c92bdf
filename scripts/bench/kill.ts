// `node --import tsx scripts/bench/kill.ts --rounds 20 --count 1000`: kills the hub with SIGKILL in the middle of signed
// deliveries, again and again on the same folder. As peers do, what had no answer is sent again once the hub is back; in
// the end everything that was answered 2xx must be there, and only once.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config.ts';
import { openCore } from '../../src/core.ts';
import { makeLogger } from '../../src/logger.ts';
import { makeSenders, type Senders } from './senders.ts';
import { type PreparedHub, prepareHub } from './targets/hub.ts';
import { Wire } from './wire.ts';

/**
 * What became of all rounds. `repeated`: sent again, having had no answer; `lost`: answered 2xx and not in the log or not
 * applied; `halves`: in the log, not applied; `doubled`: entries beyond one for each thing.
 */
export interface Proof {
  rounds: number;
  sent: number;
  repeated: number;
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
  const told: Told = { sent: new Set(), acknowledged: new Set(), unanswered: [], repeated: 0 };
  try {
    for (let round = 0; round < rounds; round++) await killInTheMiddle(hub, senders, { count, told });
    const running = await hub.start();
    await deliver(hub, told.unanswered.splice(0), { told, until: () => false });
    await running.applied();
    await running.stop();
    return {
      rounds,
      sent: told.sent.size,
      repeated: told.repeated,
      acknowledged: told.acknowledged.size,
      ...(await look(hub, told)),
    };
  } finally {
    await hub.remove();
    server.closeAllConnections();
    server.close();
  }
}

/** What was sent by id, what was answered 2xx, and the requests that had no answer. */
interface Told {
  sent: Set<string>;
  acknowledged: Set<string>;
  unanswered: Buffer[];
  repeated: number;
}

/** One round: starts the hub, sends what had no answer and then more, and kills it after a random number of answers. */
async function killInTheMiddle(
  hub: PreparedHub,
  senders: Senders,
  { count, told }: { count: number; told: Told },
): Promise<void> {
  const running = await hub.start();
  const fresh = await senders.sign({ inbox: new URL(`${hub.origin}/inbox`), actor: hub.actor, count });
  const requests = [...told.unanswered.splice(0), ...fresh];
  const killAt = Math.floor(count * (0.1 + 0.8 * Math.random()));
  let answers = 0;
  let killed: Promise<void> | undefined;
  await deliver(hub, requests, {
    told,
    until() {
      answers += 1;
      if (answers >= killAt) killed ??= running.stop();
      return killed !== undefined;
    },
  });
  await (killed ?? running.stop());
}

/** Sends requests over several connections until all are answered, or `until`, asked at each answer, says to stop. */
async function deliver(
  hub: PreparedHub,
  requests: Buffer[],
  { told, until }: { told: Told; until: () => boolean },
): Promise<void> {
  let next = 0;
  let stopped = false;
  const worker = async () => {
    const wire = new Wire(new URL(hub.origin));
    while (!stopped && next < requests.length) {
      const request = requests[next++] as Buffer;
      const id = idOf(request);
      if (told.sent.has(id)) told.repeated += 1;
      told.sent.add(id);
      const answer = await wire.send(request).catch(() => undefined);
      if (!answer) {
        told.unanswered.push(request);
        break;
      }
      if (answer.status >= 300) throw new Error(`the hub answered ${answer.status}: ${answer.text}`);
      told.acknowledged.add(id);
      stopped ||= until();
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** Reads the whole log, and the record of each thing that came. */
async function look(
  hub: PreparedHub,
  { acknowledged, sent }: Told,
): Promise<Pick<Proof, 'inLog' | 'lost' | 'halves' | 'doubled'>> {
  const core = await openCore(readConfig(hub.env), makeLogger('error'));
  const things = new Map<string, string>();
  let entries = 0;
  for (let place = 0; ; ) {
    const page = await core.storage.log.read(place, 1000);
    for (const { seq, id, event } of page) {
      place = seq;
      const { type, thing } = event as { type: string; thing?: { id: string } };
      if (type !== 'published' || !thing) continue;
      entries += 1;
      things.set(thing.id, id);
    }
    if (page.length === 0) break;
  }
  const known = new Set(things.values());
  const found = { inLog: 0, lost: 0, halves: 0, doubled: entries - things.size };
  for (const [thing, id] of things) {
    if (sent.has(id)) found.inLog += 1;
    if (await core.storage.records.get(thing)) continue;
    found.halves += 1;
    if (acknowledged.has(id)) found.lost += 1;
  }
  for (const id of acknowledged) if (!known.has(id)) found.lost += 1;
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
