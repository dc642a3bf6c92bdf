// Which bytes a signature speaks of: Digest (RFC 3230), which goes with draft-cavage, and Content-Digest (RFC 9530), which
// goes with RFC 9421.
import { hash, timingSafeEqual } from 'node:crypto';
import { isInnerList, parseDictionary } from 'structured-headers';

const lengthLimit = 1000;

/** One body goes to a thousand hosts. */
const known = new WeakMap<Buffer, string>();

/** In base64; the body must not be changed afterwards. */
function sha256Of(body: Buffer): string {
  const kept = known.get(body) ?? hash('sha256', body, 'base64');
  known.set(body, kept);
  return kept;
}

/** `SHA-256=` and the digest in base64, in the form that every peer reads (I48). */
export function digestOf(body: Buffer): string {
  return `SHA-256=${sha256Of(body)}`;
}

/** True when the header names the SHA-256 of the body, alone or beside other algorithms. A missing header is false. */
export function digestMatches(header: string | undefined, body: Buffer): boolean {
  if (header === undefined || header.length > lengthLimit) return false;
  // Nearly all write it as we do.
  if (header === `SHA-256=${hash('sha256', body, 'base64')}`) return true;
  const named = header
    .split(',')
    .map(part => part.trim())
    .filter(part => /^sha-256=/i.test(part));
  if (named.length !== 1) return false;
  const given = Buffer.from(named[0]?.slice('sha-256='.length) ?? '', 'base64');
  return isHash('sha256', given, body);
}

/** The Content-Digest of a body. */
export function contentDigestOf(body: Buffer): string {
  return `sha-256=:${sha256Of(body)}:`;
}

/** True when the header names at least one of SHA-256 and SHA-512, and each that it names is the body's. */
export function contentDigestMatches(header: string | undefined, body: Buffer): boolean {
  if (header === undefined || header.length > lengthLimit) return false;
  const named = readDigests(header);
  return named.length > 0 && named.every(([algorithm, given]) => isHash(algorithm, given, body));
}

const algorithms = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** The digests of a header by the name that node has for their algorithm; what is no digest matches nothing. */
function readDigests(header: string): [algorithm: string, given: Uint8Array][] {
  try {
    return [...parseDictionary(header)].flatMap(([name, member]) => {
      const algorithm = algorithms.get(name);
      if (!algorithm) return [];
      const bytes = isInnerList(member) || !(member[0] instanceof ArrayBuffer) ? new ArrayBuffer(0) : member[0];
      return [[algorithm, new Uint8Array(bytes)]];
    });
  } catch {
    return [];
  }
}

function isHash(algorithm: string, given: Uint8Array, body: Buffer): boolean {
  const actual = hash(algorithm, body, 'buffer');
  return given.length === actual.length && timingSafeEqual(given, actual);
}
