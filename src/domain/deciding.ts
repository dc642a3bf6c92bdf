// What must be known before it is decided whether an event may be: records, links, and what holds for those with whom the hub
// has to do by it.
import type { DomainEvent } from './events.ts';
import type { LinkKind } from './links.ts';
import type { Rec } from './records.ts';
import type { Trust } from './trust.ts';

/** A stored record by its id; undefined for unknown and for buried ones. */
export type RecordOf = (id: string) => Rec | undefined;

/** The records, whether a link stands, and what holds for those whom the event concerns. */
export interface Facts extends RecordOf {
  linked(kind: LinkKind, from: string, to: string): boolean;
  trust(who: string): Trust;
}

/** A link that decides: kind, from, to. */
export type DecidingLink = [LinkKind, string, string];

/** Ids of the records that decide whether the event may be: to be read before `mayDo` is asked. */
export function deciding(event: DomainEvent): string[] {
  return named(event);
}

/** What an activity leaves behind under its own id; the id must be free, or stand for the same by the same. */
export const leaves: { [Type in DomainEvent['type']]?: Rec['record'] } = {
  followed: 'follow',
  liked: 'like',
  shared: 'share',
  moved: 'notice',
  flagged: 'notice',
  blocked: 'block',
};

function named(event: DomainEvent): string[] {
  return leaves[event.type] ? [event.id, ...spokenOf(event)] : spokenOf(event);
}

function spokenOf(event: DomainEvent): string[] {
  switch (event.type) {
    case 'published':
    case 'revised':
    case 'counted':
      return [event.thing.id];
    case 'withdrawn':
      return [event.what, event.actor];
    case 'shared':
    case 'liked':
      return [event.what];
    case 'quoteRequested':
    case 'quoteStamped':
    case 'quoteRefused':
      return [event.what, event.quote];
    case 'quoteRevoked':
      return [event.stamp];
    case 'voted':
      return [event.poll];
    case 'followed':
    case 'blocked':
      return [event.whom];
    case 'followAccepted':
    case 'followRejected':
      return [event.follow];
    case 'undone':
      return [event.undoes.id];
    case 'pinned':
      return [event.what];
    case 'moderated':
      return [event.actor, event.group, event.what, ...event.trail];
    case 'lifted':
      return [event.actor, event.lifts.id, event.lifts.group];
    case 'profiled':
      return [event.profile.id, ...(event.by ? [event.by] : [])];
    case 'reportHandled':
      return [event.actor, event.report];
    case 'actorJudged':
      return [event.actor, event.whom];
    case 'hostJudged':
    case 'listImported':
      return [event.actor];
    default:
      return [];
  }
}

/** The links that decide whether the event may be. */
export function decidingLinks(event: DomainEvent): DecidingLink[] {
  switch (event.type) {
    case 'followed':
      return [['blocks', event.whom, event.actor]];
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

/** With whom the hub has to do by this event: who acts, and from whom something is passed on or asked for; its records say who. */
export function concerned(event: DomainEvent, facts: RecordOf): string[] {
  switch (event.type) {
    case 'shared': {
      const author = authorOf(event.what, facts);
      return [event.actor, event.what, ...(author === undefined ? [] : [author])];
    }
    case 'liked':
    case 'hinted':
      return [event.actor, event.what];
    case 'quoteRequested':
      return [event.actor, event.what];
    case 'voted':
      return [event.actor, event.poll];
    case 'followed':
      return [event.actor, event.whom];
    case 'followAccepted':
      return [event.actor, event.who];
    case 'moved':
      return [event.actor, event.to];
    default:
      return [event.actor];
  }
}

function authorOf(what: string, facts: RecordOf): string | undefined {
  const thing = facts(what);
  return thing?.record === 'thing' ? thing.author : undefined;
}
