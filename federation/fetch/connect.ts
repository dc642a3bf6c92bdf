// Connections outward: a name is resolved once, every address it gives is checked, and the connection goes to what was
// checked. Peers named by the operator for tests and demos are let through; nobody else is.
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { Problem } from '../../src/domain/problem.ts';
import { isPublicAddress } from '../addresses.ts';
import type { Names } from './names.ts';

/** Refuses an address that may not be asked: its scheme, port, host or credentials. Gives the URL. */
export type CheckUrl = (address: string) => URL;

/** Longest address that is asked, in characters. */
const lengthLimit = 2048;
/** Names that mean something inside a network only (RFC 6761, 6762, 7686, 8375, and what routers and clouds make of it). */
const inward = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|onion|invalid|arpa)$/;

/** The check of URLs; `devPeers` are `host` or `host:port`. Throws `fetch-refused`. */
export function makeCheckUrl(devPeers: string[]): CheckUrl {
  const dev = new Set(devPeers);
  return address => {
    const url = address.length <= lengthLimit ? URL.parse(address) : null;
    if (!url) throw refused('not an address');
    if (url.username || url.password) throw refused('credentials in the address');
    if (dev.has(url.host) && /^https?:$/.test(url.protocol)) return url;
    if (url.protocol !== 'https:') throw refused('only https');
    if (url.port !== '') throw refused('only the default port');
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) && !isPublicAddress(literal)) throw refused('not a public address');
    if (!isIP(literal) && (!/\.[^.]+$/.test(literal) || inward.test(literal))) throw refused('not a public name');
    return url;
  };
}

/** Opens connections whose names are resolved and checked here. */
export function makeConnector({
  devPeers,
  names,
  timeoutMs,
}: {
  devPeers: string[];
  names: Names;
  timeoutMs: number;
}): buildConnector.connector {
  const devNames = new Set(devPeers.map(peer => new URL(`http://${peer}`).hostname.replace(/^\[|\]$/g, '')));
  const lookup: LookupFunction = (hostname, options, callback) => {
    const isDev = devNames.has(hostname);
    (isDev ? names.ofThisMachine(hostname) : names.resolve(hostname)).then(
      addresses => {
        const bad = !isDev && addresses.some(({ address }) => !isPublicAddress(address));
        if (bad || addresses.length === 0) return callback(refused('not a public address'), []);
        if (options.all) return callback(null, addresses);
        callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
      },
      error => callback(error, []),
    );
  };
  return buildConnector({ timeout: timeoutMs, lookup });
}

/** A pool of connections that are kept for a while. */
export function makeAgent({
  connect,
  connections,
  timeoutMs,
}: {
  connect: buildConnector.connector;
  connections: number;
  timeoutMs: number;
}): Agent {
  return new Agent({
    connect,
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 20_000,
  });
}

function refused(why: string): Problem {
  return new Problem('fetch-refused', 502, `This address is not asked: ${why}.`);
}
