// Who here and elsewhere holds a copy of a thing: the local groups that show it, and the remote actors that answered,
// liked or passed it on. Read from links, with a bound on each list.
import { type Home, isOurs } from '../../src/domain/home.ts';
import type { LinkKind } from '../../src/domain/links.ts';
import type { Rec, Thing } from '../../src/domain/records.ts';
import { recipients } from '../../src/domain/visibility.ts';
import type { LinkCursor, Storage } from '../../storage/port.ts';

export interface HolderDeps {
  storage: Pick<Storage, 'records' | 'links'>;
  home: Home;
}

/** A local group that passed a thing on, and the shares by which it did. */
export interface Showing {
  group: string;
  shares: string[];
}

/** How far up a thread a group is looked for. */
const threadLimit = 20;
const pageSize = 1000;
/** Pages read of each kind of holder. */
const pageLimit = 10;

/** The local groups that passed the thing on; theirs are among the first shares, so the oldest are read. */
export async function showings({ storage, home }: HolderDeps, thing: string): Promise<Showing[]> {
  const links = await storage.links.list({ kind: 'shares', to: thing }, { limit: pageSize, oldest: true });
  const ours = links.filter(link => isOurs(home, link.from));
  const actors = await stored(
    storage,
    ours.map(link => link.from),
  );
  return ours.filter(link => isGroup(actors.get(link.from))).map(link => ({ group: link.from, shares: link.by }));
}

/** A thing of a thread, and the local groups that show it or, as it is posted to them, will. */
export interface Candidate {
  id: string;
  groups: string[];
}

/** The thing and all that it answers, as far as known and at most 20, with the local groups that may show each. */
export async function threadOf(deps: HolderDeps, thing: Thing): Promise<Candidate[]> {
  const { storage, home } = deps;
  const thread = new Map<string, Candidate>();
  let next: Thing | undefined = thing;
  while (next && !thread.has(next.id) && thread.size < threadLimit) {
    const posted = next.groups.filter(id => isOurs(home, id));
    if (isOurs(home, next.author)) posted.push(home.hub);
    const shown = (await showings(deps, next.id)).map(({ group }) => group);
    thread.set(next.id, { id: next.id, groups: [...new Set([...shown, ...posted])] });
    const parent: string | undefined = next.inReplyTo;
    next = parent ? thingIn(await storage.records.get(parent)) : undefined;
  }
  return [...thread.values()];
}

/** Remote actors that answered, liked or passed on the thing, or voted in it. */
export async function* remoteHolders(deps: HolderDeps, thing: string): AsyncGenerator<string> {
  for (const kind of ['likes', 'shares', 'voted'] as const) {
    for await (const page of pagesTo(deps, kind, thing)) yield* page.filter(id => !isOurs(deps.home, id));
  }
  for await (const page of pagesTo(deps, 'replies', thing)) {
    const answers = await stored(
      deps.storage,
      page.filter(id => !isOurs(deps.home, id)),
    );
    for (const answer of answers.values()) if (answer.record === 'thing') yield answer.author;
  }
}

/** Actors that a thing is for by name: addressed and mentioned ones, groups unless it is direct, whom it answers if it is open to all. */
export async function named({ storage }: HolderDeps, thing: Thing): Promise<string[]> {
  const ids = new Set(recipients(thing));
  if (thing.visibility !== 'direct') for (const group of thing.groups) ids.add(group);
  const parent = thing.inReplyTo;
  if (parent && (thing.visibility === 'public' || thing.visibility === 'unlisted')) {
    const answered = thingIn(await storage.records.get(parent));
    if (answered) ids.add(answered.author);
  }
  return [...ids];
}

function thingIn(record: { body: unknown } | undefined): Thing | undefined {
  const body = record?.body as Rec | null | undefined;
  return body?.record === 'thing' ? body : undefined;
}

async function* pagesTo({ storage }: HolderDeps, kind: LinkKind, to: string): AsyncGenerator<string[]> {
  let after: LinkCursor | undefined;
  for (let page = 0; page < pageLimit; page++) {
    const links = await storage.links.list({ kind, to }, { limit: pageSize, ...(after && { after }) });
    yield links.map(link => link.from);
    const last = links.at(-1);
    if (!last || links.length < pageSize) return;
    after = { sort: last.sort, id: last.from };
  }
}

async function stored(storage: HolderDeps['storage'], ids: string[]): Promise<Map<string, Rec>> {
  if (ids.length === 0) return new Map();
  const records = await storage.records.getMany(ids);
  return new Map(records.filter(record => record.buried === undefined).map(record => [record.id, record.body as Rec]));
}

function isGroup(record: Rec | undefined): boolean {
  return record?.record === 'actor' && record.local && record.kind === 'group' && record.office !== 'instance';
}
