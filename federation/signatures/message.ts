// HTTP message signatures (RFC 9421), the form that follows draft-cavage. The structured fields are parsed once: the base
// that is checked, the key that is sought and the times that are held to are of that one parse. Of several labels each that
// speaks for enough is tried; a component that this hub does not know makes its label worthless.
import { type KeyObject, sign as signBytes } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type Dictionary,
  type InnerList,
  isInnerList,
  type Parameters,
  parseDictionary,
  serializeInnerList,
} from 'structured-headers';
import { componentOf, covers, isKnown } from './components.ts';
import { contentDigestMatches, contentDigestOf } from './digest.ts';
import { made } from './key.ts';
import {
  type Checked,
  headerOf,
  isForHost,
  isRead,
  isTimely,
  type Refusal,
  type Request,
  refuse,
  repeats,
  type Signed,
  type Signing,
  targetsOf,
} from './request.ts';

const lengthLimit = 8192;
const labelLimit = 4;
const componentLimit = 30;
const single = ['signature', 'signature-input', 'host', 'content-type', 'content-length', 'content-digest'];

/** The type of key that an algorithm needs; rsa-pss-sha512 and the rest are sent by nobody here. */
const keyTypes = new Map([
  ['rsa-v1_5-sha256', 'rsa'],
  ['ed25519', 'ed25519'],
]);

/**
 * Checks all of a signed request but the signatures themselves: each that is given back signs the method and the target,
 * for this host, lately, and for a POST a Content-Digest of the body.
 */
export function checkMessage(request: Request): Checked {
  const { headers, rawHeaders } = request;
  const fields = readFields(headerOf(headers, 'signature-input'), headerOf(headers, 'signature'));
  if (!fields) return refuse(headers.signature === undefined ? 'missing' : 'malformed');
  if (repeats(rawHeaders, single)) return refuse('repeated');
  if (!isForHost(request)) return refuse('host');
  const read = [...fields.inputs].map(([label, input]) => readLabel(request, input, fields.signatures.get(label)));
  const [first, ...more] = read.filter(each => typeof each !== 'string');
  if (first) return { ok: true, signatures: [first, ...more] };
  return refuse(read.find(each => typeof each === 'string') ?? 'malformed');
}

function readFields(input: string | undefined, signature: string | undefined) {
  if (!input || !signature || input.length > lengthLimit || signature.length > lengthLimit) return undefined;
  const [inputs, signatures] = [readDictionary(input), readDictionary(signature)];
  return inputs && signatures && inputs.size <= labelLimit ? { inputs, signatures } : undefined;
}

function readDictionary(text: string): Dictionary | undefined {
  try {
    return parseDictionary(text);
  } catch {
    return undefined;
  }
}

/** The signature of one label, or why it is none. */
function readLabel(
  request: Request,
  input: NonNullable<ReturnType<Dictionary['get']>>,
  member: ReturnType<Dictionary['get']>,
): Signed | Refusal {
  const signature = member && !isInnerList(member) && member[0] instanceof ArrayBuffer ? member[0] : undefined;
  if (!isInnerList(input) || !signature) return 'malformed';
  const names = namesOf(input);
  const parameters = readParameters(input[1]);
  if (!names || !parameters) return 'malformed';
  const { keyId, algorithm, created, expires } = parameters;
  const keyType = algorithm === undefined ? undefined : keyTypes.get(algorithm);
  if (algorithm !== undefined && keyType === undefined) return 'algorithm';
  if (!names.every(isKnown) || !covers(names, request)) return 'unsigned-parts';
  if (repeats(request.rawHeaders, names)) return 'repeated';
  if (!isTimely(created * 1000, expires === undefined ? undefined : expires * 1000, request.now)) return 'date';
  const body = request.body ?? Buffer.alloc(0);
  const speaksOfBody = !isRead(request.method) || names.includes('content-digest');
  if (speaksOfBody && !contentDigestMatches(headerOf(request.headers, 'content-digest'), body)) return 'digest';
  return {
    keyId,
    names,
    verify: key => {
      if (keyType !== undefined && key.asymmetricKeyType !== keyType) return false;
      return targetsOf(request).some(target => {
        const base = baseOf({ ...request, target }, names, serializeInnerList(input));
        return base !== undefined && made(new Uint8Array(signature), base, key);
      });
    },
  };
}

/** The names of the covered components: each once, without parameters, which no peer uses. */
function namesOf([items]: InnerList): string[] | undefined {
  const names = items.map(([name, parameters]) =>
    typeof name === 'string' && parameters.size === 0 && name === name.toLowerCase() ? name : '',
  );
  const sound = !names.includes('') && names.length <= componentLimit && new Set(names).size === names.length;
  return sound ? names : undefined;
}

/** `nonce` and `tag` are signed and otherwise of no account (section 2.3). */
function readParameters(parameters: Parameters) {
  const keyId = parameters.get('keyid');
  const algorithm = parameters.get('alg');
  const created = parameters.get('created');
  const expires = parameters.get('expires');
  const isTime = (value: unknown): value is number => Number.isInteger(value);
  if (typeof keyId !== 'string' || keyId === '' || !isTime(created)) return undefined;
  if (expires !== undefined && !isTime(expires)) return undefined;
  if (algorithm !== undefined && typeof algorithm !== 'string') return undefined;
  return { keyId, algorithm, created, expires };
}

/** The signature base (section 2.5); undefined when a covered field is missing. */
function baseOf(
  request: Pick<Request, 'method' | 'target' | 'origin' | 'headers'>,
  names: string[],
  parameters: string,
): string | undefined {
  const lines: string[] = [];
  for (const name of names) {
    const value = componentOf(name, request);
    if (value === undefined) return undefined;
    lines.push(`"${name}": ${value}`);
  }
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}

const signLater = promisify<string, Buffer, KeyObject, Buffer>(signBytes);

/** The headers of a signed request, ready to be sent as they are: what Mastodon asks for (I29), and nothing more. */
export async function signMessage({
  method,
  url,
  key,
  keyId,
  body,
  contentType,
  more = {},
  now,
}: Signing): Promise<Record<string, string>> {
  const headers: Record<string, string> = { host: url.host };
  if (body) headers['content-digest'] = contentDigestOf(body);
  if (contentType) headers['content-type'] = contentType;
  Object.assign(headers, more);
  const names = ['@method', '@target-uri', ...(body ? ['content-digest'] : []), ...Object.keys(more)];
  const input: InnerList = [
    names.map(name => [name, new Map()]),
    new Map<string, string | number>([
      ['created', Math.floor(now / 1000)],
      ['keyid', keyId],
      ['alg', 'rsa-v1_5-sha256'],
    ]),
  ];
  const request = { method, target: url.pathname + url.search, origin: url.origin, headers };
  const parameters = serializeInnerList(input);
  const base = baseOf(request, names, parameters) as string;
  const signature = await signLater('sha256', Buffer.from(base), key);
  return {
    ...headers,
    'signature-input': `sig1=${parameters}`,
    signature: `sig1=:${signature.toString('base64')}:`,
  };
}
