// What strangers send at once is bounded, for each host that sends and in all, so that a flood from one is told to come back
// later while others are heard. Whose it claims to be is read from the key that it names; who only claims that is another sender.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getHeapStatistics } from 'node:v8';
import { hostOf } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import { challenge } from '../signatures/index.ts';
import { bodyLimit } from './body.ts';

export interface GateLimits {
  /** Requests of one host, and of all, that are under way at once. */
  host: number;
  all: number;
  /** Bytes of all their bodies. */
  bytes: number;
}

/**
 * JSON takes up to two dozen times its size once it is read, and what V8 tells is more than half for young objects where the heap
 * is small: so a fifth of the heap at most, and at least one body.
 */
const bodyBytes = Math.min(128 * 1024 * 1024, Math.max(bodyLimit, getHeapStatistics().heap_size_limit / 128));
const usual: GateLimits = { host: 500, all: 2000, bytes: bodyBytes };
/** Seconds to stay away for. */
const pause = 30;

export interface Admitted {
  /** Who sends, as far as is claimed. */
  sender: string;
  /** Counts the request until what this gives is called, since work may go on when nobody waits for its answer any more. */
  stay(): () => void;
}

/** Counts a request until its answer is sent or its sender gone. `ip` is whom it comes from. */
export type InboxGate = (req: IncomingMessage, res: ServerResponse, ip: string) => Admitted;

/** Refuses what is unsigned before its body is read, and what is too much: 429 for a host, 503 for all. */
export function makeInboxGate(limits: GateLimits = usual): InboxGate {
  const hosts = new Map<string, number>();
  let all = 0;
  let bytes = 0;

  return (req, res, ip) => {
    const { signature, 'signature-input': input, 'content-length': length } = req.headers;
    if (typeof signature !== 'string') {
      for (const [name, value] of Object.entries(challenge('POST'))) res.setHeader(name, value);
      throw new Problem('unsigned', 401, 'Signature refused: missing.');
    }
    const host = `${ip} ${hostOfKey(`${input ?? ''} ${signature}`)}`;
    const size = Math.min(length === undefined ? bodyLimit : Number(length), bodyLimit);
    const here = hosts.get(host) ?? 0;
    if (here >= limits.host)
      throw new Problem('too-many', 429, 'Too much of this host at once.', { retryAfter: pause });
    if (all >= limits.all || bytes + size > limits.bytes)
      throw new Problem('busy', 503, 'The hub is busy.', { retryAfter: pause });
    hosts.set(host, here + 1);
    all += 1;
    bytes += size;
    let inside = true;
    const leave = () => {
      if (!inside) return;
      inside = false;
      const left = (hosts.get(host) ?? 1) - 1;
      if (left > 0) hosts.set(host, left);
      else hosts.delete(host);
      all -= 1;
      bytes -= size;
    };
    res.once('close', leave);
    return {
      sender: host,
      stay() {
        res.off('close', leave);
        return leave;
      },
    };
  };
}

function hostOfKey(signature: string): string {
  return hostOf(/keyid="([^"]{1,2000})"/i.exec(signature.slice(0, 8192))?.[1] ?? '');
}
