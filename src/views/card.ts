// A thing as one entry of a list: enough to choose by, light enough for a slow line.
import { hostOf } from '../domain/home.ts';
import { licenceName } from '../domain/kinds/vocabulary.ts';
import type { Thing, ThingKind, Visibility } from '../domain/records.ts';
import { type ActorView, webAddress } from './actor-view.ts';
import type { Reader, Seen } from './reader.ts';
import { cut, excerpt } from './text.ts';

/** What a list shows of a thing. */
export interface Card {
  id: string;
  kind: ThingKind;
  path: string;
  /** Its title, or its first words; empty behind a content warning. */
  name: string;
  /** Plain text, at most 280 characters; empty when the first words are all, and behind a content warning. */
  excerpt: string;
  warning?: string;
  language?: string;
  published: string;
  author: ActorView;
  licence?: string;
  level?: string;
  /** Bytes of all its files; 0 when it has none. */
  bytes: number;
  replies: number;
  visibility: Visibility;
  answers: boolean;
  /** Where it comes from, when that is another hub. */
  home?: Home;
}

/** The origin of a remote thing: shown beside it and linked. */
export interface Home {
  host: string;
  url: string;
}

/** The page of a thing on this hub. */
export function thingPath(reader: Pick<Reader, 'origin'>, thing: Pick<Thing, 'id'>, num: string): string {
  return thing.id.startsWith(`${reader.origin}/o/`) ? thing.id.slice(reader.origin.length) : `/n/${num}`;
}

/** Where a thing comes from; undefined for ours. */
export function homeOf(reader: Pick<Reader, 'origin'>, thing: Thing): Home | undefined {
  if (thing.id.startsWith(`${reader.origin}/`)) return undefined;
  const url = webAddress(thing.url) ?? webAddress(thing.id);
  return url ? { host: hostOf(thing.id), url } : undefined;
}

/** The card of a thing that the viewer may see. */
export async function cardOf(reader: Reader, seen: Seen): Promise<Card> {
  return makeCard(reader, seen, await reader.storage.links.count({ kind: 'replies', to: seen.thing.id }));
}

/** The cards of several, in their order. */
export async function cardsOf(reader: Reader, seen: Seen[]): Promise<Card[]> {
  const replies = await reader.storage.links.counts({ kind: 'replies', to: seen.map(({ thing }) => thing.id) });
  return seen.map(each => makeCard(reader, each, replies.get(each.thing.id) ?? 0));
}

function makeCard(reader: Reader, { thing, author, num }: Seen, replies: number): Card {
  const home = homeOf(reader, thing);
  const resource = thing.kind === 'resource' ? thing : undefined;
  const warning = thing.kind === 'resource' ? undefined : thing.warning;
  return {
    id: thing.id,
    kind: thing.kind,
    path: thingPath(reader, thing, num),
    ...(warning ? { name: thing.name ?? '', excerpt: '' } : headline(thing)),
    ...(warning && { warning }),
    ...(thing.language && { language: thing.language }),
    published: thing.published,
    author,
    ...(resource?.licence && { licence: licenceName(resource.licence) }),
    ...(resource?.level && { level: resource.level }),
    bytes: thing.attachments.reduce((sum, file) => sum + (file.bytes ?? 0), 0),
    replies,
    visibility: thing.visibility,
    answers: thing.inReplyTo !== undefined,
    ...(home && { home }),
  };
}

/** Title and beginning; a post without a title is headed by its first words. */
function headline(thing: Thing): { name: string; excerpt: string } {
  const text = thing.kind === 'resource' && thing.summary ? cut(thing.summary, 280) : excerpt(thing.content, 280);
  if (thing.name) return { name: thing.name, excerpt: text };
  return text.length <= 100 ? { name: text, excerpt: '' } : { name: cut(text, 80), excerpt: text };
}
