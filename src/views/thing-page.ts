// The page of a resource or a discussion: the thing whole, where it stands, who passed it on, what was answered.
import { keepsHouse } from '../domain/authority.ts';
import { forbidsAdapting } from '../domain/kinds/vocabulary.ts';
import { type Asking, mayQuote, mayReply } from '../domain/quotes.ts';
import type { Thing } from '../domain/records.ts';
import type { ActorView } from './actor-view.ts';
import { type Card, cardOf, type Home, homeOf, thingPath } from './card.ts';
import { isClosed, standings } from './moderation.ts';
import { type PollView, pollView } from './poll.ts';
import { type QuoteView, quoteView } from './quote.ts';
import { actorViews, hubOf, ofSort, type Reader, type Seen, seeThings, unsuspended } from './reader.ts';
import { cut, excerpt } from './text.ts';
import { type Post, threadOf } from './thread.ts';

/** What the page shows. */
export interface ThingPage {
  thing: Thing;
  path: string;
  author: ActorView;
  home?: Home;
  /** At most 160 characters, for search engines and previews. */
  description: string;
  likes: number;
  shares: number;
  /** Communities and hubs that show it, at most 20. */
  groups: ActorView[];
  /** What it answers, if that may be seen. */
  parent?: Card;
  /** It answers something that is not known here, or not for the viewer. */
  parentUnknown: boolean;
  answers: Post[];
  more: number;
  poll?: PollView;
  /** A community closed it, or what it answers, to answers. */
  closed: boolean;
  quote?: QuoteView;
  /** What the viewer may do. */
  may: {
    edit: boolean;
    withdraw: boolean;
    adapt: boolean;
    share: boolean;
    moderate: boolean;
    reply: boolean;
    quote: boolean;
  };
  liked: boolean;
  shared: boolean;
}

/** What stands where a thing was: `author` is absent when it is unknown. */
export interface GoneThing {
  at: string;
  author?: ActorView;
}

/** A thing by its id, if the viewer may see it; `gone` when it was taken back. */
export async function findThing(reader: Reader, id: string): Promise<{ seen?: Seen; gone?: GoneThing }> {
  const stored = await reader.storage.records.get(id);
  if (stored?.buried) {
    const authors = await actorViews(reader, [stored.owner]);
    const author = authors.get(stored.owner);
    return { gone: { at: stored.buried, ...(author?.path && { author }) } };
  }
  if (!ofSort(stored, 'thing')) return {};
  const seen = (await seeThings(reader, [id])).get(id);
  return seen ? { seen } : {};
}

/** The page model of a thing that the viewer may see. */
export async function thingPage(reader: Reader, seen: Seen): Promise<ThingPage> {
  const { thing, author, num } = seen;
  const { links } = reader.storage;
  const { viewer } = reader;
  const home = homeOf(reader, thing);
  const parent = await parentOf(reader, thing);
  const [likes, shares, thread, groups] = await Promise.all([
    links.count({ kind: 'likes', to: thing.id }),
    countShares(reader, thing.id),
    threadOf(reader, thing.id),
    groupsOf(reader, thing),
  ]);
  const quote = await quoteView(reader, thing);
  const asking = await askingOf(reader, thing);
  const open = thing.visibility === 'public' || thing.visibility === 'unlisted';
  const own = viewer?.id === thing.author;
  return {
    thing,
    path: thingPath(reader, thing, num),
    author,
    ...(home && { home }),
    description: thing.kind === 'resource' && thing.summary ? cut(thing.summary, 160) : excerpt(thing.content, 160),
    likes,
    shares,
    groups,
    ...(parent && { parent }),
    parentUnknown: !parent && thing.inReplyTo !== undefined,
    ...thread,
    closed: await isClosed(reader, thing),
    ...(quote && { quote }),
    ...(thing.kind === 'poll' && { poll: await pollView(reader, thing) }),
    may: {
      edit: own,
      withdraw: own || keepsHouse(viewer),
      adapt: viewer !== undefined && thing.kind === 'resource' && open && !forbidsAdapting(thing.licence),
      share: viewer !== undefined && open,
      moderate: (await standings(reader, seen)).length > 0,
      reply: asking !== undefined && mayReply(thing, asking) !== 'no',
      quote: asking !== undefined && mayQuote(thing, asking, !home) !== 'no',
    },
    liked: viewer !== undefined && (await links.get('likes', viewer.id, thing.id)) !== undefined,
    shared: viewer !== undefined && (await links.get('shares', viewer.id, thing.id)) !== undefined,
  };
}

/** What is known of the viewer by those who say who may answer and quote. */
async function askingOf({ viewer, storage }: Reader, { author }: Thing): Promise<Asking | undefined> {
  if (!viewer) return undefined;
  const [follows, followed] = await Promise.all([
    storage.links.get('follows', viewer.id, author),
    storage.links.get('follows', author, viewer.id),
  ]);
  return { who: viewer.id, follows: follows !== undefined, followed: followed !== undefined };
}

/** How often it was passed on; that the hub shows its own to its followers is no passing on. */
async function countShares(reader: Reader, id: string): Promise<number> {
  const { links } = reader.storage;
  const [all, own] = await Promise.all([
    links.count({ kind: 'shares', to: id }),
    links.get('shares', hubOf(reader), id),
  ]);
  return all - (own ? 1 : 0);
}

async function parentOf(reader: Reader, thing: Thing): Promise<Card | undefined> {
  if (!thing.inReplyTo) return undefined;
  const seen = (await seeThings(reader, [thing.inReplyTo])).get(thing.inReplyTo);
  return seen && cardOf(reader, seen);
}

/** Groups it was posted to or brought into; not the hub itself, which shows everything of its own. */
async function groupsOf(reader: Reader, thing: Thing): Promise<ActorView[]> {
  const sharers = await reader.storage.links.list({ kind: 'shares', to: thing.id }, { limit: 50 });
  const ids = [...new Set([...thing.groups, ...sharers.map(({ from }) => from)])].filter(id => id !== hubOf(reader));
  const views = await actorViews(reader, [...(await unsuspended(reader, ids))]);
  return [...views.values()].filter(view => view.kind === 'group' && view.path).slice(0, 20);
}
