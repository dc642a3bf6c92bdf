// Search over everything the hub knows, and the lists that are searches without words. What is found is public:
// the same for everybody.
import { hostOf } from '../domain/home.ts';
import type { Actor, ThingKind } from '../domain/records.ts';
import { wordsOf } from '../domain/words.ts';
import { type Card, cardsOf } from './card.ts';
import { type ActorEntry, entriesOf } from './circles.ts';
import { amongOf, type Found, hubOf, type Reader, readMany, type Seen, seeAmong, unsuspended } from './reader.ts';

/** The kinds that search tells apart. */
export type SearchKind = ThingKind | 'community' | 'member';
export const searchKinds: readonly SearchKind[] = ['resource', 'discussion', 'poll', 'community', 'member'];

/** What is looked for; absent filters let everything through. */
export interface Search {
  /** As typed. */
  text: string;
  kind?: SearchKind;
  /** A BCP 47 tag, of which the first subtag counts. */
  language?: string;
  /** A host. */
  hub?: string;
  cursor?: string;
  /** At most 100. */
  limit: number;
}

/** What was found; `total` stops counting at 10,000. */
export interface Results<T> {
  items: T[];
  total: number;
  next?: string;
}

/** A thing or an actor that was found. */
export type Hit = { seen: Seen; actor?: never } | { actor: Found<Actor>; seen?: never };
/** The same as lists show it. */
export type HitCard = { card: Card; entry?: never } | { entry: ActorEntry; card?: never };

/** Pages that are read on for one answer, when much of what they hold is not to be seen. */
const mostPages = 5;

/** What was found, in order. What is hidden is not counted as far as it was read. */
export async function search(reader: Reader, wanted: Search): Promise<Results<Hit>> {
  const words = wordsOf(wanted.text.slice(0, 500), wanted.language).slice(0, 16);
  if (words.length === 0 && wanted.text.trim() !== '') return { items: [], total: 0 };
  const items: Hit[] = [];
  let { cursor } = wanted;
  for (let page = 1, hidden = 0; ; page++) {
    const limit = wanted.limit - items.length;
    const { ids, total, next } = await reader.storage.search.find({
      words,
      limit,
      ...(wanted.kind && { kind: wanted.kind }),
      ...(wanted.language && { language: (wanted.language.split('-')[0] ?? '').toLowerCase() }),
      ...(wanted.hub && { hub: wanted.hub }),
      ...(cursor && { cursor }),
    });
    const hits = await hitsOf(reader, ids);
    items.push(...hits);
    hidden += ids.length - hits.length;
    cursor = next;
    if (!next || items.length >= wanted.limit || page >= mostPages)
      return { items, total: total - hidden, ...(next && { next }) };
  }
}

/** Those of the found that everybody may find. */
async function hitsOf(reader: Reader, ids: string[]): Promise<Hit[]> {
  const read = await readMany(reader, ids);
  const things = await seeAmong({ ...reader, viewer: undefined }, read);
  const actors = amongOf(read, 'actor');
  const hits: Hit[] = [];
  for (const id of ids) {
    const seen = things.get(id);
    const actor = actors.get(id);
    if (seen?.listed) hits.push({ seen });
    else if (actor && (await reader.trust(id)).level === 'open') hits.push({ actor });
  }
  return hits;
}

/** What was found, as lists show it. */
export async function searchCards(reader: Reader, wanted: Search): Promise<Results<HitCard>> {
  const { items, ...rest } = await search(reader, wanted);
  const things = items.flatMap(({ seen }) => seen ?? []);
  const actors = items.flatMap(({ actor }) => actor ?? []);
  const [cards, entries] = await Promise.all([cardsOf(reader, things), entriesOf(reader, actors)]);
  const shown = new Map<string, HitCard>();
  for (const card of cards) shown.set(card.id, { card });
  for (const entry of entries) shown.set(entry.id, { entry });
  const order = items.map(hit => (hit.seen ? hit.seen.thing.id : hit.actor.body.id));
  return { ...rest, items: order.flatMap(id => shown.get(id) ?? []) };
}

/** The newest public things of one kind that the hub knows, without answers; those among the newest 40. */
export async function newest(reader: Reader, kind: ThingKind, limit: number): Promise<Card[]> {
  const { items } = await search(reader, { text: '', kind, limit: 40 });
  const seen = items.flatMap(hit => hit.seen ?? []).filter(({ thing }) => !('inReplyTo' in thing));
  return cardsOf(reader, seen.slice(0, limit));
}

/** Hosts that the search form offers: this one and those it gathers from, at most 50. */
export async function knownHubs(reader: Reader): Promise<string[]> {
  const peers = await reader.storage.links.list({ kind: 'peer', from: hubOf(reader) }, { limit: 50 });
  const standing = await unsuspended(
    reader,
    peers.map(({ to }) => to),
  );
  const hosts = [...standing].map(hostOf).filter(Boolean).sort();
  return [...new Set([hostOf(reader.origin), ...hosts])];
}
