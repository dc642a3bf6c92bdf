// What this hub thinks of other hosts: which are blocked, and which inboxes have said that they are gone.
// Asked for every activity in and out, so answers are remembered for a few seconds, and never more than a few thousand.
import { LRUCache } from 'lru-cache';
import type { Rec } from '../src/domain/records.ts';
import type { Storage } from '../storage/port.ts';

export interface Peers {
  /** True when the host (with port, if any) or a domain above it is blocked. */
  isBlocked(host: string): Promise<boolean>;
  /** To be called when the policy of a host has changed. */
  policyChanged(): void;
  /** True for an inbox that answered 410, or 404 again and again. */
  isRetired(inbox: string): Promise<boolean>;
  /** Nothing is delivered to the inbox any more; `status` is what it answered. */
  retire(inbox: string, status: number): Promise<void>;
  /** A signed activity came from the host, so its inboxes are tried again. Never rejects: the next one does it as well. */
  heardFrom(host: string): Promise<void>;
}

const space = 'retired';

export function makePeers({ storage }: { storage: Pick<Storage, 'records' | 'state'> }): Peers {
  const { records, state } = storage;
  const blocked = new LRUCache<string, boolean>({ max: 5000, ttl: 5000 });
  const retired = new LRUCache<string, boolean>({ max: 10_000, ttl: 60_000 });
  const quiet = new LRUCache<string, true>({ max: 5000, ttl: 60_000 });
  let policies = 0;

  async function revive(host: string): Promise<void> {
    for (const prefix of [`https://${host}/`, `http://${host}/`]) {
      const found = await state.list(space, prefix, 1000);
      for (const { key } of found.filter(({ key }) => key.startsWith(prefix))) {
        await state.delete(space, key);
        retired.delete(key);
      }
    }
  }

  return {
    async isBlocked(host) {
      const known = blocked.get(host);
      if (known !== undefined) return known;
      const asked = policies;
      const stored = await records.getMany(namesAbove(host).map(name => `host:${name}`));
      const found = stored.some(({ body }) => {
        const policy = body as Rec | null;
        return policy?.record === 'host' && policy.blocked;
      });
      if (asked === policies) blocked.set(host, found);
      return found;
    },

    policyChanged() {
      policies++;
      blocked.clear();
    },

    async isRetired(inbox) {
      const known = retired.get(inbox);
      if (known !== undefined) return known;
      const found = (await state.get(space, inbox)) !== undefined;
      retired.set(inbox, found);
      return found;
    },

    async retire(inbox, status) {
      await state.put(space, inbox, { status, since: new Date().toISOString() });
      retired.set(inbox, true);
      quiet.delete(new URL(inbox).host);
    },

    async heardFrom(host) {
      if (quiet.has(host)) return;
      quiet.set(host, true);
      await revive(host).catch(() => quiet.delete(host));
    },
  };
}

/** The host with and without its port, and every domain above it but the top one; an address has none above it. */
function namesAbove(host: string): string[] {
  const bare = host.replace(/:\d+$/, '');
  const labels = /^[\d.]+$|^\[/.test(bare) ? [] : bare.split('.').slice(0, 30);
  const above = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
  return [...new Set([host, bare, ...above])];
}
