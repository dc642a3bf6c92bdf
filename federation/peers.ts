// What this hub knows of other hosts: with whom it has nothing to do, and which inboxes have said that they are gone.
// Asked for every activity in and out, so answers are remembered, and never more than a few thousand.
import { LRUCache } from 'lru-cache';
import type { TrustOf } from '../src/domain/trust.ts';
import type { Storage } from '../storage/port.ts';

export interface Peers {
  /** True for a suspended actor, an address of one's host, or a host with its port, if any. */
  isBlocked(who: string): Promise<boolean>;
  /** True for one who is not passed on: suspended or silenced. */
  isQuiet(who: string): Promise<boolean>;
  /** When a host or an actor was last let off a suspension, in ms since 1970: 0 when it never was, Infinity while one holds. */
  freedAt(who: string): Promise<number>;
  /** True for an inbox that answered 410, or 404 again and again. */
  isRetired(inbox: string): Promise<boolean>;
  /** Nothing is delivered to the inbox any more; `status` is what it answered. */
  retire(inbox: string, status: number): Promise<void>;
  /** A signed activity came from the host, so its inboxes are tried again. Never rejects: the next one does it as well. */
  heardFrom(host: string): Promise<void>;
}

const space = 'retired';

export function makePeers({ storage, trust }: { storage: Pick<Storage, 'state'>; trust: TrustOf }): Peers {
  const { state } = storage;
  const retired = new LRUCache<string, boolean>({ max: 10_000, ttl: 60_000 });
  const quiet = new LRUCache<string, true>({ max: 5000, ttl: 60_000 });

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
    isBlocked: async who => (await trust(who)).level === 'suspend',
    isQuiet: async who => (await trust(who)).level !== 'open',

    async freedAt(who) {
      const { level, freed } = await trust(who);
      if (level === 'suspend') return Number.POSITIVE_INFINITY;
      return freed === undefined ? 0 : Date.parse(freed);
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
