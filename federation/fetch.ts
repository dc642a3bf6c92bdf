// The only way out to the network for reads. https only, public addresses only, bounded in size, time and redirects, and
// an object is believed only at the address that it calls its own.
import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { request } from 'undici';
import { isPassing, Problem } from '../src/domain/problem.ts';
import type { Budget } from './fetch/budget.ts';
import { makeAgent, makeCheckUrl, makeConnector } from './fetch/connect.ts';
import { makeNames, type Names } from './fetch/names.ts';
import { depthLimit, depthOf, isObject } from './read/json.ts';
import type { Scheme } from './signatures/index.ts';
import { makeKnock } from './signatures/knock.ts';

export { Budget } from './fetch/budget.ts';

export interface FetchOptions {
  budget?: Budget;
  /** Send without a signature. */
  unsigned?: boolean;
}

export interface Fetched {
  /** Where it was found, after redirects. */
  url: string;
  document: unknown;
}

export interface Fetch {
  /** An ActivityStreams object, at its own id. Throws `fetch-…` problems; `peerStatus` 404 and 410 tell that it is gone. */
  getObject(address: string, options?: FetchOptions): Promise<Fetched>;
  /**
   * The document that the id of a key leads to, asked for without a signature (GoToSocial shows its keys so, I11): a key or
   * its owner, whole or in part. It may name its owner and is believed for nothing else.
   */
  getKey(address: string, options?: FetchOptions): Promise<Fetched>;
  /** A WebFinger or NodeInfo document. */
  getJrd(address: string, options?: FetchOptions): Promise<Fetched>;
  close(): Promise<void>;
}

export interface FetchDeps {
  devPeers: string[];
  userAgent: string;
  /** Signs a GET as the hub's instance actor, for peers in secure mode. */
  sign?(url: URL, scheme: Scheme): Promise<Record<string, string>>;
  /** False for a host that is not asked, whatever leads there. */
  mayReach?(host: string): Promise<boolean>;
  limits?: { timeoutMs?: number; bytes?: number };
  /** How names are resolved; by the machine's name servers unless given. */
  names?: Names;
}

const activityAccept =
  'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
const redirectLimit = 2;
const statusRedirect = new Set([301, 302, 303, 307, 308]);

interface Kind {
  accept: string;
  /** A redirect may lead to another origin: what is found there is a hint, and is asked for where it points. */
  wanders?: true;
  /** Content types that are read. */
  reads: RegExp;
}
/** JSON-LD without the profile may be anything, somebody's upload too; it is not read as ActivityPub, nor does Mastodon. */
const objectKind: Kind = {
  accept: activityAccept,
  reads:
    /^application\/(?:activity\+json|ld\+json(?=.*profile="?[^"]*https:\/\/www\.w3\.org\/ns\/activitystreams))\s*(?:;|$)/i,
};
/** Who names members after one host and serves them at another redirects from the one to the other (RFC 7033, 4.2). */
const jrdKind: Kind = {
  wanders: true,
  accept: 'application/jrd+json, application/json',
  reads: /^application\/(?:jrd\+)?json\s*(?:;|$)/i,
};

/** Opens the way out. */
export function makeFetch(deps: FetchDeps): Fetch {
  const { devPeers, userAgent, sign, mayReach, limits = {}, names = makeNames() } = deps;
  const timeoutMs = limits.timeoutMs ?? 10_000;
  const byteLimit = limits.bytes ?? 1024 * 1024;
  const checkUrl = makeCheckUrl(devPeers);
  const agent = makeAgent({ connect: makeConnector({ devPeers, names, timeoutMs }), connections: 4, timeoutMs });
  const failures = new LRUCache<string, Problem>({ max: 5000 });
  const under = new Map<string, Promise<Fetched>>();
  const knock = makeKnock();

  async function get(address: string, kind: Kind, options: FetchOptions): Promise<Fetched> {
    checkUrl(address);
    const key = `${kind === jrdKind ? 'jrd' : options.unsigned ? 'unsigned' : 'object'} ${address}`;
    const known = failures.get(key);
    if (known) throw known;
    const asked = under.get(key);
    if (asked) return asked;
    const fetching = follow(address, kind, options).finally(() => under.delete(key));
    under.set(key, fetching);
    try {
      return await fetching;
    } catch (error) {
      if (error instanceof Problem && error.code !== 'fetch-budget' && error.code !== 'blocked') {
        failures.set(key, error, {
          ttl: isPassing(error) ? 15_000 : error.code === 'fetch-status' ? 60_000 : 300_000,
        });
      }
      throw error;
    }
  }

  async function follow(address: string, kind: Kind, { budget, unsigned }: FetchOptions): Promise<Fetched> {
    const signal = AbortSignal.timeout(timeoutMs);
    const origin = checkUrl(address).origin;
    let url = checkUrl(address);
    for (let hop = 0; hop <= redirectLimit; hop++) {
      if (mayReach && !(await mayReach(url.host))) throw new Problem('blocked', 403, 'This host is blocked here.');
      budget?.spend(url.host);
      const answer = await ask(url, kind, { signal, unsigned: unsigned ?? false });
      if (answer.document !== undefined) return { url: url.href, document: answer.document };
      url = checkUrl(new URL(answer.location ?? '', url).href);
      if (url.origin !== origin && !kind.wanders)
        throw new Problem('fetch-refused', 502, 'A redirect to another origin is not followed.');
    }
    throw new Problem('fetch-refused', 502, 'Too many redirects.');
  }

  async function ask(
    url: URL,
    kind: Kind,
    { signal, unsigned }: { signal: AbortSignal; unsigned: boolean },
  ): Promise<{ document?: unknown; location?: string }> {
    try {
      const answer = await (unsigned || !sign
        ? send(url, kind, signal, {})
        : knock({ method: 'GET', url }, async ({ scheme, query }) => {
            const signed = query ? url : new URL(url.pathname, url);
            return send(url, kind, signal, await sign(signed, scheme));
          }));
      const { status, headers, body } = answer;
      const location = headers.location;
      if (statusRedirect.has(status) && typeof location === 'string') {
        discard(body);
        return { location };
      }
      if (status !== 200) {
        discard(body);
        throw new Problem('fetch-status', 502, `The peer answered ${status}.`, { peerStatus: status });
      }
      return { document: await readDocument(headers, body, kind) };
    } catch (error) {
      throw asProblem(error);
    }
  }

  async function send(url: URL, kind: Kind, signal: AbortSignal, signed: Record<string, string>) {
    const { statusCode, headers, body } = await request(url, {
      dispatcher: agent,
      signal,
      headers: { ...signed, accept: kind.accept, 'accept-encoding': 'identity', 'user-agent': userAgent },
    });
    if (statusCode >= 400) discard(body);
    return { status: statusCode, headers, body };
  }

  async function readDocument(
    headers: Record<string, string | string[] | undefined>,
    body: Readable,
    kind: Kind,
  ): Promise<unknown> {
    const type = String(headers['content-type'] ?? '').slice(0, 1000);
    const encoded = headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity';
    if (!kind.reads.test(type) || encoded) {
      discard(body);
      throw new Problem('fetch-type', 502, 'The peer answered in another form than was asked for.');
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > byteLimit) throw new Problem('fetch-too-large', 502, 'The peer answered with too much.');
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    if (depthOf(bytes) > depthLimit) throw new Problem('fetch-json', 502, 'The peer answered with too deep a nesting.');
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch {
      throw new Problem('fetch-json', 502, 'The peer answered with what is not JSON.');
    }
  }

  return {
    async getObject(address, options = {}) {
      const found = await get(address, objectKind, options);
      const id = isObject(found.document) ? found.document.id : undefined;
      if (id === found.url || id === address) return found;
      if (typeof id !== 'string' || !URL.canParse(id) || new URL(id).origin !== new URL(found.url).origin)
        throw wrongId();
      const again = await get(id, objectKind, options);
      if (isObject(again.document) && again.document.id === id) return again;
      throw wrongId();
    },
    getKey: (address, options = {}) => get(address, objectKind, { ...options, unsigned: true }),
    getJrd: (address, options = {}) => get(address, jrdKind, { ...options, unsigned: true }),
    close: () => agent.destroy(),
  };
}

/** Ends an answer that is not read; what it still sends, or that it was cut off, is of no interest. */
function discard(body: Readable): void {
  body.on('error', () => {});
  body.destroy();
}

function wrongId(): Problem {
  return new Problem('fetch-id', 502, 'The document is not at the address that it calls its own.');
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const cause = error instanceof Error && error.cause instanceof Problem ? error.cause : undefined;
  if (cause) return cause;
  const name = error instanceof Error ? `${error.name} ${'code' in error ? error.code : ''}` : '';
  if (/ENOTFOUND|CERT|TLS|SSL/.test(name))
    return new Problem('fetch-refused', 502, 'The peer cannot be reached.', { cause: error });
  return new Problem('fetch-timeout', 504, 'The peer did not answer in time.', { cause: error });
}
