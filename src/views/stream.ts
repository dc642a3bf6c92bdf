// A list of entries (things, or shares of things) as cards, newest first, each thing once.
import type { Link, LinkCursor } from '../../storage/port.ts';
import { isHeard } from '../domain/visibility.ts';
import { betweenOf } from '../log/between.ts';
import type { ActorView } from './actor-view.ts';
import { type Card, cardsOf } from './card.ts';
import { nextAfter } from './cursor.ts';
import { actorViews, findMany, follows, hubOf, type Reader, type Seen, seeThings } from './reader.ts';

/** An entry: a card and, when somebody passed it on, who. */
export interface StreamItem {
  card: Card;
  sharedBy?: ActorView;
}

/** One page of a stream; `next` is the text of the cursor where it goes on. */
export interface Stream {
  items: StreamItem[];
  next?: string;
}

/** Entries of a page. */
export const pageSize = 20;

/** What an actor published and passed on for everybody. */
export async function outboxStream(reader: Reader, actor: string, after?: LinkCursor): Promise<Stream> {
  const links = await reader.storage.links.list(
    { kind: 'outbox', from: actor },
    { limit: pageSize, ...(after && { after }) },
  );
  return streamOf(reader, links, actor);
}

/** What is new for a member: what concerns the member, and what those the member follows publish. */
export async function inboxStream(reader: Reader, member: string, after?: LinkCursor): Promise<Stream> {
  const followed = await reader.storage.links.list({ kind: 'follows', from: member }, { limit: 900 });
  const lists = followed.flatMap(({ to }) => [
    { kind: 'outbox', from: to },
    { kind: 'circle', from: to },
  ]);
  lists.push({ kind: 'box', from: member });
  const links = await reader.storage.links.merge(lists, { limit: pageSize, ...(after && { after }) });
  return streamOf(reader, links);
}

/** Those whose word a list brings: `own` is whose list it is. */
async function heardOf(reader: Reader, actors: string[], own: string | undefined): Promise<Set<string>> {
  const heard = new Set<string>();
  for (const actor of actors) {
    const { level } = await reader.trust(actor);
    const viewer = reader.viewer?.id;
    const bound = actor === own || actor === viewer;
    const between = bound ? undefined : await betweenOf(reader.storage, reader, { viewer, author: actor });
    const isFollowed = bound || (level === 'silence' && (await follows(reader, actor)));
    if (isHeard({ level, follows: isFollowed, between })) heard.add(actor);
  }
  return heard;
}

/** `own`: whose list it is; what somebody silenced published stands there. */
async function streamOf(reader: Reader, links: Link[], own?: string): Promise<Stream> {
  const ids = links.map(link => link.to);
  const shares = await findMany(reader, ids, 'share');
  const things = await seeThings(
    reader,
    ids.map(id => shares.get(id)?.body.what ?? id),
  );
  const sharers = await actorViews(
    reader,
    [...shares.values()].map(({ body }) => body.who),
  );
  const heard = await heardOf(reader, [...sharers.keys()], own);
  const taken = new Map<string, { seen: Seen; sharedBy?: ActorView }>();
  for (const id of ids) {
    const share = shares.get(id)?.body;
    const seen = things.get(share?.what ?? id);
    if (!seen || taken.has(seen.thing.id)) continue;
    if ((share && !heard.has(share.who)) || (seen.quiet && seen.thing.author !== own)) continue;
    const sharedBy = share && share.who !== hubOf(reader) ? sharers.get(share.who) : undefined;
    taken.set(seen.thing.id, { seen, ...(sharedBy && { sharedBy }) });
  }
  const entries = [...taken.values()];
  const cards = await cardsOf(
    reader,
    entries.map(({ seen }) => seen),
  );
  const items = entries.map(({ seen: _, ...entry }, n) => ({ ...entry, card: cards[n] as Card }));
  const next = nextAfter(links, pageSize);
  return { items, ...(next && { next }) };
}
