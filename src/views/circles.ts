// Lists of actors: the communities of this hub, and whom a member follows and is followed by.
import type { LinkCursor, LinkList } from '../../storage/port.ts';
import type { Actor } from '../domain/records.ts';
import { mayBeListed } from '../domain/visibility.ts';
import { type ActorView, actorView } from './actor-view.ts';
import { nextAfter } from './cursor.ts';
import { type Found, findMany, hubOf, type Reader, unsuspended } from './reader.ts';
import { excerpt } from './text.ts';

/** An actor as one entry of a list. */
export interface ActorEntry extends ActorView {
  /** Plain text, at most 200 characters. */
  about: string;
  language?: string;
  followers: number;
  /** Asked, not yet accepted. */
  waiting: boolean;
}

/** One page of actors; `next` is the text of the cursor where it goes on. */
export interface ActorList {
  items: ActorEntry[];
  next?: string;
}

const pageSize = 50;
const keptLimit = 100;

/** The communities of this hub, newest first. */
export function communities(reader: Reader, after?: LinkCursor, limit = pageSize): Promise<ActorList> {
  return listed(reader, { list: { kind: 'community', from: hubOf(reader) }, limit, after, directory: true });
}

/** Whom the member follows or asked to follow. */
export async function following(reader: Reader, member: string, after?: LinkCursor): Promise<ActorList> {
  return listed(reader, { list: { kind: 'asks', from: member }, limit: pageSize, after, member });
}

/** Whom the member blocks, or only does not see; at most 100 of each. */
export async function keptOff(reader: Reader, member: string): Promise<{ blocked: ActorEntry[]; muted: ActorEntry[] }> {
  const entries = async (kind: string) => {
    const links = await reader.storage.links.list({ kind, from: member }, { limit: keptLimit });
    const ids = links.map(({ to }) => to);
    const found = await findMany(reader, ids, 'actor');
    return entriesOf(
      reader,
      ids.flatMap(id => found.get(id) ?? []),
    );
  };
  return { blocked: await entries('blocks'), muted: await entries('mutes') };
}

/** Who follows the member. */
export function followers(reader: Reader, member: string, after?: LinkCursor): Promise<ActorList> {
  return listed(reader, { list: { kind: 'follows', to: member }, limit: pageSize, after });
}

/** Communities that a member may post to: those of this hub and those the member follows, at most 200. */
export async function openGroups(reader: Reader, member: string): Promise<ActorView[]> {
  const { links } = reader.storage;
  const ours = await links.list({ kind: 'community', from: hubOf(reader) }, { limit: 100 });
  const followed = await links.list({ kind: 'follows', from: member }, { limit: 900 });
  const found = await findMany(
    reader,
    [...ours, ...followed].map(({ to }) => to),
    'actor',
  );
  const standing = await unsuspended(reader, [...found.keys()]);
  const groups = [...found.values()].filter(
    ({ body }) => body.kind === 'group' && body.id !== hubOf(reader) && standing.has(body.id),
  );
  return groups.slice(0, 200).map(actorView);
}

interface Listing {
  list: LinkList;
  limit: number;
  after: LinkCursor | undefined;
  /** Whose requests are looked up. */
  member?: string;
  /** Without those who do not want to stand in one. */
  directory?: boolean;
}

async function listed(reader: Reader, { list, limit, after, member, directory = false }: Listing): Promise<ActorList> {
  const links = await reader.storage.links.list(list, { limit, ...(after && { after }) });
  const end = 'from' in list ? 'to' : 'from';
  const found = await findMany(
    reader,
    links.map(link => link[end]),
    'actor',
  );
  const standing = await unsuspended(reader, [...found.keys()]);
  const actors = links.flatMap(link => found.get(link[end]) ?? []);
  const shown = actors.filter(({ body }) => standing.has(body.id) && (!directory || mayBeListed(body)));
  const items = await entriesOf(reader, shown, member);
  const next = nextAfter(links, limit, end);
  return { items, ...(next && { next }) };
}

/** Actors as entries of a list; `member`: whose requests to follow them are looked up. */
export async function entriesOf(reader: Reader, found: Found<Actor>[], member?: string): Promise<ActorEntry[]> {
  const { links } = reader.storage;
  const followers = await links.counts({ kind: 'follows', to: found.map(({ body }) => body.id) });
  return Promise.all(
    found.map(async ({ num, body: actor }) => ({
      ...actorView({ num, body: actor }),
      about: excerpt(actor.summary, 200),
      ...(actor.language && { language: actor.language }),
      followers: followers.get(actor.id) ?? 0,
      waiting: member !== undefined && (await links.get('follows', member, actor.id)) === undefined,
    })),
  );
}
