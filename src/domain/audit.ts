// Which events are acts of those who keep the house, and of what sort: they are found again in the audit log.
import type { DomainEvent } from './events.ts';
import { type Home, isOurs } from './home.ts';

/** The sorts of acts that the audit log tells apart. */
export type AuditSort = 'hosts' | 'people' | 'things' | 'reports' | 'communities';
export const auditSorts: readonly AuditSort[] = ['hosts', 'people', 'things', 'reports', 'communities'];

/** The sort of a moderator's or operator's act; undefined for everything else. */
export function auditSortOf(event: DomainEvent, home: Home): AuditSort | undefined {
  switch (event.type) {
    case 'hostJudged':
    case 'listImported':
    case 'peerAdded':
    case 'relayChosen':
      return 'hosts';
    case 'actorJudged':
      return 'people';
    case 'profiled':
      return event.by === undefined ? undefined : 'people';
    case 'withdrawn':
      return event.actor !== event.author && isOurs(home, event.actor) ? 'things' : undefined;
    case 'reportHandled':
      return 'reports';
    case 'moderated':
      return isOurs(home, event.group) ? 'communities' : undefined;
    case 'lifted':
      return isOurs(home, event.lifts.group) ? 'communities' : undefined;
    default:
      return undefined;
  }
}

/** Who acted: an admin or editor, or the hub itself for its operator. */
export function actedBy(event: DomainEvent): string {
  return event.type === 'profiled' && event.by !== undefined ? event.by : event.actor;
}

/** The list of the acts of one sort, or of all. */
export function auditOf(home: Pick<Home, 'hub'>, sort?: AuditSort): { kind: 'audit'; from: string } {
  return { kind: 'audit', from: sort ? `${home.hub}#${sort}` : home.hub };
}
