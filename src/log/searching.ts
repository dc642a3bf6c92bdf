// Keeps search in step with the records: a document for each that everyone may find, none for the others.
// Rule: a document is written from what is stored, so it may be written again at any time.
import { isDeepStrictEqual } from 'node:util';
import { type Change, type LinkCursor, type SearchDoc, type Storage, Unavailable } from '../../storage/port.ts';
import { searchable } from '../domain/kinds/index.ts';
import type { Rec } from '../domain/records.ts';

/** What changes have left stored, as far as they tell. */
export interface Outcome {
  /** Undefined for what was buried. */
  bodies: Map<string, Rec | undefined>;
  /** What is shown, with how many more show it than before. */
  shown: Map<string, number>;
  /** What some change had been made to before, perhaps by one who died before it came to search. */
  repeated: Set<string>;
}

/** Reads the outcome of changes from those that changed something, so that it need not be read back. */
export function outcomeOf(changes: Change[], changed: boolean[]): Outcome {
  const bodies: Outcome['bodies'] = new Map();
  const shown: Outcome['shown'] = new Map();
  const repeated: Outcome['repeated'] = new Set();
  for (const [index, change] of changes.entries()) {
    if (!changed[index]) repeated.add('from' in change ? change.from : change.id);
    else if (change.do === 'put') bodies.set(change.id, change.body as Rec);
    else if (change.do === 'bury') {
      bodies.set(change.id, undefined);
      shown.clear(); // It may have made any of them.
    } else if (change.kind === 'shown') {
      if (change.do === 'link') shown.set(change.from, (shown.get(change.from) ?? 0) + 1);
      else shown.delete(change.from);
    }
  }
  return { bodies, shown, repeated };
}

/** Brings the search documents of some records up to date; what the outcome does not tell is read. */
export async function index(storage: Storage, ids: string[], outcome: Outcome): Promise<void> {
  await write(storage, await docsOf(storage, await differing(storage, ids, outcome), outcome));
}

/**
 * The same for one whose writes may have come late, after those of another: writes what is stored, and again until that is
 * the same as before the write. Whoever of two writes last has then seen what the other saw.
 */
export async function indexAnew(storage: Storage, ids: string[]): Promise<void> {
  let docs = await docsOf(storage, ids, nothing);
  for (let round = 0; round < mostRounds; round++) {
    await write(storage, docs);
    const now = await docsOf(storage, ids, nothing);
    if (isDeepStrictEqual(docs, now)) return;
    docs = now;
  }
  throw new Unavailable('The search documents are changed by too many at once.');
}

const nothing: Outcome = { bodies: new Map(), shown: new Map(), repeated: new Set() };
const mostRounds = 20;
const part = 500;

/** The document of each id, undefined where it has none. */
async function docsOf(
  storage: Storage,
  ids: string[],
  { bodies, shown }: Outcome,
): Promise<Map<string, SearchDoc | undefined>> {
  const docs = new Map<string, SearchDoc | undefined>();
  for (let start = 0; start < ids.length; start += part) {
    const some = ids.slice(start, start + part);
    const unknown = some.filter(id => !bodies.has(id));
    const stored = await readBodies(storage, unknown);
    const bodyOf = (id: string) => (bodies.has(id) ? bodies.get(id) : stored.get(id));
    const authors = await readAuthors(storage, some.map(bodyOf), bodies);
    const made = some.map(async id => {
      const body = bodyOf(id);
      if (!body) return undefined;
      const author = body.record === 'thing' ? authors.get(body.author) : undefined;
      return searchable(body, shown.has(id) || (await isShown(storage, body)), author);
    });
    for (const [at, doc] of (await Promise.all(made)).entries()) docs.set(some[at] ?? '', doc);
  }
  return docs;
}

async function write(storage: Storage, docs: Map<string, SearchDoc | undefined>): Promise<void> {
  const found = [...docs.values()].filter(doc => doc !== undefined);
  const lost = [...docs].filter(([, doc]) => doc === undefined).map(([id]) => id);
  if (found.length > 0) await storage.search.put(found);
  if (lost.length > 0) await storage.search.remove(lost);
}

/** Those whose document may differ: what stays as it is and was shown before, as when a hub announces its own, needs none. */
async function differing({ links }: Storage, ids: string[], { bodies, shown, repeated }: Outcome): Promise<string[]> {
  const wanted: string[] = [];
  for (const id of ids) {
    const more = bodies.has(id) || repeated.has(id) ? undefined : shown.get(id);
    if (more === undefined || (await links.count({ kind: 'shown', from: id })) <= more) wanted.push(id);
  }
  return wanted;
}

/** Who made the things among the bodies, whose word counts for whether they are found. */
async function readAuthors(
  storage: Storage,
  found: (Rec | undefined)[],
  bodies: Outcome['bodies'],
): Promise<Map<string, Rec>> {
  const ids = new Set(found.flatMap(body => (body?.record === 'thing' ? [body.author] : [])));
  const authors = await readBodies(
    storage,
    [...ids].filter(id => !bodies.has(id)),
  );
  for (const id of ids) {
    const body = bodies.get(id);
    if (body) authors.set(id, body);
  }
  return authors;
}

/** How many things of one author are looked at in one go. */
export const authorPage = 200;

/**
 * Brings a page of what an author published for everybody up to date in search, as when the author's consent has changed;
 * gives the ids of that page and where the next one goes on.
 */
export async function indexAuthor(
  storage: Storage,
  author: string,
  after?: LinkCursor,
): Promise<{ ids: string[]; next?: LinkCursor }> {
  const list = { kind: 'outbox', from: author };
  const links = await storage.links.list(list, { limit: authorPage, ...(after && { after }) });
  const ids = links.map(({ to }) => to);
  await indexAnew(storage, ids);
  const last = links.at(-1);
  return { ids, ...(last && links.length === authorPage && { next: { sort: last.sort, id: last.to } }) };
}

async function readBodies(storage: Storage, ids: string[]): Promise<Map<string, Rec>> {
  const bodies = new Map<string, Rec>();
  if (ids.length === 0) return bodies;
  for (const { id, body, buried } of await storage.records.getMany(ids)) {
    if (buried === undefined) bodies.set(id, body as Rec);
  }
  return bodies;
}

/**
 * True when, on somebody's account here, everybody sees the thing. Of actors search shows those of this hub: whether
 * somebody follows one elsewhere may change without a word about that one.
 */
export async function isShown({ links }: Pick<Storage, 'links'>, body: Rec): Promise<boolean> {
  if (body.record === 'actor') return body.local;
  return body.record === 'thing' && links.any({ kind: 'shown', from: body.id });
}

/** Those of the things that, on somebody's account here, everybody sees. */
export function shownAmong({ links }: Pick<Storage, 'links'>, things: string[]): Promise<Set<string>> {
  return links.anyOf({ kind: 'shown', from: things });
}
