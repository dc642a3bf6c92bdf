// `peer`: hubs that this one gathers from, and hosts that it has nothing to do with.
import { makeRoster } from '../../federation/gather/peer.ts';
import type { Core } from '../../src/core.ts';
import { Refused, type Said, type Verb, withCore } from './verb.ts';

export const peer: Verb = {
  usage: 'peer add ORIGIN | peer list | peer block HOST | peer allow HOST',
  async run({ config, words: [act, named] }) {
    if (act === 'list') return withCore(config, list);
    if (act === 'add') return withCore(config, core => add(core, named, config.devPeers));
    if (act === 'block' || act === 'allow') return withCore(config, core => judge(core, named, act === 'block'));
    throw new Refused(`usage: ${peer.usage}`, true);
  },
};

async function list({ storage }: Core): Promise<Said> {
  const peers = await makeRoster(storage).status();
  return {
    json: peers,
    text: peers.map(each => `${each.origin}  ${each.state}  ${each.items} items`).join('\n') || 'no peers',
  };
}

async function add(core: Core, named: string | undefined, devPeers: string[]): Promise<Said> {
  const url = named && URL.canParse(named) ? new URL(named) : undefined;
  const fits = url && (url.protocol === 'https:' || (url.protocol === 'http:' && devPeers.includes(url.host)));
  if (!url || !fits) throw new Refused('name an origin such as https://hub.example');
  if (url.origin === core.urls.origin) throw new Refused('a hub does not gather from itself');
  await core.takeLocal({ ...(await act(core)), type: 'peerAdded', origin: url.origin });
  return { json: { origin: url.origin }, text: `gathering from ${url.origin} begins when the hub runs` };
}

async function judge(core: Core, host: string | undefined, blocked: boolean): Promise<Said> {
  if (!host || !/^[a-z0-9.-]+(:\d{1,5})?$/i.test(host)) throw new Refused('name a host such as hub.example');
  await core.takeLocal({ ...(await act(core)), type: 'hostJudged', host: host.toLowerCase(), blocked });
  return { json: { host, blocked }, text: `${host} is ${blocked ? 'blocked' : 'allowed'}` };
}

async function act(core: Core) {
  return { id: core.urls.newActivity(), actor: core.home.hub, at: new Date().toISOString() };
}
