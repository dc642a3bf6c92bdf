// A walk through a peer's outbox, newest to oldest, page by page. Its place is saved after every page, so a kill repeats
// one page at most, a power loss a few; a run is short, so one peer does not hold a worker; and it ends, whatever the peer
// makes of it.
import type { Actor } from '../../src/domain/records.ts';
import { compare, lowest, sortAt } from './compare.ts';
import { Amiss, type GatherDeps } from './deps.ts';
import { readPage } from './page.ts';
import type { GatheredPeer, Walk } from './peer.ts';
import { takePage } from './take-page.ts';

/** The bounds of walks; `runMs` and `runPages` of one run, `pages` of a whole walk. */
export interface WalkLimits {
  runPages: number;
  runMs: number;
  pages: number;
}

export const walkLimits: WalkLimits = { runPages: 20, runMs: 20_000, pages: 2000 };

/** Shares younger than this may not have reached us yet, and are not missed. */
const settlingMs = 60_000;

/**
 * Reads on for one run. `more` when the walk goes on in the next, `known` when nothing on its one page was new, else
 * `done`. Throws `Amiss` for an outbox that goes round, leads elsewhere or does not end.
 */
export async function walkOn(
  deps: GatherDeps,
  { peer, group, walk }: { peer: GatheredPeer; group: Actor; walk: Walk },
  limits: WalkLimits,
): Promise<'more' | 'known' | 'done'> {
  const budget = deps.budget();
  const until = Date.now() + limits.runMs;
  for (let read = 0; read < limits.runPages && Date.now() < until; read++) {
    const url = walk.next ?? group.outbox;
    if (!url) throw new Amiss('it has no group with an outbox');
    const from = walk.edge ?? sortAt(Date.now() - settlingMs);
    const page = await readPage(deps, { url, group: group.id, budget });
    const known = await takePage(deps, { items: page.items, group: group.id, budget });
    const bottom = page.next ? (lowest(page.items) ?? from) : '';
    const to = [from, bottom].sort()[0] ?? '';
    if (to < from) await compare(deps, { items: page.items, group: group.id, from, to, budget });
    walk.pages++;
    if (page.total !== undefined) walk.total = page.total;
    if (!page.next) return known && walk.pages === 1 ? 'known' : 'done';
    if (known && !walk.whole) return walk.pages === 1 ? 'known' : 'done';
    if (walk.pages >= limits.pages) throw new Amiss('its outbox does not end');
    if (page.next === url || page.next === walk.anchor) throw new Amiss('its pages go round');
    if (Number.isInteger(Math.log2(walk.pages))) walk.anchor = url;
    walk.next = page.next;
    walk.edge = to;
    await deps.roster.mark(peer);
  }
  return 'more';
}
