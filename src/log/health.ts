// How it goes with each other host: when it was heard from, when it last took a delivery, what failed, what software it says
// it is. It is kept for admins to see and decides nothing; so it is written seldom, that of many hosts together, and a lost
// note is made up for by the next.
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
  /** Writes what is still to be written. */
  written(): Promise<void>;
}

const lifeMs = 90 * 86_400_000;
/** A note that says nothing new is not written more often than this. */
const pauseMs = 60_000;
/** What comes within this time, in ms, is written together; with so many hosts it is written at once. */
const together = { ms: 1000, hosts: 1000 };

type Change = (known: HostHealth) => HostHealth;

export function makeHealth({
  state,
  now = Date.now,
}: {
  state: Pick<StateStore, 'get' | 'note'>;
  now?: () => number;
}): Health {
  const kept = new LRUCache<string, { at: number; failures: number }>({ max: 5000 });
  let noted = new Map<string, Change[]>();
  let soon: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function note(host: string, change: (known: HostHealth, at: string) => HostHealth): void {
    const at = new Date(now()).toISOString();
    const changes = noted.get(host) ?? [];
    noted.set(host, changes);
    changes.push(known => change(known.since ? known : { ...known, since: at }, at));
    if (noted.size >= together.hosts) void written();
    else soon ??= setTimeout(written, together.ms).unref();
  }

  /** Never rejects. One round follows the other, so that no note is written over. */
  function written(): Promise<void> {
    clearTimeout(soon);
    soon = undefined;
    if (noted.size === 0) return writing;
    const round = noted;
    noted = new Map();
    writing = writing
      .then(() => write(round))
      .catch(() => {
        for (const host of round.keys()) kept.delete(host);
      });
    return writing;
  }

  async function write(round: Map<string, Change[]>): Promise<void> {
    const expires = now() + lifeMs;
    const notes = await Promise.all(
      [...round].map(async ([host, changes]) => {
        const known = ((await state.get('health', host)) ?? { since: '', failures: 0 }) as HostHealth;
        return { key: host, value: changes.reduce((before, change) => change(before), known), expires };
      }),
    );
    await state.note('health', notes);
    for (const { key, value } of notes) kept.set(key, { at: now(), failures: value.failures });
  }

  /** `failures` as they are now, when this changes them: that is always news. */
  function seldom(host: string, change: (known: HostHealth, at: string) => HostHealth, failures?: number): void {
    const last = kept.get(host);
    if (last && failures === undefined && now() - last.at < pauseMs) return;
    if (!last || failures !== undefined) kept.set(host, { at: now(), failures: failures ?? 0 });
    note(host, change);
  }

  return {
    heard(host, form) {
      seldom(host, (known, at) => ({ ...known, heardAt: at, ...(form && { heardIn: form }) }));
    },
    sent(host, form) {
      const change = ({ error: _, ...known }: HostHealth, at: string) => {
        return { ...known, sentAt: at, failures: 0, ...(form && { sentIn: form }) };
      };
      const failed = (kept.get(host)?.failures ?? 1) > 0;
      seldom(host, change, failed ? 0 : undefined);
    },
    failed(host, error) {
      const change = (known: HostHealth, at: string) => {
        return { ...known, failedAt: at, error: error.slice(0, 300), failures: known.failures + 1 };
      };
      seldom(host, change, (kept.get(host)?.failures ?? 0) + 1);
    },
    asked(host, software) {
      note(host, (known, at) => ({ ...known, askedAt: at, ...(software && { software }) }));
      return written();
    },
    written,
  };
}
