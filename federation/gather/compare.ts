// Within the span of a page, what we hold as shared by the peer's group and the page does not have is asked at its own
// origin: what is gone there is withdrawn here, what has a newer form is revised. Anything else is left as it is.
import { hostOf, isOurs } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Rec } from '../../src/domain/records.ts';
import { numOf } from '../../src/domain/time.ts';
import type { StoredRecord } from '../../storage/port.ts';
import type { Budget } from '../fetch.ts';
import { isObject, types } from '../read/json.ts';
import { readThing } from '../read/thing.ts';
import { takeDown } from '../tasks/take-down.ts';
import type { GatherDeps } from './deps.ts';
import type { Item } from './item.ts';
import { isNewer, takeNewer } from './take-page.ts';

export interface Span {
  items: Item[];
  group: string;
  /** `sort` of the end of the page before; shares from there up are not looked at. */
  from: string;
  /** `sort` of the end of this page, '' at the end of the outbox. */
  to: string;
  budget: Budget;
}

/** Shares of ours compared with one page; things asked for at most, and for how long. */
const compareLimit = 500;
const askLimit = 50;
const patienceMs = 15_000;

/** Asks for what the page should have and does not have. */
export async function compare(deps: GatherDeps, { items, group, from, to, budget }: Span): Promise<void> {
  const list = { kind: 'outbox', from: group };
  const held = await deps.storage.links.list(list, { limit: compareLimit, after: { sort: from, id: '' } });
  const there = new Set(items.flatMap(item => [item.share?.id, item.what]));
  const absent = held.filter(link => link.sort >= to && !there.has(link.to)).map(link => link.to);
  const until = Date.now() + patienceMs;
  for (const id of shuffled(absent).slice(0, askLimit)) {
    if (Date.now() > until) return;
    const share = await deps.know.stored(id);
    if (share?.record === 'share' && !there.has(share.what)) await ask(deps, share.what, budget);
  }
}

/** The `sort` of the last item of a page: the lowest of its shares. */
export function lowest(items: Item[]): string | undefined {
  return items
    .map(({ share }) => share && numOf(share.id, share.at))
    .filter(sort => sort !== undefined)
    .sort()[0];
}

/** The `sort` that a time begins with. */
export function sortAt(ms: number): string {
  return (BigInt(Math.floor(ms / 1000) * 1000) << 16n).toString().padStart(18, '0');
}

async function ask(deps: GatherDeps, what: string, budget: Budget): Promise<void> {
  const record = await deps.storage.records.get(what);
  if (!record || record.buried !== undefined || record.kind !== 'thing' || isOurs(deps.home, what)) return;
  if (await deps.peers.isBlocked(hostOf(what))) return;
  const found = await look(deps, what, budget);
  if (found === 'gone') await takeDown(deps, what, (record.body as Extract<Rec, { record: 'thing' }>).author);
  else if (found) await revised(deps, found, record);
}

async function revised(deps: GatherDeps, document: unknown, record: StoredRecord): Promise<void> {
  const thing = readThing(document, Date.now());
  if (thing?.id === record.id && isNewer(thing, record)) await takeNewer(deps, thing, record);
}

/** The document at an address, `gone` for 404, 410 and a Tombstone; undefined when it cannot be told now. */
async function look({ fetch }: GatherDeps, what: string, budget: Budget): Promise<unknown> {
  try {
    const { document } = await fetch.getObject(what, { budget });
    return isObject(document) && types(document).includes('Tombstone') ? 'gone' : document;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const status = error.extras.peerStatus;
    return status === 404 || status === 410 ? 'gone' : undefined;
  }
}

/** In another order each time, so that what cannot be told does not keep the rest from being asked. */
function shuffled(ids: string[]): string[] {
  return ids
    .map(id => ({ id, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}
