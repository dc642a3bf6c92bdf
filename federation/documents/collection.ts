// Collections, paged: a total, a first page, and pages that name the next until there is none (I54). Only `first` and
// `next` are promised; what is in a `next` is ours alone.
import type { Link, LinkCursor } from '../../storage/port.ts';
import type { Json } from '../read/json.ts';

export const pageSize = 50;

/** A collection's outer document. */
export function collection(id: string, totalItems: number): Json {
  return { id, type: 'OrderedCollection', totalItems, ...(totalItems > 0 && { first: `${id}?page=true` }) };
}

/** One page; `last` is the last link of a full page, from which the next goes on. */
export function page(
  id: string,
  {
    after,
    items,
    last,
    totalItems,
  }: { after: LinkCursor | undefined; items: unknown[]; last: LinkCursor | undefined; totalItems: number },
): Json {
  return {
    id: pageAddress(id, after),
    type: 'OrderedCollectionPage',
    partOf: id,
    totalItems,
    orderedItems: items,
    ...(last && { next: pageAddress(id, last) }),
  };
}

function pageAddress(id: string, after: LinkCursor | undefined): string {
  return after ? `${id}?page=true&after=${writeCursor(after)}` : `${id}?page=true`;
}

function writeCursor({ sort, id }: LinkCursor): string {
  return Buffer.from(JSON.stringify([sort, id])).toString('base64url');
}

/** The position in a `next`; undefined for the first page and for anything that is not ours. */
export function readCursor(value: unknown): LinkCursor | undefined {
  if (typeof value !== 'string' || value.length > 4000) return undefined;
  try {
    const [sort, id] = JSON.parse(Buffer.from(value, 'base64url').toString()) as unknown[];
    return typeof sort === 'string' && /^\d{1,20}$/.test(sort) && typeof id === 'string' ? { sort, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Where a list goes on after a full page of links; `end` is the end that the list is paged by. */
export function lastOf(links: Link[], end: 'from' | 'to'): LinkCursor | undefined {
  const last = links.at(-1);
  return last && links.length === pageSize ? { sort: last.sort, id: last[end] } : undefined;
}
