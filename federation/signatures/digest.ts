// The Digest header (RFC 3230): which bytes a signature speaks of.
import { hash, timingSafeEqual } from 'node:crypto';

/** `SHA-256=` and the digest in base64, in the form that every peer reads (I48). */
export function digestOf(body: Buffer): string {
  return `SHA-256=${hash('sha256', body, 'base64')}`;
}

/** True when the header names the SHA-256 of the body, alone or beside other algorithms. A missing header is false. */
export function digestMatches(header: string | undefined, body: Buffer): boolean {
  if (header === undefined || header.length > 1000) return false;
  const named = header
    .split(',')
    .map(part => part.trim())
    .filter(part => /^sha-256=/i.test(part));
  if (named.length !== 1) return false;
  const given = Buffer.from(named[0]?.slice('sha-256='.length) ?? '', 'base64');
  const actual = hash('sha256', body, 'buffer');
  return given.length === actual.length && timingSafeEqual(given, actual);
}
