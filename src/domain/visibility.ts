// Who may see a thing: the one function that page, API, ActivityPub, outbox, search and feed all ask.
import type { Actor, Rec, Thing } from './records.ts';
import type { Level, Trust } from './trust.ts';

/** What is known of a thing beside itself. */
export interface SeeingFacts {
  /** On somebody's account here it is shown to all: made here, followed, gathered, announced, or in a known thread. */
  shown: boolean;
  /** The viewer follows its author. */
  follows: boolean;
  /** How its author is dealt with. */
  level: Level;
  /** What stands between the viewer and its author. */
  between?: Between;
}

/** `shut`: the author has nothing to do with the viewer; `unwanted`: the viewer does not want to see the author. */
export type Between = 'shut' | 'unwanted' | undefined;

/** True when the viewer (undefined: anybody) may see the thing. A stranger's public post that nobody here follows is for those it addresses alone. */
export function maySee(viewer: Pick<Actor, 'id'> | undefined, thing: Thing, facts: SeeingFacts): boolean {
  if (facts.level === 'suspend' || facts.between === 'shut') return false;
  if (facts.shown && (thing.visibility === 'public' || thing.visibility === 'unlisted')) return true;
  if (!viewer) return false;
  if (thing.author === viewer.id || concerns(thing, viewer.id)) return true;
  return facts.follows && thing.visibility !== 'direct';
}

/** True when everybody may find it by search and in lists. */
export function isListed(thing: Thing, shown: boolean, level: Level = 'open'): boolean {
  return shown && thing.visibility === 'public' && level === 'open';
}

/** True for a thing of somebody whom the viewer does not want to see, or silenced and not followed: it stands in no list but its author's own. */
export function isQuiet(
  viewer: Pick<Actor, 'id'> | undefined,
  thing: Thing,
  { follows, level, between }: Pick<SeeingFacts, 'follows' | 'level' | 'between'>,
): boolean {
  if (between === 'unwanted') return true;
  return level === 'silence' && !follows && thing.author !== viewer?.id;
}

/** True when what an actor passes on stands in a list: of somebody suspended or unwanted nothing, of somebody silenced for their followers. */
export function isHeard({ follows, level, between }: Pick<SeeingFacts, 'follows' | 'level' | 'between'>): boolean {
  if (between !== undefined) return false;
  return level === 'open' || (level === 'silence' && follows);
}

/** The thing as it may be shown: without its files and pictures where those of its author are not taken. */
export function asShown(thing: Thing, { noMedia }: Pick<Trust, 'noMedia'>): Thing {
  if (!noMedia) return thing;
  const attachments = thing.attachments.filter(({ as }) => as === 'link');
  if (thing.kind !== 'resource') return { ...thing, attachments };
  const { cover: _, ...rest } = thing;
  return { ...rest, attachments };
}

/** True when the thing is for the actor by name: addressed to it, openly or not, or mentions it. */
export function concerns(thing: Thing, actor: string): boolean {
  return recipients(thing).includes(actor);
}

/** Everybody whom a thing is for by name. */
export function recipients({ addressed, blind = [], mentions }: Thing): string[] {
  return [...addressed, ...blind, ...mentions.map(mention => mention.id)];
}

/** True unless the author has said that what they publish is not to be found by search (FEP-5feb). */
export function mayBeFound(author: Rec | undefined): boolean {
  return author?.record !== 'actor' || author.indexable !== false;
}

/** True unless the actor has said that it is not to stand in directories and lists. */
export function mayBeListed({ discoverable, indexable }: Actor): boolean {
  return discoverable ?? indexable !== false;
}
