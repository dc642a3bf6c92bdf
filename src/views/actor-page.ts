// The page of an actor: a member, a community or the hub itself, from here or elsewhere.
import type { LinkCursor } from '../../storage/port.ts';
import type { Actor } from '../domain/records.ts';
import { holdersOf } from '../log/handles.ts';
import { type ActorView, actorView } from './actor-view.ts';
import { type Card, cardsOf } from './card.ts';
import { mayModerate, moderatorsOf } from './moderation.ts';
import { actorViews, type Found, follows, ofSort, type Reader, seeThings } from './reader.ts';
import { outboxStream, type Stream } from './stream.ts';

/** What a page shows of an actor. */
export interface ActorPage {
  actor: Actor;
  view: ActorView;
  num: string;
  followers: number;
  /** What the viewer is to it. */
  bond: 'none' | 'self' | 'asked' | 'follows';
  /** The viewer keeps it off. */
  kept: { blocked: boolean; muted: boolean };
  /** At most 20, of a community. */
  moderators: ActorView[];
  /** The viewer may moderate it. */
  moderates: boolean;
  /** What it shows first, at most 5; on its first page only. */
  pinned: Card[];
  stream: Stream;
  /** Where it went. */
  movedTo?: ActorView;
}

const pinLimit = 5;

/** The actor with this handle (`name`, or `name@host`); undefined when the hub knows none. */
export async function actorByHandle(reader: Reader, handle: string): Promise<Found<Actor> | undefined> {
  const [name = '', host = new URL(reader.origin).host] = handle.split('@');
  const [holder] = await holdersOf(reader.storage, `${name}@${host}`);
  return ofSort(holder, 'actor');
}

/** The page model of a known actor. */
export async function actorPage(reader: Reader, found: Found<Actor>, after?: LinkCursor): Promise<ActorPage> {
  const { body: actor, num } = found;
  const moved = actor.movedTo ? (await actorViews(reader, [actor.movedTo])).get(actor.movedTo) : undefined;
  return {
    actor,
    ...(moved && { movedTo: moved }),
    view: actorView(found),
    num,
    followers: await reader.storage.links.count({ kind: 'follows', to: actor.id }),
    bond: await bondTo(reader, actor.id),
    kept: await keptOff(reader, actor.id),
    moderators: actor.kind === 'group' ? await moderatorsOf(reader, actor) : [],
    moderates: actor.kind === 'group' && (await mayModerate(reader, actor.id)),
    pinned: after ? [] : await pinnedOf(reader, actor.id),
    stream: await outboxStream(reader, actor.id, after),
  };
}

/** What it shows first, as far as the viewer may see it. */
async function pinnedOf(reader: Reader, actor: string): Promise<Card[]> {
  const links = await reader.storage.links.list({ kind: 'featured', from: actor }, { limit: pinLimit });
  const seen = await seeThings(
    reader,
    links.map(({ to }) => to),
  );
  return cardsOf(reader, [...seen.values()]);
}

async function keptOff({ viewer, storage: { links } }: Reader, actor: string): Promise<ActorPage['kept']> {
  const stands = async (kind: 'blocks' | 'mutes') =>
    !!viewer && (await links.get(kind, viewer.id, actor)) !== undefined;
  return { blocked: await stands('blocks'), muted: await stands('mutes') };
}

async function bondTo(reader: Reader, actor: string): Promise<ActorPage['bond']> {
  if (reader.viewer?.id === actor) return 'self';
  if (await follows(reader, actor)) return 'follows';
  if (reader.viewer && (await reader.storage.links.get('asks', reader.viewer.id, actor))) return 'asked';
  return 'none';
}
