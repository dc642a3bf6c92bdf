// The only way out to the network for deliveries: one POST, its answer's status and when to come again.
import { request } from 'undici';
import { Problem } from '../src/domain/problem.ts';
import { makeAgent, makeCheckUrl } from './fetch/connect.ts';
import { makeNames, type Names } from './fetch/names.ts';

export interface PostAnswer {
  status: number;
  /** How long the peer asks us to wait, in ms. */
  retryAfter?: number;
}

export interface Post {
  /** Sends a body. Throws `fetch-refused` or `fetch-timeout`; any status is an answer. Redirects are not followed. */
  send(request: { url: string; headers: Record<string, string>; body: Buffer }): Promise<PostAnswer>;
  close(): Promise<void>;
}

const answerLimit = 64 * 1024;
const longestWait = 24 * 60 * 60 * 1000;

/** Opens the way out for deliveries; connections are kept and shared by host. */
export function makePost({
  devPeers,
  userAgent,
  timeoutMs = 10_000,
  names = makeNames(),
}: {
  devPeers: string[];
  userAgent: string;
  timeoutMs?: number;
  names?: Names;
}): Post {
  const checkUrl = makeCheckUrl(devPeers);
  const agent = makeAgent({ devPeers, names, connections: 2, timeoutMs });
  return {
    async send({ url, headers, body }) {
      const target = checkUrl(url);
      try {
        const answer = await request(target, {
          dispatcher: agent,
          method: 'POST',
          headers: { ...headers, 'user-agent': userAgent },
          body,
          signal: AbortSignal.timeout(timeoutMs),
        });
        await answer.body.dump({ limit: answerLimit });
        const retryAfter = waitOf(answer.headers['retry-after']);
        return { status: answer.statusCode, ...(retryAfter !== undefined && { retryAfter }) };
      } catch (error) {
        if (error instanceof Problem) throw error;
        const cause = error instanceof Error && error.cause instanceof Problem ? error.cause : undefined;
        throw cause ?? new Problem('fetch-timeout', 504, 'The peer did not answer.', { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}

/** Retry-After in ms, from seconds or an HTTP date (RFC 9110, 10.2.3), at most a day. */
function waitOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestWait);
}
