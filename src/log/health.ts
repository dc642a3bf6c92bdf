// How it goes with each other host: when it was heard from, when it last took a delivery, what failed, what software it says
// it is. It is kept for admins to see and decides nothing; so it is written seldom, and a lost note is made up for by the next.
import { LRUCache } from 'lru-cache';
import type { StateStore } from '../../storage/port.ts';

/** What is remembered of a host; times are ISO 8601 UTC. */
export interface HostHealth {
  since: string;
  heardAt?: string;
  /** The form of the signature that it sent last. */
  heardIn?: string;
  sentAt?: string;
  /** The form of the signature that it took last. */
  sentIn?: string;
  failedAt?: string;
  /** What the last failure was; safe to show to admins. */
  error?: string;
  /** Deliveries that failed in a row. */
  failures: number;
  software?: { name: string; version: string };
  /** When it was last asked what software it is, with or without an answer. */
  askedAt?: string;
}

export interface Health {
  /** A signed activity of the host was taken. */
  heard(host: string, form?: string): void;
  /** The host took a delivery. */
  sent(host: string, form?: string): void;
  failed(host: string, error: string): void;
  /** It was asked what software it is. */
  asked(host: string, software: HostHealth['software']): Promise<void>;
}

const lifeMs = 90 * 86_400_000;
/** A note that says nothing new is not written more often than this. */
const pauseMs = 60_000;

export function makeHealth({
  state,
  now = Date.now,
}: {
  state: Pick<StateStore, 'get' | 'note'>;
  now?: () => number;
}): Health {
  const written = new LRUCache<string, { at: number; failures: number }>({ max: 5000 });
  const under = new LRUCache<string, Promise<void>>({ max: 5000 });

  /** Notes of one host follow each other, so that none is written over. */
  function note(host: string, change: (known: HostHealth, at: string) => HostHealth): Promise<void> {
    const write = async () => {
      const at = new Date(now()).toISOString();
      const known = (await state.get('health', host)) as HostHealth | undefined;
      const next = change(known ?? { since: at, failures: 0 }, at);
      written.set(host, { at: now(), failures: next.failures });
      await state.note('health', host, next, now() + lifeMs);
    };
    const noted = (under.get(host) ?? Promise.resolve()).then(write, write);
    under.set(host, noted);
    return noted;
  }

  function seldom(host: string, change: (known: HostHealth, at: string) => HostHealth, isNews: boolean): void {
    const last = written.get(host);
    if (last && !isNews && now() - last.at < pauseMs) return;
    if (!last) written.set(host, { at: now(), failures: 0 });
    note(host, change).catch(() => written.delete(host));
  }

  return {
    heard(host, form) {
      seldom(host, (known, at) => ({ ...known, heardAt: at, ...(form && { heardIn: form }) }), false);
    },
    sent(host, form) {
      const change = ({ error: _, ...known }: HostHealth, at: string) => {
        return { ...known, sentAt: at, failures: 0, ...(form && { sentIn: form }) };
      };
      seldom(host, change, (written.get(host)?.failures ?? 1) > 0);
    },
    failed(host, error) {
      const change = (known: HostHealth, at: string) => {
        return { ...known, failedAt: at, error: error.slice(0, 300), failures: known.failures + 1 };
      };
      seldom(host, change, true);
    },
    asked: (host, software) => note(host, (known, at) => ({ ...known, askedAt: at, ...(software && { software }) })),
  };
}
