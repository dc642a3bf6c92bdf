// The relays of a hub as its operator names and sees them.
import type { Relay } from '../../src/domain/consent.ts';
import type { Storage } from '../../storage/port.ts';
import { Refused } from './verb.ts';

export interface RelayState {
  address: string;
  /** `waiting` until the relay was found and has agreed. */
  state: 'waiting' | 'accepted';
}

const relayLimit = 1000;

/** The relays that are wanted, and whether each has agreed. */
export async function relaysOf(storage: Storage, urls: { hub: string; instance: string }): Promise<RelayState[]> {
  const links = await storage.links.list({ kind: 'relay', from: urls.hub }, { limit: relayLimit, oldest: true });
  const records = links.length > 0 ? await storage.records.getMany(links.map(({ to }) => to)) : [];
  const wanted = records.map(({ body }) => body as Relay).filter(relay => relay?.wanted);
  return Promise.all(
    wanted.map(async ({ address }) => {
      const found = (await storage.state.get('relay', address)) as { actor: string } | undefined;
      const agreed = found && (await storage.links.get('follows', urls.instance, found.actor));
      return { address, state: agreed ? ('accepted' as const) : ('waiting' as const) };
    }),
  );
}

/** The address that was named; plain http is for those that HUB_DEV_PEERS allows. */
export function addressNamed(named: string, devPeers: string[]): string {
  const url = URL.canParse(named) ? new URL(named) : undefined;
  if (!url || url.pathname === '/' || url.username || url.password || url.hash)
    throw new Refused('name a relay by its inbox, such as https://relay.example/inbox, or by its actor');
  const isDev = devPeers.includes(url.host) || devPeers.includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isDev))
    throw new Refused(`${url.origin} is not https; only hosts in HUB_DEV_PEERS are reached otherwise`);
  return url.href;
}
