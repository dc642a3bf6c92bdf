// The one place where what happened becomes what is known, for local and remote alike.
// Pure: the same entry gives the same changes, and the changes of any entries may come in any order, any number of times.
import { auditOf, auditSortOf } from './audit.ts';
import { type Change, link, put, putOnce, unlink } from './changes.ts';
import type { DomainEvent, Published, Shared, Undone } from './events.ts';
import { type Home, hostOf } from './home.ts';
import type { LinkKind } from './links.ts';
import { foundersPlace, lifted, moderated } from './moderation.ts';
import { quoteRefused, quoteRequested, quoteRevoked, quoteStamped } from './quotes.ts';
import type { Actor, HostPolicy, Rec, Thing } from './records.ts';
import { countVersionOf, numOf } from './time.ts';
import { actorPolicyId, hostPolicyId } from './trust.ts';

type Reducers = {
  [Type in DomainEvent['type']]: (event: Extract<DomainEvent, { type: Type }>, home: Home) => Change[];
};

/** The changes that an event makes to records and links. */
export function reduce(event: DomainEvent, home: Home): Change[] {
  const reducer = reducers[event.type] as (event: DomainEvent, home: Home) => Change[];
  return [...reducer(event, home), ...audited(event, home)];
}

/** True for the types of events that this hub can fold. */
export function isKnown(type: string): type is DomainEvent['type'] {
  return Object.hasOwn(reducers, type);
}

/** Ids of the records whose search document may differ after the event. */
export function touched(event: DomainEvent): string[] {
  switch (event.type) {
    case 'published':
    case 'revised':
    case 'counted':
      return [event.thing.id];
    case 'withdrawn':
      return [event.what];
    case 'shared':
      return event.shown ? [event.what] : [];
    case 'profiled':
      return [event.profile.id];
    case 'departed':
      return [event.actor];
    case 'undone':
      return event.undoes.record === 'share' ? [event.undoes.what] : [];
    case 'moderated':
      return event.act === 'remove' ? [event.what] : [];
    default:
      return [];
  }
}

const reducers: Reducers = {
  published: event => {
    const record = put(event.thing, {
      owner: event.thing.author,
      at: event.thing.updated ?? event.thing.published,
      edit: event.thing.updated !== undefined,
      entry: event.id,
    });
    return [record, ...publishedLinks(event, record.num)];
  },
  // An edit may be all that is known of a thing, and then stands for it in its author's list.
  revised: ({ id, thing, at }) => {
    const record = put(thing, { owner: thing.author, at: thing.updated ?? at, edit: true, entry: id });
    return [record, link(listOf(thing), thing.author, thing.id, thing.id, record.num)];
  },
  withdrawn: event => [{ do: 'bury', id: event.what, kind: 'thing', owner: event.author, at: event.at }],
  profiled: (event, home) => [
    put(event.profile, { owner: event.profile.id, at: event.at, edit: true, entry: event.id }),
    ...profileLinks(event.profile, home),
  ],
  departed: event => [{ do: 'bury', id: event.actor, kind: 'actor', owner: event.actor, at: event.at }],
  followed: event => {
    const { id, actor: who, whom, everything, inReturn, at: published } = event;
    const asked = { ...(everything && { everything }), ...(inReturn && { inReturn }) };
    const follow: Rec = { record: 'follow', id, who, whom, ...asked, published };
    return [putOnce(follow, event.actor), link('asks', event.actor, event.whom, event.id, numOf(event.id, event.at))];
  },
  followAccepted: event => [
    link('follows', event.who, event.actor, event.follow, numOf(event.follow, event.at), event.who),
  ],
  followRejected: event => [
    { do: 'bury', id: event.follow, kind: 'follow', owner: event.who, at: event.at },
    ...(['asks', 'follows'] as const).map(kind => unlink(kind, event.who, event.actor, event.follow)),
  ],
  liked: event => {
    const like: Rec = { record: 'like', id: event.id, who: event.actor, what: event.what, published: event.at };
    return [putOnce(like, event.actor), link('likes', event.actor, event.what, event.id, numOf(event.id, event.at))];
  },
  shared: event => {
    const { id, actor: who, what, into, at: published } = event;
    const record = putOnce({ record: 'share', id, who, what, into, published }, who);
    return [record, ...sharedLinks(event, record.num)];
  },
  quoteRequested,
  quoteStamped,
  quoteRefused,
  quoteRevoked,
  voted: ({ id, actor, poll, choice, at }) => [
    link('voted', actor, poll, id, numOf(id, at)),
    link(`vote:${choice}`, actor, poll, id, numOf(id, at)),
  ],
  counted: ({ id, thing, at }) => {
    const stamp = { owner: thing.author, at: thing.updated ?? thing.published, edit: true, entry: id };
    return [{ ...put(thing, stamp), version: countVersionOf(stamp.at, at, id) }];
  },
  blocked: ({ id, actor: who, whom, mute, at: published }) => [
    putOnce({ record: 'block', id, who, whom, ...(mute && { mute }), published }, who),
    link(mute ? 'mutes' : 'blocks', who, whom, id, numOf(id, published)),
  ],
  undone: event => [
    { do: 'bury', id: event.undoes.id, kind: event.undoes.record, owner: event.actor, at: event.at },
    ...undoneLinks(event),
  ],
  relayed: () => [],
  hinted: () => [],
  pinned: event => [link('featured', event.actor, event.what, event.id, numOf(event.id, event.at), event.actor)],
  unpinned: event =>
    event.pins.flatMap(pin => [
      { do: 'bury', id: pin, kind: 'measure', owner: event.actor, at: event.at },
      unlink('featured', event.actor, event.what, pin),
    ]),
  moderated,
  lifted,
  moved: (event, home) =>
    notice(home, {
      record: 'notice',
      id: event.id,
      about: 'move',
      who: event.actor,
      subjects: [event.to],
      reason: '',
      published: event.at,
    }),
  flagged: (event, home) => [
    ...notice(home, {
      record: 'notice',
      id: event.id,
      about: 'report',
      who: event.actor,
      subjects: event.subjects,
      reason: event.reason,
      published: event.at,
    }),
    link('waiting', home.hub, event.id, waitingMark(event.id), numOf(event.id, event.at), event.id),
  ],
  reportHandled: (event, home) => [
    putOnce(
      {
        record: 'step',
        id: event.id,
        report: event.report,
        who: event.actor,
        step: event.step,
        ...(event.done && { done: event.done }),
        ...(event.note && { note: event.note }),
        published: event.at,
      },
      event.actor,
    ),
    link('step', event.report, event.id, event.id, numOf(event.id, event.at)),
    ...(event.step === 'resolved' ? closing(event.report, event.at, home) : []),
  ],
  relayChosen: ({ id, address, wanted, at }, home) => {
    const body = { record: 'relay' as const, id: `relay:${address}`, address, wanted, published: at };
    return [
      put(body, { owner: home.hub, at, edit: true, entry: id }),
      link('relay', home.hub, body.id, id, numOf(body.id, at)),
    ];
  },
  peerAdded: (event, home) => [
    put(
      { record: 'peer', id: event.origin, added: event.at },
      { owner: event.origin, at: event.at, edit: false, entry: event.id },
    ),
    link('peer', home.hub, event.origin, event.id, numOf(event.origin, event.at)),
  ],
  hostJudged: ({ type: _, id, actor: __, at, ...policy }) => [hostPolicy(policy, { at, entry: id })],
  actorJudged: ({ type: _, id, actor: __, at, ...policy }) => [
    put(
      { record: 'judged', id: actorPolicyId(policy.whom), ...policy, judged: at },
      { owner: policy.whom, at, edit: true, entry: id },
    ),
  ],
  listImported: ({ id, at, rules }) =>
    rules.map(rule => hostPolicy({ ...rule, blocked: rule.level === 'suspend' }, { at, entry: id })),
};

/** A report waits by a mark of its own; closing it buries the mark, so that a late report stays closed. */
function waitingMark(report: string): string {
  return `${report}#waiting`;
}

function closing(report: string, at: string, home: Home): Change[] {
  const mark = waitingMark(report);
  return [{ do: 'bury', id: mark, kind: 'step', owner: report, at }, unlink('waiting', home.hub, report, mark)];
}

function hostPolicy(
  policy: Omit<HostPolicy, 'record' | 'id' | 'judged'>,
  { at, entry }: { at: string; entry: string },
): Change {
  const body: HostPolicy = { record: 'host', id: hostPolicyId(policy.host), ...policy, judged: at };
  return put(body, { owner: policy.host, at, edit: true, entry });
}

/** Each sort of acts has a list beside the one of all. */
function audited(event: DomainEvent, home: Home): Change[] {
  const sort = auditSortOf(event, home);
  if (!sort) return [];
  const place = numOf(event.id, event.at);
  return [auditOf(home), auditOf(home, sort)].map(({ kind, from }) => link(kind, from, event.id, event.id, place));
}

function publishedLinks({ thing, shown, box, account }: Published, sort: string): Change[] {
  const list = listOf(thing);
  const links = [link(list, thing.author, thing.id, thing.id, sort)];
  if (thing.inReplyTo) links.push(link('replies', thing.id, thing.inReplyTo, thing.id, sort));
  if (thing.thread && list === 'outbox') links.push(link('thread', thing.thread, thing.id, thing.id, sort));
  if (shown) links.push(...shownLinks(thing.id, account ?? thing.id, sort, account !== undefined));
  for (const member of box) links.push(link('box', member, thing.id, thing.id, sort));
  return links;
}

function listOf({ visibility }: Thing): LinkKind {
  if (visibility === 'direct') return 'direct';
  return visibility === 'followers' ? 'circle' : 'outbox';
}

function sharedLinks(event: Shared, sort: string): Change[] {
  const links = [
    link('shares', event.actor, event.what, event.id, sort),
    link('outbox', event.actor, event.id, event.id, sort),
  ];
  if (event.shown) links.push(...shownLinks(event.what, event.id, sort));
  for (const member of event.box) links.push(link('box', member, event.id, event.id, sort));
  return links;
}

/** Shown on the account of the thing itself or of a share, or on the word of a group, whose name then is before the last `#`. */
function shownLinks(thing: string, by: string, sort: string, word = false): Change[] {
  const owner = word ? by.slice(0, by.lastIndexOf('#')) : undefined;
  return [link('shown', thing, by, by, sort, owner), link('home', hostOf(thing), thing, by, sort, owner)];
}

function undoneLinks({ undoes }: Undone): Change[] {
  switch (undoes.record) {
    case 'follow':
      return (['asks', 'follows'] as const).map(kind => unlink(kind, undoes.who, undoes.whom, undoes.id));
    case 'block':
      return [unlink(undoes.mute ? 'mutes' : 'blocks', undoes.who, undoes.whom, undoes.id)];
    case 'like':
      return [unlink('likes', undoes.who, undoes.what, undoes.id)];
    case 'share':
      // The other links of a share do not begin with who undoes it: only the burial may end them.
      return [unlink('shares', undoes.who, undoes.what, undoes.id)];
  }
}

function profileLinks(profile: Actor, home: Home): Change[] {
  const sort = numOf(profile.id, profile.published);
  const links = [link('handle', `${profile.handle.toLowerCase()}@${profile.host}`, profile.id, profile.id, sort)];
  if (!profile.local || profile.office) return links;
  links.push(link(profile.kind === 'group' ? 'community' : 'member', home.hub, profile.id, profile.id, sort));
  for (const who of profile.moderators ?? [])
    links.push(link('moderator', profile.id, who, foundersPlace(profile.id, who), sort, profile.id));
  return links;
}

function notice(home: Home, body: Extract<Rec, { record: 'notice' }>): Change[] {
  return [putOnce(body, body.who), link('notice', home.hub, body.id, body.id, numOf(body.id, body.published))];
}
