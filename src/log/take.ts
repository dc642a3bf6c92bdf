// The one door to the log: whatever wants to be an entry is judged by mayDo here, then appended.
import type { Appended, Storage } from '../../storage/port.ts';
import { mayDo } from '../domain/authority.ts';
import { concerned, deciding, decidingLinks, type Facts } from '../domain/deciding.ts';
import type { DomainEvent, Via } from '../domain/events.ts';
import type { Home } from '../domain/home.ts';
import { Problem } from '../domain/problem.ts';
import type { Rec } from '../domain/records.ts';
import type { Trust, TrustOf } from '../domain/trust.ts';
import type { Commit } from './commit.ts';
import type { Cursor } from './cursor.ts';
import { toEntry } from './entry.ts';
import type { Quarantine } from './quarantine.ts';

/** Judges and appends an event; resolves when it is durable. Throws the `Problem` of a refusal, `Unavailable` when storage cannot. */
export type Take = (event: DomainEvent, via: Via, raw?: string) => Promise<Appended>;

/**
 * As `Take` for many events, as a page of a gathered hub has them: what decides about them is read once, and they are written
 * together. Each is judged by what is known before all of them. Gives what became of each; a refusal does not keep the
 * others back.
 */
export type TakeAll = (events: DomainEvent[], via: Via) => Promise<(Appended | Problem)[]>;

/**
 * As `Take` for a local event, and waits until it is applied; it is stored for good all the same when that takes long. Throws
 * `set-aside` (202) when it is stored and could not be applied.
 */
export type TakeLocal = (event: DomainEvent) => Promise<Appended>;

export interface TakeDeps {
  storage: Pick<Storage, 'records' | 'links'>;
  commit: Pick<Commit, 'append'>;
  home: Home;
  trust: TrustOf;
}

export function makeTake({ commit, home, ...deps }: TakeDeps): Take {
  return async (event, via, raw) => {
    const facts = await readFacts(deps, [event]);
    const refusal = mayDo(event, via, facts, home);
    if (refusal) throw refusal;
    return commit.append(toEntry(event, via, Date.now(), raw));
  };
}

export function makeTakeAll({ commit, home, ...deps }: TakeDeps): TakeAll {
  return async (events, via) => {
    const facts = await readFacts(deps, events);
    const now = Date.now();
    return Promise.all(events.map(event => mayDo(event, via, facts, home) ?? commit.append(toEntry(event, via, now))));
  };
}

/** The longest that a member waits to see what was stored: longer than another process needs to take over from one that died. */
const patienceMs = 10_000;

/** A member's act is done when it can be seen. */
export function makeTakeLocal(take: Take, applied: () => Cursor, quarantine: Pick<Quarantine, 'holds'>): TakeLocal {
  return async event => {
    const appended = await take(event, 'local');
    const { seq } = appended.entry;
    applied().wake();
    if ((await applied().reached(seq, patienceMs)) && (await quarantine.holds('apply', seq)))
      throw new Problem(
        'set-aside',
        202,
        'This is kept, and is seen once those who run the hub have had it tried again.',
      );
    return appended;
  };
}

/** The facts that decide about some events; more than one of them needs changes nothing for it. */
async function readFacts(
  { storage, trust }: Pick<TakeDeps, 'storage' | 'trust'>,
  events: DomainEvent[],
): Promise<Facts> {
  const records = new Map<string, Rec>();
  const standing = new Set<string>();
  const trusted = new Map<string, Trust>();
  const facts: Facts = Object.assign((id: string) => records.get(id), {
    linked: (kind: string, from: string, to: string) => standing.has(`${kind} ${from} ${to}`),
    trust(who: string) {
      const known = trusted.get(who);
      if (!known) throw new Error(`nobody asked what holds for ${who}`);
      return known;
    },
  });
  const ids = [...new Set(events.flatMap(deciding))];
  for (let start = 0; start < ids.length; start += most) {
    for (const { id, body, buried } of await storage.records.getMany(ids.slice(start, start + most)))
      if (buried === undefined) records.set(id, body as Rec);
  }
  for (const [kind, from, to] of events.flatMap(decidingLinks)) {
    if (await storage.links.get(kind, from, to)) standing.add(`${kind} ${from} ${to}`);
  }
  for (const who of new Set(events.flatMap(event => concerned(event, facts)))) trusted.set(who, await trust(who));
  return facts;
}

/** Records read at once. */
const most = 1000;
