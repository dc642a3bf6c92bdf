// Who may do what: one function for a member's click and for a peer's POST. It trusts nothing that an event
// says of others: what it needs to know it reads from the facts, which are what the hub has stored.
import type { DomainEvent, Via } from './events.ts';
import { type Home, hostOf, isOurs } from './home.ts';
import { isOver } from './kinds/poll.ts';
import type { LinkKind } from './links.ts';
import { foundersPlace, isAboutActor } from './moderation.ts';
import { Problem } from './problem.ts';
import type { Rec } from './records.ts';

/** Stored records by id, undefined for unknown and for buried ones, and whether a link stands. */
export interface Facts {
  (id: string): Rec | undefined;
  linked(kind: LinkKind, from: string, to: string): boolean;
}

/** A link that decides: kind, from, to. */
export type DecidingLink = [LinkKind, string, string];

/** Ids of the records that decide whether the event may be: to be read before `mayDo` is asked. */
export function deciding(event: DomainEvent): string[] {
  const ids = [`host:${hostOf(event.actor)}`];
  switch (event.type) {
    case 'published':
    case 'revised':
    case 'counted':
      return [...ids, event.thing.id];
    case 'withdrawn':
      return [...ids, event.what, event.actor];
    case 'shared':
    case 'liked':
      return [...ids, event.what];
    case 'voted':
      return [...ids, event.poll];
    case 'followed':
      return [...ids, event.whom];
    case 'followAccepted':
    case 'followRejected':
      return [...ids, event.follow];
    case 'undone':
      return [...ids, event.undoes.id];
    case 'pinned':
      return [...ids, event.what];
    case 'moderated':
      return [...ids, event.actor, event.group, event.what, ...event.trail];
    case 'lifted':
      return [...ids, event.actor, event.lifts.id, event.lifts.group];
    default:
      return ids;
  }
}

/** The links that decide whether the event may be. */
export function decidingLinks(event: DomainEvent): DecidingLink[] {
  switch (event.type) {
    case 'moderated': {
      const links: DecidingLink[] = [['moderator', event.group, event.actor]];
      const filed = event.trail.at(-1);
      if (filed) links.push(['shares', event.group, filed]);
      if (event.act === 'ban') links.push(['moderator', event.group, event.what]);
      return links;
    }
    case 'lifted':
      return [['moderator', event.lifts.group, event.actor]];
    default:
      return [];
  }
}

/** The refusal, or undefined when the event may be. Both sides of every comparison must be there. */
export function mayDo(event: DomainEvent, via: Via, facts: Facts, home: Home): Problem | undefined {
  const host = facts(`host:${hostOf(event.actor)}`);
  if (host?.record === 'host' && host.blocked) return refuse('blocked', 'This host is blocked here.');
  if ((via === 'local') !== isOurs(home, event.actor) && via !== 'observed') {
    return refuse('actor-mismatch', 'The actor is not of the side that sent this.');
  }
  return rules[event.type]?.(event as never, facts, home);
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
    if (event.author === event.actor) return sameHost(event.what, event.actor) ? undefined : notYours();
    return keepsHouse(facts(event.actor)) && isOurs(home, event.what) ? undefined : notYours();
  },
  profiled: event => (event.profile.id === event.actor ? undefined : notYours()),
  followed: (event, facts, home) => {
    if (event.whom === event.actor) return refuse('invalid', 'Nobody follows themselves.');
    if (!isOurs(home, event.whom))
      return isOurs(home, event.actor) ? undefined : refuse('not-found', 'Not an actor of this hub.');
    return facts(event.whom)?.record === 'actor' ? undefined : refuse('not-found', 'No such actor on this hub.');
  },
  followAccepted: (event, facts) => answers(event, facts),
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
  undone: (event, facts) => {
    const known = facts(event.undoes.id);
    if (event.undoes.who !== event.actor) return notYours();
    if (!known) return sameHost(event.undoes.id, event.actor) ? undefined : notYours();
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
    if (known ? !same : !founders && !sameHost(lifts.id, event.actor)) return notYours();
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
  if (thing.author !== event.actor || !sameHost(thing.id, event.actor)) return notYours();
  const known = facts(thing.id);
  return known && (known.record !== 'thing' || known.author !== thing.author) ? notYours() : undefined;
}

function answers(event: { actor: string; follow: string; who: string }, facts: Facts): Problem | undefined {
  const follow = facts(event.follow);
  if (follow?.record !== 'follow') return refuse('not-found', 'No such request to follow.');
  return follow.whom === event.actor && follow.who === event.who ? undefined : notYours();
}

/** True for those who may take down what others published on this hub. */
export function keepsHouse(actor: Rec | undefined): boolean {
  return actor?.record === 'actor' && actor.local && (actor.role === 'admin' || actor.role === 'editor');
}

function sameHost(a: string, b: string): boolean {
  const host = hostOf(a);
  return host !== '' && host === hostOf(b);
}

function notYours(): Problem {
  return refuse('not-allowed', 'Only its author may do this.');
}

function refuse(code: 'blocked' | 'actor-mismatch' | 'invalid' | 'not-found' | 'not-allowed', detail: string): Problem {
  const status = { blocked: 403, 'actor-mismatch': 403, invalid: 422, 'not-found': 404, 'not-allowed': 403 }[code];
  return new Problem(code, status, detail);
}
