// HTTP signatures as the fediverse signs (draft-cavage-http-signatures-12, rsa-sha256): what arrives is checked for what
// was signed, when, and over which body, before any key is looked up; what leaves is signed at the moment it is sent.
// Signing runs on a thread of the pool; a check takes less time here than waking one takes.
import { type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { digestMatches, digestOf } from './digest.ts';
import { readSignatureHeader, type SignatureHeader } from './header.ts';

/** Oldest date accepted, in ms: Mastodon's 12 hours. */
export const oldest = 12 * 60 * 60 * 1000;
/** How far a peer's clock may run ahead, in ms: Mastodon's hour. */
export const skew = 60 * 60 * 1000;

/** Why a request was refused before its key was looked at. */
export type Refusal = 'missing' | 'malformed' | 'repeated' | 'algorithm' | 'unsigned-parts' | 'date' | 'digest';

export interface Request {
  method: string;
  /** Path and query as requested. */
  target: string;
  headers: IncomingHttpHeaders;
  /** Name, value, name, value …, to see repetition. */
  rawHeaders?: string[];
  body?: Buffer;
  /** ms since 1970. */
  now: number;
}

export type Checked = { ok: true; keyId: string; verify(key: KeyObject): boolean } | { ok: false; reason: Refusal };

const algorithms = new Set<string | undefined>(['rsa-sha256', 'hs2019', undefined]);
const single = new Set(['signature', 'date', 'digest', 'host']);

/**
 * Checks all of a signed request but the signature itself: a POST must sign its target, host, digest and date, and the
 * digest must be the body's; a GET its target, host and date. `verify` then tells whether a key made the signature.
 */
export function checkRequest(request: Request): Checked {
  const { headers, rawHeaders, method } = request;
  const value = headers.signature;
  if (typeof value !== 'string') return refuse('missing');
  if (rawHeaders && repeats(rawHeaders)) return refuse('repeated');
  const header = readSignatureHeader(value);
  if (!header) return refuse('malformed');
  if (!algorithms.has(header.algorithm)) return refuse('algorithm');
  if (!signsEnough(header.headers, method)) return refuse('unsigned-parts');
  if (!isTimely(header, headers, request.now)) return refuse('date');
  if (method !== 'GET' && !digestMatches(oneOf(headers.digest), request.body ?? Buffer.alloc(0)))
    return refuse('digest');
  return { ok: true, keyId: header.keyId, verify: key => verifies(request, header, key) };
}

/** What is signed: one line for each name (section 2.3). Undefined when a named header is missing. */
export function signingString(
  request: Pick<Request, 'method' | 'target' | 'headers'>,
  header: Pick<SignatureHeader, 'headers' | 'created' | 'expires'>,
): string | undefined {
  const lines: string[] = [];
  for (const name of header.headers) {
    const value = signedValue(name, request, header);
    if (value === undefined) return undefined;
    lines.push(`${name}: ${value}`);
  }
  return lines.join('\n');
}

function signedValue(
  name: string,
  request: Pick<Request, 'method' | 'target' | 'headers'>,
  header: Pick<SignatureHeader, 'created' | 'expires'>,
): string | undefined {
  if (name === '(request-target)') return `${request.method.toLowerCase()} ${request.target}`;
  if (name === '(created)') return header.created?.toString();
  if (name === '(expires)') return header.expires?.toString();
  return oneOf(request.headers[name])?.trim();
}

function verifies(request: Request, header: SignatureHeader, key: KeyObject): boolean {
  if (!isUsable(key)) return false;
  if (verifiesTarget(request, header, key)) return true;
  const query = request.target.indexOf('?');
  if (request.method !== 'GET' || query < 0) return false;
  return verifiesTarget({ ...request, target: request.target.slice(0, query) }, header, key);
}

function verifiesTarget(request: Request, header: SignatureHeader, key: KeyObject): boolean {
  const text = signingString(request, header);
  return text !== undefined && verifyBytes('sha256', Buffer.from(text), key, header.signature);
}

/** Asking a key for its length takes a tenth of the time of a check, and a kept key is asked again for every request. */
const usable = new WeakMap<KeyObject, boolean>();

/** RSA of at least 2048 bits. */
export function isUsable(key: KeyObject): boolean {
  const known = usable.get(key);
  if (known !== undefined) return known;
  const answer = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  usable.set(key, answer);
  return answer;
}

function signsEnough(names: string[], method: string): boolean {
  const needed = ['(request-target)', 'host', ...(method === 'GET' ? [] : ['digest'])];
  return needed.every(name => names.includes(name)) && (names.includes('date') || names.includes('(created)'));
}

function isTimely(
  { headers: names, created, expires }: SignatureHeader,
  headers: IncomingHttpHeaders,
  now: number,
): boolean {
  const date = names.includes('date') ? Date.parse(oneOf(headers.date) ?? '') : (created ?? Number.NaN) * 1000;
  if (Number.isNaN(date) || date < now - oldest || date > now + skew) return false;
  if (created !== undefined && created * 1000 > now + skew) return false;
  return expires === undefined || expires * 1000 > now - skew;
}

function repeats(rawHeaders: string[]): boolean {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!single.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

function oneOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function refuse(reason: Refusal): Checked {
  return { ok: false, reason };
}

/** A request to be signed. With a body it is a POST of it. */
export interface Signing {
  method: 'GET' | 'POST';
  url: URL;
  key: KeyObject;
  keyId: string;
  body?: Buffer;
  contentType?: string;
  now: number;
}

const signLater = promisify<string, Buffer, KeyObject, Buffer>(signBytes);

/** The headers of a signed request, ready to be sent as they are. */
export async function signRequest(signing: Signing): Promise<Record<string, string>> {
  const { method, url, key, keyId, body, contentType, now } = signing;
  const headers: Record<string, string> = { host: url.host, date: new Date(now).toUTCString() };
  if (body) headers.digest = digestOf(body);
  if (contentType) headers['content-type'] = contentType;
  const names = ['(request-target)', ...Object.keys(headers)];
  const text = signingString({ method, target: url.pathname + url.search, headers }, { headers: names }) as string;
  const signature = (await signLater('sha256', Buffer.from(text), key)).toString('base64');
  return {
    ...headers,
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${names.join(' ')}",signature="${signature}"`,
  };
}
