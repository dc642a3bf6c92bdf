// What both forms of HTTP signatures have in common: the request that is checked, what is told of it, and the rules on
// time and repetition. One rule: what a signature does not speak for, or speaks of twice, is refused before a key is sought.
import type { KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { placeOf } from '../../src/domain/origin.ts';

/** Oldest date accepted, in ms: Mastodon's 12 hours. */
export const oldest = 12 * 60 * 60 * 1000;
/** How far a peer's clock may run ahead, in ms: Mastodon's hour. */
export const skew = 60 * 60 * 1000;

/** Why a request was refused before its key was looked at. */
export type Refusal =
  | 'missing'
  | 'malformed'
  | 'repeated'
  | 'algorithm'
  | 'unsigned-parts'
  | 'host'
  | 'date'
  | 'digest';

export interface Request {
  method: string;
  /** Path and query as requested. */
  target: string;
  /** The origin of this hub: what was signed for another host is of no worth here. */
  origin: string;
  headers: IncomingHttpHeaders;
  /** Name, value, name, value …, to see repetition. */
  rawHeaders?: string[];
  body?: Buffer;
  /** ms since 1970. */
  now: number;
}

/** A signature that speaks for enough of its request: the key it names, and whether a key made it. */
export interface Signed {
  keyId: string;
  /** The headers and components that it speaks for, in lower case. */
  names: string[];
  verify(key: KeyObject): boolean;
}

/** What is wrong with a request, or its signatures: one, or one for each label of RFC 9421. */
export type Checked = { ok: true; signatures: [Signed, ...Signed[]] } | { ok: false; reason: Refusal };

/** A request to be signed. With a body it is a POST of it. */
export interface Signing {
  method: 'GET' | 'POST';
  url: URL;
  key: KeyObject;
  keyId: string;
  body?: Buffer;
  contentType?: string;
  /** Further headers that are signed as well, by lower-case name. */
  more?: Record<string, string>;
  /** ms since 1970. */
  now: number;
}

export function refuse(reason: Refusal): { ok: false; reason: Refusal } {
  return { ok: false, reason };
}

/** True for requests that have no body to speak of. */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The targets that may have been signed: of a read also the one without its query, as some peers have it (I12). */
export function targetsOf({ method, target }: Pick<Request, 'method' | 'target'>): string[] {
  const query = target.indexOf('?');
  return isRead(method) && query >= 0 ? [target, target.slice(0, query)] : [target];
}

/** True when one of the headers, named in lower case, came more than once. */
export function repeats(rawHeaders: string[] | undefined, names: Iterable<string>): boolean {
  if (!rawHeaders) return false;
  const watched = new Set(names);
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!watched.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

/** The value of a header that came once. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : undefined;
}

/** True when the Host header names the host of the origin, whatever its case, with or without the default port. */
export function isForHost({ headers, origin }: Pick<Request, 'headers' | 'origin'>): boolean {
  const { host } = placeOf(origin);
  const given = headerOf(headers, 'host')?.toLowerCase();
  return given === host || given === `${host}${origin.startsWith('https:') ? ':443' : ':80'}`;
}

/** True for a time of signing (ms) within the window, and an end (ms), if one is named, that has not come. */
export function isTimely(signed: number, ends: number | undefined, now: number): boolean {
  if (Number.isNaN(signed) || signed < now - oldest || signed > now + skew) return false;
  return ends === undefined || ends > now;
}
