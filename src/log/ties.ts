// Who is followed here, gathered from or blocked: asked for everything that comes in, and seldom changed. So the answers are
// remembered until something is applied that may change one, and for some seconds at most, and never more than a few thousand.
import { LRUCache } from 'lru-cache';
import type { Link, LinkStore } from '../../storage/port.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { LinkKind } from '../domain/links.ts';

export interface Ties {
  /** The links as they are stored, those of the three kinds from memory. */
  links: LinkStore;
  /** To be called with what was applied. */
  heard(events: (DomainEvent | null)[]): void;
}

const kinds = new Set<string>(['follows', 'peer', 'blocks'] satisfies LinkKind[]);

/** Events by which no such link comes or goes: of these there are many. */
const without = new Set<DomainEvent['type']>([
  'published',
  'revised',
  'counted',
  'profiled',
  'liked',
  'shared',
  'voted',
  'hinted',
  'relayed',
]);

const keptMs = 5000;

/** For a store of which one process hears everything; others ask it each time. */
export function makeTies(links: LinkStore): Ties {
  const known = new LRUCache<string, { answer: Link | boolean | undefined }>({ max: 10_000, ttl: keptMs });
  let changes = 0;

  async function ask<Answer extends Link | boolean | undefined>(
    key: string,
    read: () => Promise<Answer>,
  ): Promise<Answer> {
    const asked = changes;
    const answer = await read();
    if (asked === changes) known.set(key, { answer });
    return answer;
  }

  return {
    links: {
      ...links,

      any(list) {
        if (!kinds.has(list.kind)) return links.any(list);
        const key = 'from' in list ? `${list.kind} ${list.from} >` : `${list.kind} > ${list.to}`;
        const kept = known.get(key);
        return kept ? Promise.resolve(kept.answer as boolean) : ask(key, () => links.any(list));
      },

      get(kind, from, to) {
        if (!kinds.has(kind)) return links.get(kind, from, to);
        const key = `${kind} ${from} ${to}`;
        const kept = known.get(key);
        return kept ? Promise.resolve(kept.answer as Link | undefined) : ask(key, () => links.get(kind, from, to));
      },
    },

    heard(events) {
      if (events.every(event => event === null || without.has(event.type))) return;
      changes += 1;
      known.clear();
    },
  };
}
