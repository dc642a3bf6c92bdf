// The collection of a thread, or of the replies to a thing, and its pages. All of it is of one origin, and so is whose it
// says it is: a collection about another host's thread is none.
import { Problem } from '../../src/domain/problem.ts';
import type { Budget, Fetch } from '../fetch.ts';
import { idOf, isObject, type Json, list, types } from '../read/json.ts';
import { sameOrigin } from '../urls.ts';

/** What a page lists, each id once, and where the list goes on. */
export interface ThreadPage {
  items: string[];
  next?: string;
}

/** Most things of one page that are looked at. */
const pageItems = 200;

type Deps = { fetch: Pick<Fetch, 'getObject'> };

/** The address of a collection to walk: the thread itself, or the replies of a thing; undefined when it is none. */
export async function openCollection(
  deps: Deps,
  { from, isThread, budget }: { from: string; isThread: boolean; budget: Budget },
): Promise<string | undefined> {
  try {
    const { document } = await deps.fetch.getObject(from, { budget });
    if (!isObject(document)) return undefined;
    if (isThread) return isCollection(document) && isOwned(document, from) ? from : undefined;
    const replies = idOf(document.replies);
    return replies && sameOrigin(replies, from) ? replies : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/**
 * The page at an address, or the first of the collection there. Throws the fetcher's `Problem`; undefined for what is no
 * collection, is of another origin or says that it is another's.
 */
export async function readListPage(
  deps: Deps,
  { url, list: collection, budget }: { url: string; list: string; budget: Budget },
): Promise<ThreadPage | undefined> {
  if (!sameOrigin(url, collection)) return undefined;
  const { document } = await deps.fetch.getObject(url, { budget });
  if (!isObject(document) || !isCollection(document) || !isOwned(document, collection)) return undefined;
  if (itemsOf(document) !== undefined) return pageOf(document);
  const { first } = document;
  if (isObject(first) && itemsOf(first) !== undefined) return pageOf(first);
  const next = idOf(first);
  return next ? { items: [], next } : undefined;
}

function pageOf(node: Json): ThreadPage {
  const ids = list(itemsOf(node)).map(item => (isObject(item) && types(item).includes('Create') ? item.object : item));
  const items = [...new Set(ids.map(idOf).filter(id => id !== undefined))].slice(0, pageItems);
  const next = idOf(node.next);
  return { items, ...(next && { next }) };
}

function itemsOf(node: Json): unknown {
  return node.orderedItems ?? node.items;
}

function isCollection(node: Json): boolean {
  return types(node).some(type => /^(Ordered)?Collection(Page)?$/.test(type));
}

function isOwned({ attributedTo }: Json, collection: string): boolean {
  return list(attributedTo).every(owner => sameOrigin(idOf(owner), collection));
}
