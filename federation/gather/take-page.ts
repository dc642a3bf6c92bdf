// A page of a peer's outbox becomes entries, all of them observed: nobody is notified and nothing is delivered. What is
// known is left alone unless the page has a newer form; what is of other hubs is left to be asked at its own origin.
import { isOurs } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Rec, Thing } from '../../src/domain/records.ts';
import { mayBeFound } from '../../src/domain/visibility.ts';
import type { StoredRecord } from '../../storage/port.ts';
import { isNewer, takeNewer } from '../ask-origin.ts';
import type { Budget } from '../fetch.ts';
import { inThread } from '../read/thing.ts';
import type { GatherDeps } from './deps.ts';
import type { Item } from './item.ts';

export interface Taking {
  items: Item[];
  group: string;
  budget: Budget;
}

/** Authors asked for at once, and for how long in all. */
const together = 4;
const patienceMs = 15_000;

/** Takes in the items; false when any of them was new or newer. */
export async function takePage(deps: GatherDeps, { items, group, budget }: Taking): Promise<boolean> {
  const wanted: Item[] = [];
  for (const item of items) if (!(await deps.peers.isBlocked(item.what))) wanted.push(item);
  const records = await read(
    deps,
    wanted.flatMap(item => [item.what, ...(item.share ? [item.share.id] : [])]),
  );
  const fresh = wanted.filter(item => item.thing && !records.has(item.what) && !isOurs(deps.home, item.what));
  const newer = wanted.filter(item => isNewer(item.thing, records.get(item.what)));
  const shared = wanted.filter(
    item => item.share && !records.has(item.share.id) && records.get(item.what)?.buried === undefined,
  );
  const refusing = await meetAuthors(deps, fresh, budget);
  const wants = ({ thing }: Item) => !thing || !refusing.has(thing.author);
  await each(deps, fresh.filter(wants), item => publish(deps, item));
  await each(deps, newer, item => revise(deps, item, records.get(item.what)));
  await each(deps, shared.filter(wants), item => share(deps, item, { group, known: records.has(item.what) }));
  return fresh.filter(wants).length === 0 && newer.length === 0 && shared.filter(wants).length === 0;
}

async function publish({ take, storage, home }: GatherDeps, { thing: found, create }: Item): Promise<void> {
  if (!found) return;
  const parent = found.inReplyTo;
  const above = parent ? await storage.records.get(parent) : undefined;
  const missing = parent && !isOurs(home, parent) && !above ? [parent] : [];
  const thing = inThread(found, (above?.body as Thing | null | undefined)?.thread);
  const id = create ?? `${thing.id}#observed`;
  const at = thing.updated ?? thing.published;
  await take({ type: 'published', id, actor: thing.author, at, thing, shown: true, box: [], missing }, 'observed');
}

async function revise(deps: GatherDeps, { thing }: Item, record: StoredRecord | undefined): Promise<void> {
  if (thing && record) await takeNewer(deps, thing, record);
}

async function share(
  { take, home }: GatherDeps,
  { what, share, thing }: Item,
  { group, known }: { group: string; known: boolean },
): Promise<void> {
  if (!share) return;
  const missing = known || thing || isOurs(home, what) ? [] : [what];
  await take({ type: 'shared', ...share, actor: group, what, into: [], shown: true, box: [], missing }, 'observed');
}

/**
 * Authors that are not known are asked at their origin; one that does not answer is done without. Gives those who do not
 * want to be found (FEP-5feb): what they publish is not gathered.
 */
async function meetAuthors(deps: GatherDeps, items: Item[], budget: Budget): Promise<Set<string>> {
  const authors = [...new Set(items.map(item => item.thing?.author).filter(author => author !== undefined))];
  const known = await read(deps, authors);
  const strangers = authors.filter(author => !known.has(author));
  const refusing = new Set<string>();
  const note = (actor: Rec | undefined) => {
    if (actor?.record === 'actor' && !mayBeFound(actor)) refusing.add(actor.id);
  };
  for (const { body } of known.values()) note((body as Rec | null) ?? undefined);
  const until = Date.now() + patienceMs;
  for (let start = 0; start < strangers.length && Date.now() < until; start += together) {
    await each(deps, strangers.slice(start, start + together), async author =>
      note(await deps.know.actor(author, { budget })),
    );
  }
  return refusing;
}

/** Does one thing for each, together; a refusal of one does not keep the others back. */
async function each<T>({ log }: GatherDeps, all: T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const refused = (error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    log.debug({ code: error.code }, 'an item of a gathered hub was refused');
  };
  await Promise.all(all.map(one => act(one).catch(refused)));
}

async function read({ storage }: GatherDeps, ids: string[]): Promise<Map<string, StoredRecord>> {
  const records = ids.length > 0 ? await storage.records.getMany(ids) : [];
  return new Map(records.map(record => [record.id, record]));
}
