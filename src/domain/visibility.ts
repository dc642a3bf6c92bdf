// Who may see a thing: the one function that page, API, ActivityPub, outbox, search and feed all ask.
import type { Actor, Rec, Thing } from './records.ts';

/** What is known of a thing beside itself. */
export interface SeeingFacts {
  /** On somebody's account here it is shown to all: made here, followed, gathered, announced, or in a known thread. */
  shown: boolean;
  /** The viewer follows its author. */
  follows: boolean;
}

/** True when the viewer (undefined: anybody) may see the thing. A stranger's public post that nobody here follows is for those it addresses alone. */
export function maySee(viewer: Pick<Actor, 'id'> | undefined, thing: Thing, facts: SeeingFacts): boolean {
  if (facts.shown && (thing.visibility === 'public' || thing.visibility === 'unlisted')) return true;
  if (!viewer) return false;
  if (thing.author === viewer.id || concerns(thing, viewer.id)) return true;
  return facts.follows && thing.visibility !== 'direct';
}

/** True when everybody may find it by search and in lists. */
export function isListed(thing: Thing, shown: boolean): boolean {
  return shown && thing.visibility === 'public';
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
