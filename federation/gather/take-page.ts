// A page of a peer's outbox becomes entries, all of them observed: nobody is notified and nothing is delivered. What is
// known is left alone unless the page has a newer form; what is of other hubs is left to be asked at its own origin.
import type { DomainEvent, Shared } from '../../src/domain/events.ts';
import { isOurs } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Rec, Thing } from '../../src/domain/records.ts';
import { mayBeFound } from '../../src/domain/visibility.ts';
import { isPut, type StoredRecord } from '../../storage/port.ts';
import { isNewer, revision } from '../ask-origin.ts';
import type { Budget } from '../fetch.ts';
import { inThread } from '../read/thing.ts';
import { showingBy, turnOf } from '../tasks/group.ts';
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
/** The longest that a page is waited for until it is applied: what a run lasts stays well below its lease. */
const applyMs = 5000;
/** A share as young as this, in ms, may be on its way to our inbox, and is then told to followers. */
const liveMs = 60_000;

/**
 * Takes in the items, all together, and waits until they are applied, so that members do not wait behind many pages; false
 * when any of them was new or newer.
 */
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
  const found = fresh.filter(wants);
  const shown = shared.filter(wants);
  const above = await read(
    deps,
    found.flatMap(({ thing }) => thing?.inReplyTo ?? []),
  );
  const given = await givenBack(deps, found);
  // In this order: a share from which nothing follows, as its thing is given back, stands after the entry by which it is.
  const taken = await deps.takeAll(
    [
      ...found.map(item => published(deps, item, above)),
      ...newer.map(item => revision(item.thing, records.get(item.what))),
      ...given.values(),
      ...shown.map(item => shownBy(deps, item, { group, known: records.has(item.what), given: given.has(item.what) })),
    ].filter(event => event !== undefined),
    'observed',
  );
  let last = 0;
  for (const outcome of taken) {
    if (!(outcome instanceof Problem)) last = Math.max(last, outcome.entry.seq);
    else deps.log.debug({ code: outcome.code }, 'an item of a gathered hub was refused');
  }
  await deps.applied.reached(last, applyMs);
  return found.length === 0 && newer.length === 0 && shown.length === 0;
}

function published(
  { home }: GatherDeps,
  { thing: found, create }: Item,
  records: Map<string, StoredRecord>,
): DomainEvent | undefined {
  if (!found) return undefined;
  const parent = found.inReplyTo;
  const above = parent ? records.get(parent) : undefined;
  const missing = parent && !isOurs(home, parent) && !isPut(above) ? [parent] : [];
  const thing = inThread(found, (above?.body as Thing | null | undefined)?.thread);
  const id = create ?? `${thing.id}#observed`;
  const at = thing.updated ?? thing.published;
  return { type: 'published', id, actor: thing.author, at, thing, shown: true, box: [], missing };
}

function shownBy(
  { home }: GatherDeps,
  { what, share, thing }: Item,
  { group, known, given }: { group: string; known: boolean; given: boolean },
): DomainEvent | undefined {
  if (!share) return undefined;
  const missing = known || thing || isOurs(home, what) ? [] : [what];
  return { type: 'shared', ...share, actor: group, what, into: [], shown: !given, box: [], missing };
}

/**
 * The shares by which this hub's group gives back what is new and open to all, by the thing's id. Nothing else is held of such
 * a thing, so nothing else decides; of what was known the task decides that follows where a share shows a thing. None of these
 * does, nor those that they answer: the thing is shown on its own account, and they would only say so again.
 */
async function givenBack({ home, urls, peers }: GatherDeps, items: Item[]): Promise<Map<string, Shared>> {
  const given = new Map<string, Shared>();
  const settled = new Date(Date.now() - liveMs).toISOString();
  for (const { what, share, thing } of items) {
    if (!share || share.at > settled || thing?.visibility !== 'public' || (await peers.isQuiet(thing.author))) continue;
    given.set(what, { ...showingBy(home.hub, turnOf(urls, { group: home.hub, what, turn: 0 }), what), shown: false });
  }
  return given;
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
  const meet = async (author: string) => {
    try {
      note(await deps.know.actor(author, { budget }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      deps.log.debug({ code: error.code }, 'an author of a gathered hub could not be asked');
    }
  };
  const until = Date.now() + patienceMs;
  for (let start = 0; start < strangers.length && Date.now() < until; start += together) {
    await Promise.all(strangers.slice(start, start + together).map(meet));
  }
  return refusing;
}

async function read({ storage }: GatherDeps, ids: string[]): Promise<Map<string, StoredRecord>> {
  const records = ids.length > 0 ? await storage.records.getMany(ids) : [];
  return new Map(records.filter(isPut).map(record => [record.id, record]));
}
