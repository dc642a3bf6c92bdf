// A paged collection, alike for all: its total and first page at its own address, then pages of up to 50 items that go on
// by cursor. A page is cut before it grows past what peers fetch (1 MiB, I43); nothing is skipped by that.
import type { Request, Response } from 'express';
import { Problem } from '../../src/domain/problem.ts';
import type { LinkCursor } from '../../storage/port.ts';
import type { Json } from '../read/json.ts';
import { answer } from './answer.ts';

/** Items of a page. */
export const pageItems = 50;
const pageBytes = 900_000;

/** One place of a list. `item` is undefined for what this reader does not see; the list goes on behind it. */
export interface Row {
  item: Json | string | undefined;
  cursor: LinkCursor;
}

export interface Collection {
  id: string;
  total(): Promise<number>;
  /** Up to `limit` places after the cursor; fewer mean the end. Absent when only the total is told. */
  rows?(limit: number, after?: LinkCursor): Promise<Row[]>;
  /** All items, of a list that is short and told at once; then there are no pages. */
  whole?: string[];
  /** Whose collection it is, where that is not in its address. */
  owner?: string;
  /** Everybody gets the same. */
  open: boolean;
}

/** Answers the collection or, with `?page=true`, one of its pages. Throws `malformed` (400) for a cursor that is none. */
export async function answerCollection(req: Request, res: Response, collection: Collection): Promise<void> {
  const { id, rows, open, whole, owner } = collection;
  const totalItems = await collection.total();
  if (req.query.page === undefined || !rows) {
    const head = {
      id,
      type: 'OrderedCollection',
      ...(owner && { attributedTo: owner }),
      totalItems,
      ...(rows && { first: pageId(id) }),
      ...(whole && { orderedItems: whole }),
    };
    return answer(res, head, { open });
  }
  const after = readCursor(req.query.after);
  const found = await rows(pageItems + 1, after);
  const { items, last } = fill(found);
  const page = {
    id: pageId(id, after),
    type: 'OrderedCollectionPage',
    partOf: id,
    totalItems,
    ...(last && { next: pageId(id, last) }),
    orderedItems: items,
  };
  answer(res, page, { open });
}

/** As many rows as make a page; `last` is where the next one goes on, if there is one. */
function fill(rows: Row[]): { items: (Json | string)[]; last?: LinkCursor } {
  const items: (Json | string)[] = [];
  let bytes = 0;
  for (const [index, { item }] of rows.entries()) {
    const before = rows[index - 1];
    const size = item === undefined ? 0 : Buffer.byteLength(JSON.stringify(item));
    const full = index === pageItems || (items.length > 0 && bytes + size > pageBytes);
    if (full && before) return { items, last: before.cursor };
    if (item !== undefined) items.push(item);
    bytes += size;
  }
  return { items };
}

function pageId(id: string, after?: LinkCursor): string {
  return `${id}?page=true${after ? `&after=${writeCursor(after)}` : ''}`;
}

function writeCursor({ sort, id }: LinkCursor): string {
  return Buffer.from(`${sort} ${id}`).toString('base64url');
}

function readCursor(text: unknown): LinkCursor | undefined {
  if (text === undefined) return undefined;
  const read = typeof text === 'string' && text.length <= 4000 ? Buffer.from(text, 'base64url').toString() : '';
  const [, sort, id] = /^(\d{18}) ([^\s\0]{1,2048})$/.exec(read) ?? [];
  if (!sort || !id) throw new Problem('malformed', 400, 'This page does not exist: follow `first` and `next`.');
  return { sort, id };
}
