// What the hub knows, as nouns: actors, things and the small records that activities leave behind.
// Every record is the result of folding log entries; nothing here knows how it travels or where it is kept.
import type { Block } from './block.ts';
import type { ActorPolicy, HostPolicy, Step } from './keeping.ts';

export {
  type ActorPolicy,
  type HostPolicy,
  type ReportOutcome,
  type ReportStep,
  reportOutcomes,
  type Step,
} from './keeping.ts';

import type { Allowance, Circle, QuoteRequest, Relay, Stamp } from './consent.ts';

/** Who may see a thing: everybody and listed, everybody with the link, the author's followers, or the addressed alone. */
export type Visibility = 'public' | 'unlisted' | 'followers' | 'direct';

/** What an actor is: a member or other person, a community or hub (both groups), or a machine. */
export type ActorKind = 'person' | 'group' | 'organization' | 'service' | 'application';

/** What a local person may do on this hub. */
export type Role = 'admin' | 'editor' | 'member';

/** Somebody or something that acts: a member, a community, a hub's public face, a peer's account. */
export interface Actor {
  record: 'actor';
  /** Its address; for a local actor built by federation/urls, opaque and never reused. */
  id: string;
  kind: ActorKind;
  /** The name before the @ of its handle. */
  handle: string;
  /** The host (with port, if any) after the @ of its handle. */
  host: string;
  /** Plain text. */
  name: string;
  /** Safe HTML. */
  summary: string;
  /** The page for people. */
  url: string;
  inbox: string;
  sharedInbox?: string;
  outbox?: string;
  followers?: string;
  featured?: string;
  /** The public key that its signatures are checked against; for local actors the key ring holds it. */
  key?: { id: string; pem: string };
  /** More of them, where an actor elsewhere has several. */
  moreKeys?: { id: string; pem: string }[];
  /** Public keys that its proofs are checked against, as Multikeys write them (FEP-521a). */
  proofKeys?: { id: string; multibase: string }[];
  icon?: string;
  local: boolean;
  /** Local persons only. */
  role?: Role;
  /** The hub's own public face (`hub@host`) or signing actor; absent for members and communities. */
  office?: 'hub' | 'instance';
  /** BCP 47. */
  language?: string;
  /** Who opened a community and moderates it from then on; the link `moderator` says who does now. */
  moderators?: string[];
  /** The address of the list of moderators of a group elsewhere. */
  moderatorList?: string;
  hidesFollowers?: boolean;
  /** Consent that what it publishes is found by search (FEP-5feb); absent means not asked. */
  indexable?: boolean;
  /** Consent to stand in directories and lists; absent means not asked. */
  discoverable?: boolean;
  /** Who may quote and who may answer what it publishes from now on; absent means everybody. Local persons only. */
  quotable?: Circle;
  answerable?: Circle;
  /** Where it went. */
  movedTo?: string;
  /** Accounts elsewhere that it says are its own. */
  alsoKnownAs?: string[];
  published: string;
  updated?: string;
}

/** A file, picture or link that belongs to a thing. */
export interface Attachment {
  as: 'file' | 'image' | 'link';
  url: string;
  mediaType?: string;
  /** Alternative text of a picture, name of a file, title of a link. Plain text. */
  name?: string;
  bytes?: number;
  sha256?: string;
  width?: number;
  height?: number;
}

/** Somebody named in a text. */
export interface Mention {
  id: string;
  /** `@name@host` as written. */
  handle: string;
}

/** Where an adapted resource comes from (schema.org `isBasedOn`). */
export interface Credit {
  id: string;
  name?: string;
  /** The author's name as it should be credited. */
  author?: string;
  /** Licence URI of the original. */
  licence?: string;
}

interface ThingBase {
  record: 'thing';
  id: string;
  /** The page for people when it differs from the id. */
  url?: string;
  /** Actor id; it never changes. */
  author: string;
  /** Safe HTML, whole. */
  content: string;
  /** What a member typed, for the edit form. */
  source?: string;
  /** BCP 47. */
  language?: string;
  /** ISO 8601 UTC with milliseconds. */
  published: string;
  updated?: string;
  visibility: Visibility;
  /** Actors it is addressed to, beside the public and followers. */
  addressed: string[];
  /** Actors it is for besides, of whom nobody is told (`bto` and `bcc`); on things of this hub alone. */
  blind?: string[];
  /** Communities and hubs it is posted to. */
  groups: string[];
  /** What it answers. */
  inReplyTo?: string;
  /** What it quotes, and the stamp by which that author allows it, as it claims (FEP-044f). */
  quote?: { what: string; authorization?: string };
  /** Who may quote it and who may answer it, by its author's word, where that was said. */
  mayQuote?: Allowance;
  mayReply?: Allowance;
  /** The thread it belongs to: the address of a collection (FEP-7888), or the word of a peer for it. */
  thread?: string;
  mentions: Mention[];
  /** Without the #. */
  hashtags: string[];
  attachments: Attachment[];
}

/** A learning resource; names follow LRMI and schema.org where they have one. */
export interface Resource extends ThingBase {
  kind: 'resource';
  name: string;
  /** Plain text, what it is in a few sentences, without the facts line. */
  summary?: string;
  /** Licence URI. */
  licence?: string;
  cover?: Attachment;
  /** Where the resource lives when it is elsewhere on the web. */
  link?: string;
  themes: string[];
  /** Goals 1 to 17. */
  sdgs: number[];
  /** Keys of the skill scheme, or IRIs. */
  skills: string[];
  /** Key of the level list, or plain text from a peer. */
  level?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  basedOn: Credit[];
}

/** A post or a reply. */
export interface Discussion extends ThingBase {
  kind: 'discussion';
  name?: string;
  /** A content warning. Plain text. */
  warning?: string;
}

/** One answer that a poll offers, and how often it was chosen when the poll was last counted. */
export interface PollOption {
  /** Plain text, no two alike in a poll. */
  name: string;
  votes: number;
}

/** A question with answers to choose from (FEP-9967). */
export interface Poll extends ThingBase {
  kind: 'poll';
  name?: string;
  /** A content warning. Plain text. */
  warning?: string;
  options: PollOption[];
  /** More than one answer may be chosen. */
  multiple: boolean;
  /** When it ends: ISO 8601 UTC, in the future or past. */
  ends?: string;
  /** How many people had voted when it was last counted. */
  voters?: number;
}

/** Anything hubs share; a new kind joins this union. */
export type Thing = Resource | Discussion | Poll;
export type ThingKind = Thing['kind'];

/** Somebody asked to follow somebody. Whether it was accepted is the link `follows`. */
export interface Follow {
  record: 'follow';
  id: string;
  who: string;
  whom: string;
  /** Asked as a relay is asked, for everything public (FEP-ae0c). */
  everything?: true;
  /** Asked in return, because relays expect it; nothing is taken on the strength of it, so it is never accepted here. */
  inReturn?: true;
  published: string;
}

/** Somebody liked a thing. */
export interface Like {
  record: 'like';
  id: string;
  who: string;
  what: string;
  published: string;
}

/** Somebody passed a thing on: a boost, or a community that shows it. */
export interface Share {
  record: 'share';
  id: string;
  who: string;
  what: string;
  /** Communities it was brought into by this share. */
  into: string[];
  published: string;
}

/** What a moderator may do in a group: take a thing out, close a thread, show a thing first, keep an actor out, make a moderator. */
export type ModeratorAct = 'remove' | 'lock' | 'pin' | 'ban' | 'appoint';

/** What a moderator did, for as long as it stands. */
export interface Measure {
  record: 'measure';
  id: string;
  act: ModeratorAct;
  group: string;
  who: string;
  /** A thing, or for `ban` and `appoint` an actor. */
  what: string;
  /** Plain text. */
  reason?: string;
  /** A ban ends at this time; ISO 8601. */
  until?: string;
  published: string;
}

/** A hub that this one gathers from. */
export interface Peer {
  record: 'peer';
  /** Its origin. */
  id: string;
  added: string;
}

/** A report or a move, kept for admins. */
export interface Notice {
  record: 'notice';
  id: string;
  about: 'report' | 'move';
  who: string;
  subjects: string[];
  reason: string;
  published: string;
}

/** Everything kept as a record. */
export type Rec =
  | Actor
  | Thing
  | Follow
  | Like
  | Block
  | Share
  | Measure
  | Peer
  | HostPolicy
  | ActorPolicy
  | Notice
  | Step
  | QuoteRequest
  | Stamp
  | Relay;
