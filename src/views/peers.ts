// Other hosts as admins see them: who they are, how deliveries and gathering go, and what was decided about them.
import type { Storage } from '../../storage/port.ts';
import type { HostPolicy } from '../domain/records.ts';
import { hostPolicyId, type Trust } from '../domain/trust.ts';
import type { HostHealth } from '../log/health.ts';
import { hubOf, type Reader } from './reader.ts';

export type { HostHealth } from '../log/health.ts';

/** How gathering from a host goes; `added` when it has not begun. */
export interface Gathering {
  origin: string;
  state: 'added' | 'discovering' | 'following' | 'crawling' | 'live' | 'failing';
  since?: string;
  error?: string;
}

/** A host as an entry of the list. */
export interface PeerEntry {
  host: string;
  trust: Trust;
  health?: HostHealth;
  gathering?: Gathering;
}

export interface PeerList {
  /** Hubs that are gathered from, at most 200; on the first page alone. */
  gathered: PeerEntry[];
  items: PeerEntry[];
  /** The host after which the next page begins. */
  next?: string;
}

/** One host, whole. */
export interface PeerPage extends PeerEntry {
  policy?: HostPolicy;
  /** Things from there that everyone here may see. */
  items: number;
  /** Deliveries that wait for it. */
  waiting: number;
  /** Inboxes that said that they are gone, at most 100. */
  retired: number;
}

export interface PeerReader extends Pick<Reader, 'origin' | 'trust'> {
  storage: Storage;
}

const pageSize = 50;

/** Hosts that were met, in order of name, after the gathered ones. */
export async function peerList(reader: PeerReader, after: string): Promise<PeerList> {
  const met = await reader.storage.state.list('health', after, pageSize);
  const items = met.map(async ({ key, value }): Promise<PeerEntry> => {
    return { host: key, trust: await reader.trust(key), health: value as HostHealth };
  });
  const last = met.at(-1);
  return {
    gathered: after ? [] : await gatheredPeers(reader),
    items: await Promise.all(items),
    ...(last && met.length === pageSize && { next: last.key }),
  };
}

/** The page of a host; of one that was never met it says so. */
export async function peerPage(reader: PeerReader, host: string): Promise<PeerPage> {
  const { state, records, links, jobs } = reader.storage;
  const [entry, policy, items, waiting, retired] = await Promise.all([
    entryOf(reader, host),
    records.get(hostPolicyId(host)),
    links.count({ kind: 'home', from: host }),
    jobs.inLane('deliver', host),
    retiredAt(state, host),
  ]);
  const gathering = (await gatheringOf(reader)).find(each => new URL(each.origin).host === host);
  return {
    ...entry,
    ...(policy && { policy: policy.body as HostPolicy }),
    ...(gathering && { gathering }),
    items,
    waiting,
    retired,
  };
}

async function gatheredPeers(reader: PeerReader): Promise<PeerEntry[]> {
  const gathered = await gatheringOf(reader);
  return Promise.all(
    gathered.map(async gathering => ({ ...(await entryOf(reader, new URL(gathering.origin).host)), gathering })),
  );
}

async function entryOf({ storage, trust }: PeerReader, host: string): Promise<PeerEntry> {
  const health = (await storage.state.get('health', host)) as HostHealth | undefined;
  return { host, trust: await trust(host), ...(health && { health }) };
}

async function gatheringOf({ storage, origin }: PeerReader): Promise<Gathering[]> {
  const added = await storage.links.list({ kind: 'peer', from: hubOf({ origin }) }, { limit: 200 });
  return Promise.all(
    added
      .filter(({ to }) => URL.canParse(to))
      .map(async ({ to }): Promise<Gathering> => {
        const known = (await storage.state.get('peer', to)) as Gathering | undefined;
        if (!known) return { origin: to, state: 'added' };
        const { state, since, error } = known;
        return { origin: to, state, ...(since && { since }), ...(error && { error }) };
      }),
  );
}

async function retiredAt(state: Storage['state'], host: string): Promise<number> {
  let total = 0;
  for (const prefix of [`https://${host}/`, `http://${host}/`]) {
    const found = await state.list('retired', prefix, 100);
    total += found.filter(({ key }) => key.startsWith(prefix)).length;
  }
  return total;
}
