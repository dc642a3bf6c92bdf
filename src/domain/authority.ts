// Who may do what: one function for a member's click and for a peer's POST. It trusts nothing that an event
// says of others: what it needs to know it reads from the facts, which are what the hub has stored.
import { concerned, type Facts, leaves } from './deciding.ts';
import type { DomainEvent, Via } from './events.ts';
import { type Home, isOurs } from './home.ts';
import { isOver } from './kinds/poll.ts';
import { foundersPlace, isAboutActor } from './moderation.ts';
import { placeOf } from './origin.ts';
import { Problem } from './problem.ts';
import type { Rec } from './records.ts';

/** The refusal, or undefined when the event may be. Both sides of every comparison must be there. */
export function mayDo(event: DomainEvent, via: Via, facts: Facts, home: Home): Problem | undefined {
  const suspended = concerned(event, facts).find(who => facts.trust(who).level === 'suspend');
  if (suspended !== undefined) {
    return refuse('blocked', isOurs(home, suspended) ? 'This account is suspended.' : 'This host is blocked here.');
  }
  if ((via === 'local') !== isOurs(home, event.actor) && via !== 'observed') {
    return refuse('actor-mismatch', 'The actor is not of the side that sent this.');
  }
  if (takesOver(event, facts(event.id))) return notYours();
  return rules[event.type]?.(event as never, facts, home);
}

function takesOver(event: DomainEvent, known: Rec | undefined): boolean {
  const record = leaves[event.type];
  if (!record || !known) return false;
  return known.record !== record || !('who' in known) || known.who !== event.actor;
}

type Rules = {
  [Type in DomainEvent['type']]?: (
    event: Extract<DomainEvent, { type: Type }>,
    facts: Facts,
    home: Home,
  ) => Problem | undefined;
};

const rules: Rules = {
  published: (event, facts) => ownThing(event, facts),
  revised: (event, facts) => ownThing(event, facts),
  withdrawn: (event, facts, home) => {
    const known = facts(event.what);
    if (known && (known.record !== 'thing' || known.author !== event.author)) return notYours();
    if (event.author === event.actor) return sameOrigin(event.what, event.actor) ? undefined : notYours();
    return keepsHouse(facts(event.actor)) || event.actor === home.hub ? undefined : notYours();
  },
  profiled: (event, facts, home) => {
    if (event.profile.id !== event.actor) return notYours();
    if (event.by !== undefined) return runsHub(event.by, facts, home) ? undefined : notYours();
    const known = facts(event.profile.id);
    return known?.record === 'actor' && known.role !== event.profile.role ? notYours() : undefined;
  },
  followed: (event, facts, home) => {
    if (event.whom === event.actor) return refuse('invalid', 'Nobody follows themselves.');
    if (!isOurs(home, event.whom))
      return isOurs(home, event.actor) ? undefined : refuse('not-found', 'Not an actor of this hub.');
    if (facts.linked('blocks', event.whom, event.actor)) return refuse('not-allowed', 'You cannot follow this.');
    return facts(event.whom)?.record === 'actor' ? undefined : refuse('not-found', 'No such actor on this hub.');
  },
  blocked: (event, facts, home) => {
    if (event.whom === event.actor) return refuse('invalid', 'Nobody blocks themselves.');
    if (!isOurs(home, event.actor)) return notYours();
    return facts(event.whom)?.record === 'actor' ? undefined : refuse('not-found', 'No such actor is known here.');
  },
  followAccepted: (event, facts) => {
    const follow = facts(event.follow);
    if (follow?.record === 'follow' && follow.inReturn) return refuse('not-found', 'Nothing waits for this.');
    return answers(event, facts);
  },
  followRejected: (event, facts) => answers(event, facts),
  liked: (event, facts, home) => {
    return isOurs(home, event.what) && !facts(event.what)
      ? refuse('not-found', 'No such thing on this hub.')
      : undefined;
  },
  shared: (event, facts, home) => {
    const thing = facts(event.what);
    if (thing?.record === 'thing' && thing.visibility !== 'public' && thing.visibility !== 'unlisted') {
      return refuse('not-allowed', 'What is not public is not passed on.');
    }
    return isOurs(home, event.what) && !thing ? refuse('not-found', 'No such thing on this hub.') : undefined;
  },
  quoteRequested: (event, facts, home) => {
    if (!isOurs(home, event.what) && !isOurs(home, event.actor)) return notYours();
    const what = facts(event.what);
    const open = what?.record === 'thing' && (what.visibility === 'public' || what.visibility === 'unlisted');
    if (!open) return refuse('not-found', 'No such thing is known here.');
    return sameOrigin(event.quote, event.actor) ? undefined : notYours();
  },
  quoteStamped: (event, facts) => {
    const quoted = facts(event.what);
    const consents = quoted?.record === 'thing' && quoted.author === event.actor;
    return consents && sameOrigin(event.stamp, event.actor) ? undefined : notYours();
  },
  quoteRefused: (event, facts) => {
    const quoted = facts(event.what);
    return quoted?.record === 'thing' && quoted.author === event.actor ? undefined : notYours();
  },
  quoteRevoked: (event, facts) => {
    const stamp = facts(event.stamp);
    return stamp?.record === 'stamp' && stamp.author === event.actor ? undefined : notYours();
  },
  voted: (event, facts, home) => {
    const poll = facts(event.poll);
    if (!isOurs(home, event.poll) && !isOurs(home, event.actor)) return notYours();
    if (poll?.record !== 'thing' || poll.kind !== 'poll') return refuse('not-found', 'No such poll is known here.');
    if (poll.options[event.choice]?.name !== event.option) return refuse('invalid', 'The poll has no such answer.');
    return isOver(poll, event.at) ? refuse('not-allowed', 'The poll has ended.') : undefined;
  },
  counted: (event, facts) => {
    const known = facts(event.thing.id);
    if (known?.record !== 'thing' || known.kind !== 'poll') return refuse('not-found', 'No such poll is known here.');
    return ownThing(event, facts);
  },
  flagged: (event, facts) =>
    facts.trust(event.actor).noReports ? refuse('blocked', 'Reports of this host are not taken.') : undefined,
  reportHandled: (event, facts, home) => {
    const report = facts(event.report);
    if (report?.record !== 'notice' || report.about !== 'report') return refuse('not-found', 'No such report.');
    return keepsHouse(facts(event.actor)) || event.actor === home.hub ? undefined : notYours();
  },
  hostJudged: (event, facts, home) => judged(event.actor, facts, home),
  listImported: (event, facts, home) => judged(event.actor, facts, home),
  actorJudged: (event, facts, home) => {
    if (event.whom === event.actor || event.whom === home.hub) return refuse('invalid', 'Nobody judges themselves.');
    const whom = facts(event.whom);
    if (whom?.record !== 'actor') return refuse('not-found', 'No such actor is known here.');
    if (runsHub(event.actor, facts, home)) return undefined;
    // Who helps to keep the house answers reports, and does not judge those who run it.
    return keepsHouse(facts(event.actor)) && !keepsHouse(whom) ? undefined : notYours();
  },
  undone: (event, facts) => {
    const known = facts(event.undoes.id);
    if (event.undoes.who !== event.actor) return notYours();
    if (!known) return sameOrigin(event.undoes.id, event.actor) ? undefined : notYours();
    return 'who' in known && known.who === event.actor ? undefined : notYours();
  },
  pinned: (event, facts, home) => {
    if (!isOurs(home, event.actor)) return undefined;
    const thing = facts(event.what);
    return thing?.record === 'thing' && thing.author === event.actor ? undefined : notYours();
  },
  moderated: (event, facts, home) => {
    const refusal = governs(event.actor, event.group, facts, home);
    if (refusal) return refusal;
    if (event.act === 'ban')
      return facts.linked('moderator', event.group, event.what)
        ? refuse('not-allowed', 'A moderator is not kept out.')
        : undefined;
    if (isAboutActor(event.act))
      return facts(event.what)?.record === 'actor' ? undefined : refuse('not-found', 'No such actor is known.');
    return isFiled(event, facts) ? undefined : refuse('not-allowed', 'This is not in the group.');
  },
  lifted: (event, facts, home) => {
    const { lifts } = event;
    const known = facts(lifts.id);
    const same =
      known?.record === 'measure' &&
      known.group === lifts.group &&
      known.act === lifts.act &&
      known.what === lifts.what;
    const founders = lifts.act === 'appoint' && lifts.id === foundersPlace(lifts.group, lifts.what);
    if (known ? !same : !founders && !sameOrigin(lifts.id, event.actor)) return notYours();
    return governs(event.actor, lifts.group, facts, home);
  },
};

/** A group of this hub is governed by its moderators and the hub's keepers, one of elsewhere by its own word. */
function governs(actor: string, id: string, facts: Facts, home: Home): Problem | undefined {
  const group = facts(id);
  if (group?.record !== 'actor' || group.kind !== 'group') return refuse('not-found', 'No such group is known.');
  if (!isOurs(home, id)) return actor === id ? undefined : notYours();
  return mayModerate(facts(actor), facts.linked('moderator', id, actor))
    ? undefined
    : refuse('not-allowed', 'Only its moderators may do this.');
}

/** True for the moderators of a group of this hub, and for the hub's keepers. */
export function mayModerate(actor: Rec | undefined, appointed: boolean): boolean {
  return actor?.record === 'actor' && (appointed || keepsHouse(actor));
}

/** The trail leads, answer by answer as they are stored, to a thing posted to the group or shown by it. */
function isFiled({ what, group, trail }: { what: string; group: string; trail: string[] }, facts: Facts): boolean {
  const things = trail.map(facts);
  const last = things.at(-1);
  if (trail[0] !== what || last?.record !== 'thing') return false;
  const joined = things.every(
    (thing, place) => thing?.record === 'thing' && (place === trail.length - 1 || thing.inReplyTo === trail[place + 1]),
  );
  return joined && (last.groups.includes(group) || facts.linked('shares', group, last.id));
}

function ownThing(
  event: Extract<DomainEvent, { type: 'published' | 'revised' | 'counted' }>,
  facts: Facts,
): Problem | undefined {
  const { thing } = event;
  if (thing.author !== event.actor || !sameOrigin(thing.id, event.actor)) return notYours();
  const known = facts(thing.id);
  return known && (known.record !== 'thing' || known.author !== thing.author) ? notYours() : undefined;
}

function answers(event: { actor: string; follow: string; who: string }, facts: Facts): Problem | undefined {
  const follow = facts(event.follow);
  if (follow?.record !== 'follow') return refuse('not-found', 'No such request to follow.');
  return follow.whom === event.actor && follow.who === event.who ? undefined : notYours();
}

function judged(actor: string, facts: Facts, home: Home): Problem | undefined {
  return runsHub(actor, facts, home) ? undefined : notYours();
}

/** True for admins, and for the hub itself, as which its operator acts. */
export function runsHub(actor: string, facts: Facts, home: Home): boolean {
  const record = facts(actor);
  return actor === home.hub || (record?.record === 'actor' && record.local && record.role === 'admin');
}

/** True for those who may take down what others published on this hub. */
export function keepsHouse(actor: Rec | undefined): boolean {
  return actor?.record === 'actor' && actor.local && (actor.role === 'admin' || actor.role === 'editor');
}

function sameOrigin(a: string, b: string): boolean {
  const { origin } = placeOf(a);
  return origin !== undefined && origin === placeOf(b).origin;
}

function notYours(): Problem {
  return refuse('not-allowed', 'Only its author may do this.');
}

function refuse(code: 'blocked' | 'actor-mismatch' | 'invalid' | 'not-found' | 'not-allowed', detail: string): Problem {
  const status = { blocked: 403, 'actor-mismatch': 403, invalid: 422, 'not-found': 404, 'not-allowed': 403 }[code];
  return new Problem(code, status, detail);
}
