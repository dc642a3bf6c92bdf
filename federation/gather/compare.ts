// Within the span of a page, what we hold as shared by the peer's group and the page does not have is asked at its own
// origin.
import { numOf } from '../../src/domain/time.ts';
import { askOrigin } from '../ask-origin.ts';
import type { Budget } from '../fetch.ts';
import type { GatherDeps } from './deps.ts';
import type { Item } from './item.ts';

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
    if (share?.record === 'share' && !there.has(share.what)) await askOrigin(deps, share.what, budget);
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

/** In another order each time, so that what cannot be told does not keep the rest from being asked. */
function shuffled(ids: string[]): string[] {
  return ids
    .map(id => ({ id, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}
