// What a member can ask the hub to do. A form and a client-to-server activity both end as one of these,
// and src/actions/ has one file for each.
import type { Allowance, Circle } from './consent.ts';
import type { Actor, Attachment, Credit, ModeratorAct, ReportOutcome, Role, Visibility } from './records.ts';
import type { HostRule, Verdict } from './trust.ts';

/** A member to be: `handle` is the name before the @. */
export interface NewMember {
  handle: string;
  name: string;
  role: Role;
  language?: string;
  /** The admin who adds the member, or the hub for its operator; absent for the first of all. */
  by?: string;
}

interface DraftBase {
  /** Plain text as typed; turned into safe HTML with links, mentions and hashtags. Takes the place of `content`. */
  text?: string;
  /** HTML from a client-to-server post; sanitised before it is kept. */
  content?: string;
  /** BCP 47. */
  language?: string;
  visibility?: Visibility;
  /** Actor ids it is addressed to, beside those that the text mentions. */
  addressed?: string[];
  /** Actor ids it is for without anybody being told. */
  blind?: string[];
  /** Ids of communities and hubs, here and elsewhere. */
  groups?: string[];
  attachments?: Attachment[];
  /** The id of what it quotes. */
  quotes?: string;
  hashtags?: string[];
  /** Who may quote and who may answer it; what the member's profile says where it is absent. */
  mayQuote?: Allowance;
  mayReply?: Allowance;
}

/** A resource as a member gives it; everything but name, language and licence may come later. */
export interface ResourceDraft extends DraftBase {
  kind: 'resource';
  name: string;
  summary?: string;
  licence?: string;
  cover?: Attachment;
  link?: string;
  themes?: string[];
  sdgs?: number[];
  skills?: string[];
  level?: string;
  country?: string;
  basedOn?: Credit[];
}

/** A post, or with `inReplyTo` an answer. */
export interface DiscussionDraft extends DraftBase {
  kind: 'discussion';
  name?: string;
  warning?: string;
  inReplyTo?: string;
}

/** A poll; in an edit only its words count, what it offers stays. */
export interface PollDraft extends DraftBase {
  kind: 'poll';
  name?: string;
  warning?: string;
  inReplyTo?: string;
  options: string[];
  multiple: boolean;
  /** ISO 8601. */
  ends: string;
}

export type Draft = ResourceDraft | DiscussionDraft | PollDraft;

/** A group that a member opens. */
export interface CommunityDraft {
  /** The name before the @: lower-case letters, digits, `_`, 2 to 30. */
  handle: string;
  name: string;
  /** Plain text. */
  summary: string;
  language?: string;
}

/** What a member may change of the own profile. */
export interface ProfileDraft {
  name?: string;
  /** Plain text. */
  summary?: string;
  language?: string;
  /** What the member publishes may be found by search, here and elsewhere. */
  indexable?: boolean;
  /** The member may stand in directories and lists. */
  discoverable?: boolean;
  /** Who may quote and who may answer what the member publishes from now on. */
  quotable?: Circle;
  answerable?: Circle;
}

/** What an admin decides about a host. What is not given stays as it is. */
export interface HostDraft extends Partial<Verdict> {
  /** As typed. */
  host: string;
  /** On the list of allowlist mode. */
  listed?: boolean;
  reason?: string;
  comment?: string;
}

/** One thing a member asks for. Ids are addresses, local or remote. */
export type Command =
  | { do: 'publish'; draft: Draft }
  | { do: 'revise'; what: string; draft: Draft }
  | { do: 'withdraw'; what: string; reason?: string }
  | { do: 'follow'; whom: string }
  | { do: 'unfollow'; whom: string }
  /** With `mute` the actor is only not seen. */
  | { do: 'block'; whom: string; mute?: boolean }
  | { do: 'unblock'; whom: string; mute?: boolean }
  | { do: 'like'; what: string }
  | { do: 'unlike'; what: string }
  /** `choices` are the words of the answers, one unless the poll takes several. */
  | { do: 'vote'; what: string; choices: string[] }
  | { do: 'share'; what: string; into?: string[] }
  | { do: 'unshare'; what: string; from?: string }
  | { do: 'openCommunity'; draft: CommunityDraft }
  | { do: 'describe'; draft: ProfileDraft }
  | { do: 'pin'; what: string }
  | { do: 'unpin'; what: string }
  | { do: 'moderate'; act: ModeratorAct; group: string; what: string; reason?: string }
  | { do: 'lift'; act: ModeratorAct; group: string; what: string }
  /** Handles or addresses of accounts that are the member's as well. */
  | { do: 'claim'; accounts: string[] }
  | { do: 'move'; account: string }
  | { do: 'stay' }
  | { do: 'flag'; subjects: string[]; reason: string; forward?: boolean }
  | { do: 'undo'; activity: string }
  | ({ do: 'judgeHost' } & HostDraft)
  | ({ do: 'judgeActor'; whom: string; reason?: string } & Partial<Verdict>)
  | { do: 'importList'; rules: HostRule[]; reason?: string }
  | { do: 'takeReport'; report: string }
  | { do: 'noteReport'; report: string; note: string }
  | { do: 'resolveReport'; report: string; done: ReportOutcome; note?: string }
  | { do: 'giveRole'; whom: string; role: Role; reason?: string };

/** What came of it: the activity's id and, where one was made, the new object's. */
export interface Outcome {
  activity: string;
  object?: string;
}

/**
 * Does what a member asks, if they may; the outcome is committed and applied when it resolves.
 * Throws a `Problem` (`invalid` with faults by field, `not-allowed`, `not-found`, `conflict`, `gone`).
 */
export type Perform = (member: Actor, command: Command) => Promise<Outcome>;

/**
 * Finds an actor or a thing by handle (`name@host`, `@name@host`) or address, here or, when it is not known, at its
 * origin; gives its id. Uses the network, so never on a GET. Undefined when there is none; `Problem` when refused.
 * `fresh`: a known actor of elsewhere is asked for again.
 */
export type Resolve = (text: string, options?: { fresh?: boolean }) => Promise<string | undefined>;
