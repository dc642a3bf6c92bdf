// The least that gathering takes: the hub's own fetcher and its own readers (JSON, whose it is, clean HTML), over the same
// outboxes and their authors, as many at once. Rule: it counts only things that the reader would take, and stores nothing
// unless it is given a folder for it.
//
// `bare-gatherer.ts`, with the hosts that may be asked in HUB_DEV_PEERS. It says `ready -`, then takes one job a line on
// standard input, the groups and perhaps a folder, and answers with what it read in how many seconds.

import { generateKeyPairSync } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Budget, makeFetch } from '../../../federation/fetch.ts';
import { readPage } from '../../../federation/gather/page.ts';
import { readActor } from '../../../federation/read/actor.ts';
import { signedHeaders } from '../senders.ts';
import { type BareStore, openBareStore } from './bare-store.ts';

export interface BareJob {
  groups: string[];
  /** An empty one, to keep there what is read. */
  folder?: string;
}

export interface BareGathering {
  things: number;
  seconds: number;
}

/** As many walks at once as the hub has lanes for gathering. */
const together = 4;

const devPeers = (process.env.HUB_DEV_PEERS ?? '').split(',');
const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const fetch = makeFetch({
  devPeers,
  userAgent: 'bench',
  sign: url => signedHeaders({ keyId: 'http://127.0.0.1/a#main-key', key, inbox: url, body: Buffer.alloc(0) }),
});

async function walk(group: string, store?: BareStore): Promise<number> {
  let things = 0;
  const budget = new Budget({ fetches: Number.MAX_SAFE_INTEGER, hosts: 1 });
  const met = new Set<string>();
  for (let url: string | undefined = `${group}/outbox`; url; ) {
    const page = await readPage({ fetch }, { url, group, budget });
    for (const { thing } of page.items) {
      if (!thing) continue;
      if (!met.has(thing.author) && !(await isActor(thing.author, budget))) continue;
      met.add(thing.author);
      things += 1;
    }
    await store?.keep(page.items, { group, together });
    url = page.next;
  }
  return things;
}

async function isActor(id: string, budget: Budget): Promise<boolean> {
  return readActor((await fetch.getObject(id, { budget })).document, Date.now())?.id === id;
}

async function gather({ groups, folder }: BareJob): Promise<BareGathering> {
  const store = folder === undefined ? undefined : await openBareStore(folder);
  let next = 0;
  let things = 0;
  const worker = async () => {
    for (let n = next++; n < groups.length; n = next++) {
      const walked = await walk(groups[n] as string, store);
      things += walked;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: together }, worker));
  const kept = (await store?.close()) ?? things;
  if (kept !== things) throw new Error(`${kept} of ${things} things were kept`);
  return { things, seconds: (performance.now() - began) / 1000 };
}

console.log('ready -');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await gather(JSON.parse(line) as BareJob)));
}
process.exit(0);
