// Public keys of others, and what they may check. A key has one algorithm, its own: what a signature says of its algorithm
// is held against the key and never chooses for it. Keys that are too weak, too dear, or prove nothing are no keys.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { base58 } from '@scure/base';

/** A check with RSA-8192 takes a third of a millisecond; longer keys only cost time. */
const rsaBits = { least: 2048, most: 8192 };
const largestExponent = 2n ** 32n;
/** Multicodec `ed25519-pub` and `rsa-pub`, as varints. */
const ed25519Prefix = [0xed, 0x01];
const rsaPrefix = [0x85, 0x24];
/** Bytes of an RSA key of 4096 bits in a Multikey, and some; to decode more takes too long. */
const longestMultikey = 540;

/**
 * The y coordinates, without their sign, of the points of small order of Curve25519, and of those that are written too
 * large: under such a key one signature fits many texts (RFC 8032, section 5.1.7, leaves it to the verifier).
 */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** The key of a PEM; undefined for what is none. */
export function readPem(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** The key of a Multikey's `publicKeyMultibase` (FEP-521a: base58btc), Ed25519 or RSA; undefined for any other. */
export function readMultibase(text: string): KeyObject | undefined {
  const bytes = decode58(text, longestMultikey);
  const begins = (prefix: number[]) => prefix.every((byte, index) => bytes?.[index] === byte);
  const key = Buffer.from(bytes?.subarray(ed25519Prefix.length) ?? []);
  try {
    if (begins(ed25519Prefix) && key.length === 32)
      return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }, format: 'jwk' });
    return begins(rsaPrefix) ? createPublicKey({ key, format: 'der', type: 'pkcs1' }) : undefined;
  } catch {
    return undefined;
  }
}

/** An Ed25519 public key as a Multikey names it. */
export function writeMultibase(key: KeyObject): string {
  return toBase58(Buffer.concat([Buffer.from(ed25519Prefix), rawEd25519(key)]));
}

/** Multibase: `z` and base58btc. */
export function toBase58(bytes: Uint8Array): string {
  return `z${base58.encode(bytes)}`;
}

/** The bytes of a multibase text in base58btc that stands for exactly so many. */
export function fromBase58(text: string, length: number): Uint8Array | undefined {
  const bytes = decode58(text, length);
  return bytes?.length === length ? bytes : undefined;
}

function decode58(text: string, most: number): Uint8Array | undefined {
  // A byte takes less than two of its letters; a longer text is not worth the decoding.
  if (!text.startsWith('z') || text.length > 2 * most) return undefined;
  try {
    return base58.decode(text.slice(1));
  } catch {
    return undefined;
  }
}

/** Asking a key for its length takes a tenth of the time of a check, and a kept key is asked again for every request. */
const usable = new WeakMap<KeyObject, boolean>();

/** RSA of 2048 to 8192 bits with an odd exponent of at least 3, or Ed25519 of full order. */
export function isUsable(key: KeyObject): boolean {
  const known = usable.get(key);
  if (known !== undefined) return known;
  const answer = key.asymmetricKeyType === 'rsa' ? isSoundRsa(key) : isEd25519(key) && isFullOrder(key);
  usable.set(key, answer);
  return answer;
}

export function isEd25519(key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ed25519';
}

function isSoundRsa({ asymmetricKeyDetails: { modulusLength = 0, publicExponent = 0n } = {} }: KeyObject): boolean {
  const sound = publicExponent >= 3n && publicExponent <= largestExponent && publicExponent % 2n === 1n;
  return sound && modulusLength >= rsaBits.least && modulusLength <= rsaBits.most;
}

function isFullOrder(key: KeyObject): boolean {
  const point = rawEd25519(key);
  point[31] = (point[31] ?? 0) & 0x7f;
  return !smallOrder.has(point.toString('hex'));
}

function rawEd25519(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** True when a usable key made the signature of the text: RSA (PKCS #1 1.5) over SHA-256, or Ed25519. */
export function made(signature: Uint8Array, text: string | Uint8Array, key: KeyObject): boolean {
  if (!isUsable(key)) return false;
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return verify(isEd25519(key) ? null : 'sha256', bytes, key, signature);
}
