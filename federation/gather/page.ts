// One page of a peer's outbox, read with nothing but `first` and `next`, which are the only safe ones between vendors.
// Every page must be of the peer's own origin; more than 100 items of a page are not looked at.
import type { Budget } from '../fetch.ts';
import { count, idOf, isObject, type Json, list, types } from '../read/json.ts';
import { sameOrigin } from '../urls.ts';
import { Amiss, type GatherDeps } from './deps.ts';
import { type Item, readItem } from './item.ts';

export interface Page {
  items: Item[];
  /** The address of the next page; absent at the end. */
  next?: string;
  /** What the outbox says it holds; known at its start. */
  total?: number;
}

/** Most items of a page. */
export const pageItems = 100;

/**
 * The page at an address: an outbox, whose first page is read, or one of its pages. `group` is whose outbox it is.
 * Throws `Amiss` for what is no page of that origin, the fetcher's `Problem` when it cannot be read.
 */
export async function readPage(
  { fetch }: Pick<GatherDeps, 'fetch'>,
  { url, group, budget }: { url: string; group: string; budget: Budget },
): Promise<Page> {
  const start = await get(url);
  const total = count(start.totalItems, Number.MAX_SAFE_INTEGER);
  const first = start.first;
  if (first === undefined || first === null) return { ...pageOf(start), ...(total !== undefined && { total }) };
  const page = isObject(first) && itemsOf(first) ? first : await get(own(idOf(first)));
  return { ...pageOf(page), ...(total !== undefined && { total }) };

  async function get(address: string): Promise<Json> {
    const { document } = await fetch.getObject(address, { budget });
    if (!isObject(document) || !types(document).some(type => /Collection(Page)?$/.test(type)))
      throw new Amiss('its outbox is no collection');
    return document;
  }

  function own(address: string | undefined): string {
    if (!address || !sameOrigin(address, group)) throw new Amiss('its outbox has pages elsewhere');
    return address;
  }

  function pageOf(node: Json): Page {
    const items = list(itemsOf(node))
      .slice(0, pageItems)
      .map(item => readItem(item, group, Date.now()))
      .filter(item => item !== undefined);
    const next = node.next === undefined || node.next === null ? undefined : own(idOf(node.next));
    return { items, ...(next && { next }) };
  }
}

function itemsOf(node: Json): unknown {
  return node.orderedItems ?? node.items;
}
