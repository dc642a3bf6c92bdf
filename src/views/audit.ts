// The audit log: what those who keep the house did, to whom, when and why. It is read from the log itself, which is only
// ever added to, so nobody can change it here.
import type { LinkCursor, Storage } from '../../storage/port.ts';
import { type AuditSort, actedBy, auditOf, auditSortOf } from '../domain/audit.ts';
import type { DomainEvent } from '../domain/events.ts';
import { hostOf } from '../domain/home.ts';
import type { ModeratorAct, Rec, ReportOutcome, Role } from '../domain/records.ts';
import type { Level } from '../domain/trust.ts';
import { upcast } from '../log/entry.ts';
import { actorView } from './actor-view.ts';
import { nextAfter } from './cursor.ts';
import { hubOf } from './reader.ts';

/** What was done, as a key of what it is called. */
export type ActName =
  | `host.${Level | 'noMedia'}`
  | `actor.${Level}`
  | 'list'
  | 'peer'
  | `relay.${'chosen' | 'left'}`
  | 'member'
  | 'role'
  | 'removed'
  | `report.${'taken' | 'noted' | 'resolved'}`
  | `community.${ModeratorAct | 'lifted'}`;

/** One act. */
export interface Act {
  /** The entry's id. */
  id: string;
  at: string;
  sort: AuditSort;
  act: ActName;
  /** The handle of the moderator; `operator` for the operator's command. */
  who: string;
  /** The host, the handle of an actor, the name of a thing, the number of hosts of a list. */
  whom: string;
  /** The page of it here, if there is one. */
  path?: string;
  reason?: string;
  role?: Role;
  done?: ReportOutcome;
}

export interface Audit {
  items: Act[];
  next?: string;
}

export interface AuditDeps {
  storage: Pick<Storage, 'links' | 'records' | 'log'>;
  /** The hub's own origin. */
  origin: string;
}

/** Acts, the newest first; at most 100. */
export async function auditPage(
  deps: AuditDeps,
  { sort, after, limit }: { sort?: AuditSort | undefined; after?: LinkCursor | undefined; limit: number },
): Promise<Audit> {
  const home = { origin: deps.origin, hub: hubOf(deps) };
  const most = Math.min(limit, 100);
  const links = await deps.storage.links.list(auditOf(home, sort), { limit: most, ...(after && { after }) });
  const events: DomainEvent[] = [];
  for (const { to } of links) {
    const entry = await deps.storage.log.get(to);
    const event = entry && upcast(entry).event;
    if (event) events.push(event);
  }
  const names = await namesOf(
    deps,
    events.flatMap(event => [actedBy(event), subjectOf(event)]),
  );
  const items = events.map(event => actOf(event, names, home));
  const next = nextAfter(links, most);
  return { items: items.filter(item => item !== undefined), ...(next && { next }) };
}

interface Named {
  name: string;
  path?: string;
}

function actOf(event: DomainEvent, names: Map<string, Named>, home: { origin: string; hub: string }): Act | undefined {
  const sort = auditSortOf(event, home);
  const told = sort && whatOf(event);
  if (!told) return undefined;
  const by = actedBy(event);
  const subject = names.get(subjectOf(event));
  const reason = 'reason' in event && event.type !== 'flagged' ? event.reason : undefined;
  return {
    id: event.id,
    at: event.at,
    sort,
    who: by === home.hub ? 'operator' : (names.get(by)?.name ?? by),
    whom: told.whom ?? subject?.name ?? subjectOf(event),
    ...(subject?.path && { path: subject.path }),
    ...(reason && { reason }),
    ...told.more,
    act: told.act,
  };
}

function whatOf(event: DomainEvent): { act: ActName; whom?: string; more?: Partial<Act> } | undefined {
  switch (event.type) {
    case 'hostJudged': {
      const level = event.level ?? (event.blocked ? 'suspend' : 'open');
      return { act: level === 'open' && event.noMedia ? 'host.noMedia' : `host.${level}`, whom: event.host };
    }
    case 'listImported':
      return { act: 'list', whom: String(event.rules.length) };
    case 'peerAdded':
      return { act: 'peer', whom: hostOf(event.origin) };
    case 'relayChosen':
      return { act: event.wanted ? 'relay.chosen' : 'relay.left', whom: hostOf(event.address) };
    case 'actorJudged':
      return { act: `actor.${event.level}` };
    case 'profiled': {
      const act = event.at === event.profile.published ? 'member' : 'role';
      return { act, ...(event.profile.role && { more: { role: event.profile.role } }) };
    }
    case 'withdrawn':
      return { act: 'removed' };
    case 'reportHandled': {
      const { step, done, note } = event;
      return { act: `report.${step}`, more: { ...(done && { done }), ...(note && { reason: note }) } };
    }
    case 'moderated':
      return { act: `community.${event.act}` };
    case 'lifted':
      return { act: 'community.lifted' };
    default:
      return undefined;
  }
}

/** The page of a report, by its number. */
export function reportPath(num: string): string {
  return `/admin/reports/${num}`;
}

/** What an act is about, by its id; '' when that is no record of ours. */
function subjectOf(event: DomainEvent): string {
  if (event.type === 'actorJudged') return event.whom;
  if (event.type === 'profiled') return event.profile.id;
  if (event.type === 'reportHandled') return event.report;
  if (event.type === 'lifted') return event.lifts.what;
  return event.type === 'withdrawn' || event.type === 'moderated' ? event.what : '';
}

/** Handles of actors, names of things; of what was removed its id stands. */
async function namesOf({ storage }: AuditDeps, ids: string[]): Promise<Map<string, Named>> {
  const names = new Map<string, Named>();
  const wanted = [...new Set(ids)].filter(Boolean);
  for (const { id, num, body } of wanted.length > 0 ? await storage.records.getMany(wanted) : []) {
    const record = body as Rec | null;
    if (record?.record === 'actor') {
      const { handle, path } = actorView({ num, body: record });
      names.set(id, { name: handle, path });
    } else if (record?.record === 'notice') names.set(id, { name: '', path: reportPath(num) });
    else if (record?.record === 'thing') names.set(id, { name: record.name ?? id });
  }
  return names;
}
