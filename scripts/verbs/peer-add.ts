// `peer add ORIGIN`: gathers from another hub; for one that is gathered from already, looks again now.
import { makeTrusting } from '../../src/log/trusting.ts';
import { hubAct } from './hub-act.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const peerAdd: Verb = {
  name: 'peer add',
  takes: ['ORIGIN'],
  about: 'gathers from another hub: follows it, takes its past, then what comes',
  run: ({ config, words: [named = ''] }) =>
    withCore(config, async core => {
      const origin = originNamed(named, config.devPeers);
      if (origin === core.urls.origin) throw new Refused('a hub does not gather from itself');
      const { host } = new URL(origin);
      // In allowlist mode to gather from a hub is to list it; a block still stands before it.
      const open = { ...core.home, closed: false };
      const { level } = await makeTrusting({ records: core.storage.records, home: open }).of(host);
      if (level === 'suspend') throw new Refused(`${host} is blocked here; peer allow ${host} comes first`);
      await core.takeLocal({ ...hubAct(core), type: 'peerAdded', origin });
      return {
        json: { origin },
        text: `gathering from ${origin}, while the hub runs; peer list tells how far it has got`,
      };
    }),
};

/** The origin that was named; plain http is for those that HUB_DEV_PEERS allows. */
function originNamed(named: string, devPeers: string[]): string {
  const url = URL.canParse(named) ? new URL(named) : undefined;
  const isBare = url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (!isBare) throw new Refused('name an origin such as https://hub.example, without a path');
  const isDev = devPeers.includes(url.host) || devPeers.includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isDev))
    throw new Refused(`${url.origin} is not https; only hosts in HUB_DEV_PEERS are reached otherwise`);
  return url.origin;
}
