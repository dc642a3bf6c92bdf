// Everything that happens, in our own words. A member's click and a peer's POST become the same event;
// the log keeps it, the reducer folds it, and no wire name gets past this line.
import type { Block } from './block.ts';
import type {
  Actor,
  Follow,
  Like,
  Measure,
  ModeratorAct,
  Poll,
  ReportOutcome,
  ReportStep,
  Share,
  Thing,
} from './records.ts';
import type { HostRule, Verdict } from './trust.ts';

interface EventBase {
  /** The activity's address, or one made from it; the log takes each id once. */
  id: string;
  /** Who did it: an actor id. */
  actor: string;
  /** ISO 8601 UTC: when it happened as far as the hub can tell, never in the future. */
  at: string;
}

/**
 * A thing came into being. `shown`: everyone here may see it. `box`: local members it concerns.
 * `missing`: addresses it speaks of that the hub did not know when it came. `account`: it is shown for as long as the
 * group that passed it on stands by it, and this is the name of that.
 */
export interface Published extends EventBase {
  type: 'published';
  thing: Thing;
  shown: boolean;
  box: string[];
  missing?: string[];
  account?: string;
}
/** A thing has a new form. */
export interface Revised extends EventBase {
  type: 'revised';
  thing: Thing;
}
/** A thing is taken back for good. `author` is the owner whose thing may be buried; `reason` is a moderator's, for admins. */
export interface Withdrawn extends EventBase {
  type: 'withdrawn';
  what: string;
  author: string;
  reason?: string;
}
/** An actor came to be known, or changed. `by`: the admin who made the member or gave the role, or the hub for its operator. */
export interface Profiled extends EventBase {
  type: 'profiled';
  profile: Actor;
  by?: string;
  reason?: string;
}
/** An actor is gone for good. */
export interface Departed extends EventBase {
  type: 'departed';
}
export interface Followed extends EventBase {
  type: 'followed';
  whom: string;
  /** Everything public that it has is asked for, as a relay is asked (FEP-ae0c). */
  everything?: true;
  /** A relay that asked is asked in return (LitePub, FEP-ae0c). */
  inReturn?: true;
}
/** `follow` is the id of the request, `who` asked it, the event's actor accepted. */
export interface FollowAccepted extends EventBase {
  type: 'followAccepted';
  follow: string;
  who: string;
}
export interface FollowRejected extends EventBase {
  type: 'followRejected';
  follow: string;
  who: string;
}
export interface Liked extends EventBase {
  type: 'liked';
  what: string;
}
/** A thing is passed on. `shown`: on the word of this actor everyone here may see it; false for what they see anyway. */
export interface Shared extends EventBase {
  type: 'shared';
  what: string;
  into: string[];
  shown: boolean;
  box: string[];
  missing?: string[];
}
/**
 * Somebody chose one answer of a poll: `choice` is its place, `option` its words. The id is made from poll and voter, and
 * from the choice where several may be made, so that the log takes each once. `at` is when this hub took it.
 */
export interface Voted extends EventBase {
  type: 'voted';
  poll: string;
  choice: number;
  option: string;
}
/** A poll's author counted its votes anew; nothing else of it changed. */
export interface Counted extends EventBase {
  type: 'counted';
  thing: Poll;
}
/** Somebody asks to quote a thing: `quote` is the quoting post, `what` the quoted. */
export interface QuoteRequested extends EventBase {
  type: 'quoteRequested';
  quote: string;
  what: string;
}
interface QuoteAnswer extends EventBase {
  quote: string;
  what: string;
  /** The request that is answered and who made it, where one was. */
  request?: string;
  who?: string;
}
/** The author of the quoted thing allows the quote; `stamp` is the address of the consent. */
export interface QuoteStamped extends QuoteAnswer {
  type: 'quoteStamped';
  stamp: string;
}
export interface QuoteRefused extends QuoteAnswer {
  type: 'quoteRefused';
}
/** The author takes the consent back; `who` made the quote. */
export interface QuoteRevoked extends EventBase {
  type: 'quoteRevoked';
  stamp: string;
  quote: string;
  what: string;
  who?: string;
}
/** A member has nothing more to do with an actor, or with `mute` does not see it; that is between the member and the hub. */
export interface Blocked extends EventBase {
  type: 'blocked';
  whom: string;
  mute?: true;
}
/** A follow, like, share or block is taken back; `undoes` is the record as it was stored. */
export interface Undone extends EventBase {
  type: 'undone';
  undoes: Follow | Like | Share | Block;
}
/** A community passes an activity on to its followers (FEP-1b12); `entry` is the id of the log entry that holds it. */
export interface Relayed extends EventBase {
  type: 'relayed';
  entry: string;
}
/**
 * The word of somebody that a thing or an actor of another hub came to be, changed or went, and not what it is now: only that hub
 * can tell.
 */
export interface Hinted extends EventBase {
  type: 'hinted';
  what: string;
}
export interface Pinned extends EventBase {
  type: 'pinned';
  what: string;
}
/** `pins` are the ids of the pins that are taken away. */
export interface Unpinned extends EventBase {
  type: 'unpinned';
  what: string;
  pins: string[];
}
/**
 * A moderator acts in a group; of a group elsewhere its own word is what counts. `trail`: the thing it is about, what that
 * answers and so on, up to the one that is filed in the group. `ends`: what the group showed the thing by and no longer does.
 */
export interface Moderated extends EventBase {
  type: 'moderated';
  group: string;
  act: ModeratorAct;
  what: string;
  trail: string[];
  reason?: string;
  until?: string;
  ends?: string[];
}
/** What a moderator did in a group ends; `lifts` is the record as it was stored. */
export interface Lifted extends EventBase {
  type: 'lifted';
  lifts: Measure;
}
export interface Moved extends EventBase {
  type: 'moved';
  to: string;
}
/** A report. `forward`: false keeps one of a member here from the keepers of the hub that it is about. */
export interface Flagged extends EventBase {
  type: 'flagged';
  subjects: string[];
  reason: string;
  forward?: boolean;
}
/** A moderator took a report up, noted something, or closed it and said what was done. */
export interface ReportHandled extends EventBase {
  type: 'reportHandled';
  report: string;
  step: ReportStep;
  done?: ReportOutcome;
  note?: string;
}
/** The operator chose a relay by the address of its actor or inbox, or gave it up. */
export interface RelayChosen extends EventBase {
  type: 'relayChosen';
  address: string;
  wanted: boolean;
}
export interface PeerAdded extends EventBase {
  type: 'peerAdded';
  origin: string;
}
/** A policy on a host and all below it. `blocked` is level `suspend`; entries of before levels have nothing else. */
export interface HostJudged extends EventBase, Partial<Verdict> {
  type: 'hostJudged';
  host: string;
  blocked: boolean;
  /** On the list of allowlist mode. */
  listed?: boolean;
  /** For admins. */
  reason?: string;
  /** For everybody. */
  comment?: string;
  obfuscate?: boolean;
  /** When it was last let off a suspension. */
  freed?: string;
}
/** A policy on one actor, elsewhere or here. */
export interface ActorJudged extends EventBase, Verdict {
  type: 'actorJudged';
  whom: string;
  reason?: string;
  freed?: string;
}
/** Policies on many hosts at once, from a list. */
export interface ListImported extends EventBase {
  type: 'listImported';
  rules: (HostRule & Pick<HostJudged, 'listed' | 'reason' | 'freed'>)[];
  reason?: string;
}

/** Everything that can be written to the log. */
export type DomainEvent =
  | Published
  | Revised
  | Withdrawn
  | Profiled
  | Departed
  | Followed
  | FollowAccepted
  | FollowRejected
  | Liked
  | Shared
  | QuoteRequested
  | QuoteStamped
  | QuoteRefused
  | QuoteRevoked
  | Voted
  | Counted
  | Blocked
  | Undone
  | Relayed
  | Hinted
  | Pinned
  | Unpinned
  | Moderated
  | Lifted
  | Moved
  | Flagged
  | ReportHandled
  | RelayChosen
  | PeerAdded
  | HostJudged
  | ActorJudged
  | ListImported;

/**
 * How an event came: from a member here (`local`, delivered onward), from a peer's own delivery (`remote`),
 * or read at its origin (`observed`: no notices, no deliveries).
 */
export type Via = 'local' | 'remote' | 'observed';
