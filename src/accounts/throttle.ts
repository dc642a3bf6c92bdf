// Slows guessing of passwords. One rule: an attempt counts as failed from its beginning until it succeeds, so that
// many at once gain nothing. Held in memory, bounded; a restart forgives.
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { Problem } from '../domain/problem.ts';

interface Tally {
  failures: number;
  /** No attempt before this time, in ms since 1970. */
  until: number;
}

/** After `free` failures each next one doubles the wait, from one second to at most `longest` ms. */
interface Limit {
  free: number;
  longest: number;
}

// A stranger can fail in a member's name, so the wait for a name stays short enough to sit out.
const perName: Limit = { free: 5, longest: 60_000 };
const perAddress: Limit = { free: 20, longest: 900_000 };
const forgetAfter = 3_600_000;

export function makeThrottle(now: () => number) {
  const tallies = new LRUCache<string, Tally>({ max: 20_000, ttl: forgetAfter, perf: { now } });

  const check = (key: string): void => {
    const wait = (tallies.get(key)?.until ?? 0) - now();
    // A wait longer than any was begun before the clock was set back.
    if (wait <= 0 || wait > perAddress.longest) return;
    throw new Problem('too-many', 429, 'Too many attempts. Wait a little, then try again.', {
      retryAfter: Math.ceil(wait / 1000),
    });
  };
  const count = (key: string, limit: Limit): void => {
    const failures = (tallies.get(key)?.failures ?? 0) + 1;
    const wait = failures < limit.free ? 0 : Math.min(1000 * 2 ** (failures - limit.free), limit.longest);
    tallies.set(key, { failures, until: now() + wait });
  };

  return {
    /** Counts an attempt for a name and from an address, or throws `too-many`; tell it when the attempt succeeded. */
    begin(name: string, address: string): { succeeded(): void } {
      const keys = [`name ${name.trim().toLowerCase().slice(0, 200)}`, `address ${subnet(address)}`] as const;
      for (const key of keys) check(key);
      count(keys[0], perName);
      count(keys[1], perAddress);
      return {
        succeeded() {
          tallies.delete(keys[0]);
          const tally = tallies.get(keys[1]);
          if (tally) tallies.set(keys[1], { failures: Math.max(0, tally.failures - 1), until: 0 });
        },
      };
    },
  };
}

/** One IPv6 customer has a whole /64; one IPv4 address counts alone. */
function subnet(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 64);
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toNormalizedString().split(':').slice(0, 4).join(':');
}
