// What holds for somebody, asked for everything that comes in, goes out and is shown: so answers are remembered for some
// seconds, and never more than a few thousand. Another process learns of a new policy when its memory runs out.
import { LRUCache } from 'lru-cache';
import type { Storage } from '../../storage/port.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { Home } from '../domain/home.ts';
import type { Rec } from '../domain/records.ts';
import { actorPolicyId, hostIn, hostPolicyId, judging, type Trust, type TrustOf, trustOf } from '../domain/trust.ts';

export interface Trusting {
  of: TrustOf;
  /** To be called with what was applied: a new policy holds from now on. */
  heard(events: (DomainEvent | null)[]): void;
  /** Has somebody else who remembers hear it as well. */
  onHeard(listener: (events: (DomainEvent | null)[]) => void): void;
}

export interface TrustingDeps {
  records: Pick<Storage['records'], 'getMany' | 'scan'>;
  home: Home;
}

/** How long another process may go by what held before, in ms. */
export const trustLifeMs = 5000;

const judgements = new Set<DomainEvent['type']>(['hostJudged', 'actorJudged', 'listImported', 'peerAdded']);

/** Most policies of which it is held in memory that they are there. */
const policyLimit = 20_000;
/** Records read at a time to find them, once so many are found: what is read beyond the last is read for nothing, and may be large. */
const pageSize = 100;

/** The ids of all policies, undefined when they are too many to be held, and when they were asked for. */
interface Judged {
  at: number;
  ids: Promise<Set<string> | undefined>;
}

export function makeTrusting({ records, home }: TrustingDeps): Trusting {
  const known = new LRUCache<string, Trust>({ max: 10_000, ttl: trustLifeMs });
  let judged: Judged | undefined;
  const listeners: ((events: (DomainEvent | null)[]) => void)[] = [];
  let changes = 0;

  /** Few hosts and actors have a policy, so that for the others nothing is read one by one. */
  function policies(): Judged {
    const now = performance.now();
    if (judged && now - judged.at < trustLifeMs) return judged;
    const asked = { at: now, ids: readPolicies(records) };
    judged = asked;
    asked.ids.catch(() => {
      if (judged === asked) judged = undefined;
    });
    return asked;
  }

  return {
    async of(who) {
      const asked = changes;
      const { at, ids: read } = policies();
      const all = await read;
      const key = (all?.has(actorPolicyId(who)) ?? true) ? who : hostIn(who);
      const kept = known.get(key);
      if (kept) return kept;
      // In allowlist mode peers decide as well, who have no policy.
      const ids = judging(key, home).filter(id => home.closed || (all?.has(id) ?? true));
      const found = new Map<string, Rec>();
      for (const { id, body, buried } of ids.length > 0 ? await records.getMany(ids) : [])
        if (buried === undefined) found.set(id, body as Rec);
      const trust = trustOf(key, id => found.get(id), home);
      const left = trustLifeMs - (performance.now() - at);
      if (asked === changes && left > 0) known.set(key, trust, { ttl: left });
      return trust;
    },

    heard(events) {
      for (const event of events) {
        if (!event || !judgements.has(event.type)) continue;
        changes++;
        judged = undefined;
        known.clear();
      }
      for (const listener of listeners) listener(events);
    },

    onHeard: listener => {
      listeners.push(listener);
    },
  };
}

async function readPolicies(records: TrustingDeps['records']): Promise<Set<string> | undefined> {
  const ids = new Set<string>();
  for (const prefix of [hostPolicyId(''), actorPolicyId('')]) {
    for (let after = prefix, most = 1; ; most = Math.min(2 * most, pageSize)) {
      const page = await records.scan(after, most, prefix);
      for (const { id } of page) ids.add(id);
      if (ids.size > policyLimit) return undefined;
      const last = page.at(-1);
      if (!last || page.length < most) break;
      after = last.id;
    }
  }
  return ids;
}
