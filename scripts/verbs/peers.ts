// The hubs that this one gathers from, as `peer list`, `status` and `doctor` tell of them.
import { makeRoster, type PeerStatus } from '../../federation/gather/peer.ts';
import { makeUrls } from '../../federation/urls.ts';
import type { Config } from '../../src/config.ts';
import type { Storage } from '../../storage/port.ts';

/** A peer that was added and is not begun with yet is `added`. */
export type PeerSaid = Omit<PeerStatus, 'state'> & { state: PeerStatus['state'] | 'added' };

/** Every peer with its state and how many of its things everyone here sees. */
export async function peersOf(storage: Storage, { origin }: Config): Promise<PeerSaid[]> {
  const begun = await makeRoster(storage).status();
  const known = new Set(begun.map(peer => peer.origin));
  const added = await storage.links.list({ kind: 'peer', from: makeUrls(origin).hub }, { limit: 1000 });
  const waiting = added.filter(({ to }) => !known.has(to));
  return [...begun, ...waiting.map(({ to }) => ({ origin: to, state: 'added' as const, items: 0 }))];
}

export function peerLine({ origin, state, items, error }: PeerSaid): string {
  return `${origin}  ${state}  ${items} items${error ? `  (${error})` : ''}`;
}
