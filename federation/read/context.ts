// What the reader of an activity may ask of the hub: only what is stored, never the network.
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Home } from '../../src/domain/home.ts';
import type { LinkKind } from '../../src/domain/links.ts';
import type { Actor, Rec, Thing } from '../../src/domain/records.ts';

/** What of a thing tells how it relates to this hub. */
export type Related = Pick<Thing, 'id' | 'author' | 'visibility' | 'addressed' | 'mentions' | 'inReplyTo'>;

/** How a thing relates to this hub. Unrelated things are not kept. */
export interface Relation {
  /** Everyone here may see it: somebody here follows its author or its sharer, or it answers in a known thread. */
  shown: boolean;
  /** Somebody here follows its author, for whose followers alone it is. */
  followed: boolean;
  /** Local members it concerns. */
  box: string[];
  /** Local communities it is posted to. */
  groups: string[];
  /** Addresses it speaks of that are not known here. */
  missing: string[];
  /** It is shown only because a group passed it on; the name of the group's word. */
  account?: string;
  /** The thread of what it answers. */
  thread?: string;
}

export interface Context {
  now: number;
  home: Home;
  /** A stored record that is not buried. */
  stored(id: string): Promise<Rec | undefined>;
  /** The id of the actor of this hub that the address of its page, or its handle with the host, names; undefined at once for what is neither. */
  here(name: string): Promise<string | undefined> | undefined;
  /** Ids of what made a standing link: the follows, likes, shares or pins from → to. */
  made(kind: LinkKind, from: string, to: string): Promise<string[]>;
  /** True when the actor may see the thing, as far as is known here. */
  sees(actor: string, thing: Thing): Promise<boolean>;
  /** True when the author of a thing of this hub takes answers of the actor (FEP-044f). */
  takesAnswers(thing: Thing, actor: string): Promise<boolean>;
  /** True when somebody here, or the hub itself, follows the actor. */
  isFollowed(actor: string): Promise<boolean>;
  /** How a thing that its author or a follower's community sent relates to this hub. */
  relate(thing: Related, via?: string): Promise<Relation>;
  /** The ids from a thing up to the one that is filed in the group; undefined when it is not in the group. */
  trail(group: string, what: string): Promise<string[] | undefined>;
  /** The names of all by which the group shows the thing. */
  shownBy(group: string, what: string): Promise<string[]>;
  /** The addresses of the collections that a group's moderators change. */
  collectionsOf(group: Actor): { featured?: string; moderators?: string };
}

/** An event as read, ready for the one door; none means that the activity is understood and of no concern here. */
export type Read = DomainEvent[];
