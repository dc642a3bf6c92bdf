// What holds for somebody, asked for everything that comes in, goes out and is shown: so answers are remembered for some
// seconds, and never more than a few thousand. Another process learns of a new policy when its memory runs out.
import { LRUCache } from 'lru-cache';
import type { Storage } from '../../storage/port.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { Home } from '../domain/home.ts';
import type { Rec } from '../domain/records.ts';
import { actorPolicyId, hostIn, judging, type Trust, type TrustOf, trustOf } from '../domain/trust.ts';

export interface Trusting {
  of: TrustOf;
  /** To be called with what was applied: a new policy holds from now on. */
  heard(events: Iterable<DomainEvent | null>): void;
}

export interface TrustingDeps {
  records: Pick<Storage['records'], 'getMany' | 'scan'>;
  home: Home;
}

/** How long another process may go by what held before, in ms. */
export const trustLifeMs = 5000;

const judgements = new Set<DomainEvent['type']>(['hostJudged', 'actorJudged', 'listImported', 'peerAdded']);

/** Most actors with a policy of their own that are held in memory. */
const actorLimit = 20_000;
const prefix = actorPolicyId('');

export function makeTrusting({ records, home }: TrustingDeps): Trusting {
  const known = new LRUCache<string, Trust>({ max: 10_000, ttl: trustLifeMs });
  let judged: { at: number; actors: Promise<Set<string> | undefined> } | undefined;
  let policies = 0;

  /** Few actors have a policy of their own: whoever has none is as its host is, and is not asked for one by one. */
  function actors(): Promise<Set<string> | undefined> {
    const now = performance.now();
    if (judged && now - judged.at < trustLifeMs) return judged.actors;
    const asked = { at: now, actors: readActors(records) };
    judged = asked;
    asked.actors.catch(() => {
      if (judged === asked) judged = undefined;
    });
    return asked.actors;
  }

  return {
    async of(who) {
      const single = (await actors())?.has(who) ?? true;
      const key = single ? who : hostIn(who);
      const kept = known.get(key);
      if (kept) return kept;
      const asked = policies;
      const ids = judging(key, home);
      const found = new Map<string, Rec>();
      for (const { id, body, buried } of ids.length > 0 ? await records.getMany(ids) : [])
        if (buried === undefined) found.set(id, body as Rec);
      const trust = trustOf(key, id => found.get(id), home);
      if (asked === policies) known.set(key, trust);
      return trust;
    },

    heard(events) {
      for (const event of events) {
        if (!event || !judgements.has(event.type)) continue;
        policies++;
        judged = undefined;
        known.clear();
      }
    },
  };
}

/** Everybody with a policy of their own; undefined when they are too many to be held. */
async function readActors(records: TrustingDeps['records']): Promise<Set<string> | undefined> {
  const actors = new Set<string>();
  for (let after = prefix; actors.size < actorLimit; ) {
    const page = (await records.scan(after, 1000)).filter(({ id }) => id.startsWith(prefix));
    for (const { id } of page) actors.add(id.slice(prefix.length));
    const last = page.at(-1);
    if (!last || page.length < 1000) return actors;
    after = last.id;
  }
  return undefined;
}
