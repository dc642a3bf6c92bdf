// The only way out to the network for deliveries: one POST, its answer's status and when to come again.
import type { Agent, Dispatcher } from 'undici';
import { Problem } from '../src/domain/problem.ts';
import { makeAgent, makeCheckUrl } from './fetch/connect.ts';
import { type Lines, makeLines } from './fetch/lines.ts';
import { makeNames, type Names } from './fetch/names.ts';

export interface PostAnswer {
  status: number;
  /** How long the peer asks us to wait, in ms. */
  retryAfter?: number;
}

export interface Post {
  /**
   * Resolves once there is a line to the peer, which the next `send` takes; so nothing is signed for a peer that cannot be
   * reached. Throws as `send` does.
   */
  reach(url: string): Promise<void>;
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
  const lines: Lines = makeLines({ devPeers, names, timeoutMs });
  // A host is sent one thing at a time.
  const agent = makeAgent({ connect: lines.connect, connections: 1, timeoutMs });
  return {
    async reach(url) {
      const target = checkUrl(url);
      await lines.open(target).catch(failed);
    },

    async send({ url, headers, body }) {
      const target = checkUrl(url);
      const answer = await posted(agent, {
        origin: target.origin,
        path: target.pathname + target.search,
        headers: { ...headers, 'user-agent': userAgent },
        body,
        timeoutMs,
      }).catch(failed);
      const retryAfter = waitOf(answer.headers['retry-after']);
      return { status: answer.status, ...(retryAfter !== undefined && { retryAfter }) };
    },

    async close() {
      lines.close();
      await agent.destroy();
    },
  };
}

function failed(error: unknown): never {
  if (error instanceof Problem) throw error;
  const cause = error instanceof Error && error.cause instanceof Problem ? error.cause : undefined;
  throw cause ?? new Problem('fetch-timeout', 504, 'The peer did not answer.', { cause: error });
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
}

/** Of the body no more is read than shows that it ends: a stream of what nobody reads would cost as much as the rest. */
function posted(
  agent: Agent,
  request: { origin: string; path: string; headers: Record<string, string>; body: Buffer; timeoutMs: number },
): Promise<Answer> {
  const { timeoutMs, ...options } = request;
  return new Promise((resolve, reject) => {
    let line: Dispatcher.DispatchController | undefined;
    let answer: Answer | undefined;
    let size = 0;
    const late = setTimeout(() => end(new Error('no answer in time')), timeoutMs);
    const end = (error?: Error) => {
      clearTimeout(late);
      if (answer && size > answerLimit) resolve(answer);
      else if (answer && !error) resolve(answer);
      else reject(error ?? new Error('no answer'));
      if (error) line?.abort(error);
    };
    agent.dispatch(
      { ...options, method: 'POST' },
      {
        onRequestStart(controller) {
          line = controller;
        },
        onResponseStart(_controller, status, headers) {
          // What is said on the way (1xx) is no answer.
          if (status >= 200) answer = { status, headers };
        },
        onResponseData(_controller, chunk) {
          size += chunk.length;
          if (size > answerLimit) end(new Error('an endless answer'));
        },
        onResponseEnd: () => end(),
        onResponseError: (_controller, error) => end(error),
      },
    );
  });
}

/** Retry-After in ms, from seconds or an HTTP date (RFC 9110, 10.2.3), at most a day. */
function waitOf(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestWait);
}
