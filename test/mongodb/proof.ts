// What must hold after any load, whatever happened to the processes: the log is whole, each accepted activity is in it once
// and has had its effect once, and the peer heard of everything, in order.
import { expect } from 'chai';
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Storage, StoredEntry } from '../../storage/port.ts';
import type { Peer, PeerActor } from '../helpers/peer.ts';
import type { Cluster } from './cluster.ts';
import type { Load } from './load.ts';

/** Waits until everything in the log is applied and sent out and no job is due; gives the milliseconds that it took. */
export async function atRest({ storage }: Cluster, limitMs = 120_000): Promise<number> {
  const began = performance.now();
  for (;;) {
    const before = await storage.log.head();
    const places = await Promise.all(['apply', 'deliver'].map(name => placeOf(storage, name)));
    const { waiting } = await storage.jobs.counts(Date.now());
    if (waiting === 0 && places.every(place => place === before) && (await storage.log.head()) === before)
      return performance.now() - began;
    if (performance.now() - began > limitMs)
      throw new Error(`not at rest: head ${before}, cursors ${places}, ${waiting} jobs waiting`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** How far a cursor has got, as it is stored. */
export async function placeOf({ records }: Storage, name: string): Promise<number> {
  return Number((await records.get(`cursor:${name}`))?.body ?? 0);
}

/** Milliseconds until a cursor has passed a place. */
export async function passed(storage: Storage, name: string, place: number, limitMs = 30_000): Promise<number> {
  const began = performance.now();
  while ((await placeOf(storage, name)) < place) {
    if (performance.now() - began > limitMs) throw new Error(`${name} did not pass ${place} within ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
  return performance.now() - began;
}

/** The whole log; fails where a place is missing or an id comes twice. */
export async function wholeLog(storage: Storage): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (let page = await storage.log.read(0, 1000); page.length > 0; page = await storage.log.read(entries.length, 1000))
    for (const entry of page) {
      entries.push(entry);
      expect(entry.seq, 'a place of the log').to.equal(entries.length);
    }
  expect(new Set(entries.map(({ id }) => id)).size, 'each id once').to.equal(entries.length);
  return entries;
}

export interface Proven {
  cluster: Cluster;
  load: Load;
  peer: Peer;
  author: PeerActor;
  liked: string;
}

/** Holds everything that was accepted against the log, the records, the links and search. */
export async function proveEffects({ cluster: { storage }, load, author, liked }: Proven): Promise<StoredEntry[]> {
  const entries = await wholeLog(storage);
  const ids = new Set(entries.map(({ id }) => id));
  const events = entries.map(({ event }) => event as DomainEvent);

  expect(load.refused, 'refused').to.deep.equal([]);
  for (const { id } of load.inbound) expect(ids.has(id), `${id}, answered 2xx, is in the log`).to.equal(true);
  for (const { thing } of load.written) expect(ids.has(`${thing}/create`), `${thing} is in the log`).to.equal(true);

  for (const { thing, edited, withdrawn } of load.written) {
    const record = await storage.records.get(thing);
    expect(record?.buried !== undefined, `${thing} is withdrawn`).to.equal(withdrawn);
    if (edited && !withdrawn) expect(JSON.stringify(record?.body)).to.include(edited);
  }

  const made = new Set(
    events.flatMap(event => (event.type === 'liked' && event.actor === author.id ? [event.id] : [])),
  );
  for (const event of events) if (event.type === 'undone') made.delete(event.undoes.id);
  const link = await storage.links.get('likes', author.id, liked);
  expect(link?.by ?? [], 'likes').to.have.members([...made]);

  // What is withdrawn stays so, even where a halted process let an edit in after it.
  const withdrawn = new Set(events.flatMap(event => (event.type === 'withdrawn' ? [event.what] : [])));
  const standing = new Map<string, string>();
  for (const event of events) {
    const told = event.type === 'published' || event.type === 'revised';
    if (told && !withdrawn.has(event.thing.id)) standing.set(event.thing.id, event.thing.content);
  }
  const found = new Set(await findAll(storage, []));
  expect(
    [...standing.keys()].filter(id => !found.has(id)),
    'standing and not found by search',
  ).to.deep.equal([]);
  expect(
    [...withdrawn].filter(id => found.has(id)),
    'withdrawn and found by search',
  ).to.deep.equal([]);
  for (const [word, wanted] of [
    ['inbound', (text: string) => text.includes('inbound')],
    ['edited', (text: string) => text.includes('edited')],
    ['wrote', (text: string) => text.includes('wrote')],
  ] as const) {
    const right = [...standing].filter(([, text]) => wanted(text)).map(([id]) => id);
    expect(await findAll(storage, [word]), `found by "${word}"`).to.have.members(right);
  }
  return entries;
}

async function findAll({ search }: Storage, words: string[]): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await search.find({ words, limit: 100, ...(cursor && { cursor }) });
    found.push(...page.ids);
    if (!page.next) return found;
    cursor = page.next;
  }
}

/** Holds what the peer received against the log: everything that stands, once at least, and never out of order. */
export function proveDeliveries({ load, peer }: Proven, entries: StoredEntry[]): { received: number; twice: number } {
  const places = new Map(entries.map(({ seq, id }) => [id, seq]));
  const firsts = [...new Set(peer.received.map(({ activity }) => String(activity.id)))];
  const order = firsts.flatMap(id => places.get(id) ?? []);
  expect(order.length, 'everything received is in the log').to.equal(firsts.length);
  expect(order, 'first receipts in the order of the log').to.deep.equal([...order].sort((a, b) => a - b));

  const heard = new Set(firsts);
  const final = new Map<string, { type: string; content: string }>();
  for (const { activity } of peer.received) {
    const object = activity.object as { id?: string; content?: string } | string;
    const id = typeof object === 'string' ? object : (object?.id ?? '');
    const content = typeof object === 'string' ? '' : (object?.content ?? '');
    final.set(id, { type: String(activity.type), content });
  }
  for (const { thing, edited, withdrawn } of load.written) {
    const last = final.get(thing);
    if (withdrawn) {
      // One that was never told of may have been withdrawn before it was sent.
      if (last) expect(last.type, `${thing} at the peer`).to.equal('Delete');
    } else {
      expect(heard.has(`${thing}/create`), `${thing} was delivered`).to.equal(true);
      if (edited) expect(last?.content, `${thing} at the peer`).to.include(edited);
    }
  }
  return { received: firsts.length, twice: peer.received.length - firsts.length };
}
