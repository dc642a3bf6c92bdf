// Merges lists of links that are each newest first, as a home page of many followed actors needs.
// Rule: reads little of each list first and more only of those that turn out to hold the newest.
import type { Link, LinkCursor } from '../port.ts';

/** Reads up to `size` links of one list after a cursor; without one, from where the page begins. */
type Source = (size: number, after?: LinkCursor) => Link[];

interface Head {
  source: Source;
  links: Link[];
  next: number;
  /** How many were asked for last; fewer answers mean the end. */
  size: number;
}

/** The newest `limit` links of all sources, each `to` once and none that `shownBefore` knows. */
export function mergeLists(want: { sources: Source[]; limit: number; shownBefore: (to: string) => boolean }): Link[] {
  const size = Math.ceil((2 * want.limit) / Math.max(1, want.sources.length)) + 1;
  // The list whose next link is the newest stands last.
  const heads = want.sources
    .map((source): Head => ({ source, links: source(size), next: 0, size }))
    .filter(head => head.links.length > 0)
    .sort(byNext);
  const merged = new Map<string, Link>();
  while (merged.size < want.limit) {
    const head = heads.pop();
    const link = head?.links[head.next];
    if (!head || !link) break;
    if (!merged.has(link.to) && !want.shownBefore(link.to)) merged.set(link.to, link);
    if (advance(head, link)) insert(heads, head);
  }
  return [...merged.values()];
}

function advance(head: Head, last: Link): boolean {
  head.next++;
  if (head.next < head.links.length) return true;
  if (head.links.length < head.size) return false;
  head.size = Math.min(head.size * 2, 200);
  head.links = head.source(head.size, { sort: last.sort, id: last.to });
  head.next = 0;
  return head.links.length > 0;
}

function insert(heads: Head[], head: Head): void {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = heads[middle];
    if (other && byNext(other, head) < 0) low = middle + 1;
    else high = middle;
  }
  heads.splice(low, 0, head);
}

function byNext(a: Head, b: Head): number {
  const [x, y] = [a.links[a.next], b.links[b.next]];
  if (!x || !y) return 0;
  if (x.sort !== y.sort) return x.sort < y.sort ? -1 : 1;
  // As SQLite compares: bytes of UTF-8, not units of UTF-16.
  return Buffer.compare(Buffer.from(x.to), Buffer.from(y.to));
}
