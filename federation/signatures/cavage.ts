// HTTP signatures as most of the fediverse signs (draft-cavage-http-signatures-12): what arrives is checked for what was
// signed, for whom, when, and over which body, before any key is looked up; what leaves is signed at the moment it is sent.
// Signing runs on a thread of the pool; a check takes less time here than waking one takes.
import { type KeyObject, sign as signBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { digestMatches, digestOf } from './digest.ts';
import { readSignatureHeader, type SignatureHeader } from './header.ts';
import { isEd25519, made } from './key.ts';
import {
  type Checked,
  headerOf,
  isForHost,
  isRead,
  isTimely,
  type Request,
  refuse,
  repeats,
  type Signing,
  skew,
  targetsOf,
} from './request.ts';

/** `hs2019` and no name leave the algorithm to the key (section 2.1, I12). */
const algorithms = new Set<string | undefined>(['rsa-sha256', 'hs2019', undefined]);
const single = ['signature', 'date', 'digest', 'host'];

/**
 * Checks all of a signed request but the signature itself: a POST must sign its target, host, digest and date, and the
 * digest must be the body's; a GET its target, host and date. `verify` then tells whether a key made the signature.
 */
export function checkCavage(request: Request): Checked {
  const { headers, rawHeaders, method } = request;
  const value = headers.signature;
  if (typeof value !== 'string') return refuse('missing');
  const header = readSignatureHeader(value);
  if (!header) return refuse('malformed');
  if (repeats(rawHeaders, [...single, ...header.headers])) return refuse('repeated');
  if (!algorithms.has(header.algorithm)) return refuse('algorithm');
  if (!signsEnough(header.headers, method)) return refuse('unsigned-parts');
  if (!isForHost(request)) return refuse('host');
  if (!isInWindow(header, request)) return refuse('date');
  if (!isRead(method) && !digestMatches(headerOf(headers, 'digest'), request.body ?? Buffer.alloc(0)))
    return refuse('digest');
  return {
    ok: true,
    signatures: [{ keyId: header.keyId, names: header.headers, verify: key => verifies(request, header, key) }],
  };
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
  return headerOf(request.headers, name);
}

function verifies(request: Request, header: SignatureHeader, key: KeyObject): boolean {
  if (header.algorithm === 'rsa-sha256' && isEd25519(key)) return false;
  return targetsOf(request).some(target => {
    const text = signingString({ ...request, target }, header);
    return text !== undefined && made(header.signature, text, key);
  });
}

function signsEnough(names: string[], method: string): boolean {
  const needed = ['(request-target)', 'host', ...(isRead(method) ? [] : ['digest'])];
  return needed.every(name => names.includes(name)) && (names.includes('date') || names.includes('(created)'));
}

function isInWindow({ headers: names, created, expires }: SignatureHeader, { headers, now }: Request): boolean {
  const signed = names.includes('date') ? Date.parse(headerOf(headers, 'date') ?? '') : (created ?? Number.NaN) * 1000;
  if (created !== undefined && created * 1000 > now + skew) return false;
  return isTimely(signed, expires === undefined ? undefined : expires * 1000, now);
}

const signLater = promisify<string, Buffer, KeyObject, Buffer>(signBytes);

/** The headers of a signed request, ready to be sent as they are. The key is RSA. */
export async function signCavage({
  method,
  url,
  key,
  keyId,
  body,
  contentType,
  more,
  now,
}: Signing): Promise<Record<string, string>> {
  const headers: Record<string, string> = { host: url.host, date: new Date(now).toUTCString() };
  if (body) headers.digest = digestOf(body);
  if (contentType) headers['content-type'] = contentType;
  Object.assign(headers, more);
  const names = ['(request-target)', ...Object.keys(headers)];
  const text = signingString({ method, target: url.pathname + url.search, headers }, { headers: names }) as string;
  const signature = (await signLater('sha256', Buffer.from(text), key)).toString('base64');
  return {
    ...headers,
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${names.join(' ')}",signature="${signature}"`,
  };
}
