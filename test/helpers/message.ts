// Requests signed by RFC 9421, written out by hand and apart from the product, so that a spec can make each part lie.
import { createHash, type KeyObject, sign } from 'node:crypto';
import { type Answer, ask, type Json, type PeerActor } from './peer.ts';

/** What a spec may do to a request on its way. */
export interface Lie {
  method?: string;
  /** The address that is signed for. */
  target?: string;
  keyId?: string;
  key?: KeyObject;
  /** The covered components; each is signed as it would be for `target`. */
  covers?: string[];
  /** Seconds since 1970. */
  created?: number | undefined;
  expires?: number;
  alg?: string;
  /** Values of components that are signed in place of the true ones. */
  values?: Record<string, string>;
  label?: string;
  /** Headers that differ before the signature is made, and after it. */
  headers?: Record<string, string | undefined>;
  after?: Record<string, string | string[] | undefined>;
  body?: string;
}

/** POSTs an activity to an inbox, signed by an actor. */
export async function post(inbox: string, activity: Json | string, as: PeerActor, lie: Lie = {}): Promise<Answer> {
  const body = typeof activity === 'string' ? activity : JSON.stringify(activity);
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const headers = { 'content-type': 'application/activity+json', 'content-digest': digest };
  return sealed(
    inbox,
    as,
    { covers: ['@method', '@target-uri', 'content-digest'], method: 'POST', body, ...lie },
    headers,
  );
}

/** GETs an address, signed by an actor. */
export async function get(address: string, as: PeerActor, lie: Lie = {}): Promise<Answer> {
  return sealed(
    address,
    as,
    { covers: ['@method', '@target-uri'], method: 'GET', ...lie },
    {
      accept: 'application/activity+json',
    },
  );
}

async function sealed(address: string, as: PeerActor, lie: Lie, first: Record<string, string>): Promise<Answer> {
  const { method = 'GET', covers = [], label = 'sig1', key = as.key } = lie;
  const target = new URL(lie.target ?? address);
  const headers: Record<string, string | undefined> = { host: target.host, ...first, ...lie.headers };
  const derived: Record<string, string> = {
    '@method': method,
    '@target-uri': target.href,
    '@authority': target.host,
    '@path': target.pathname,
    '@query': target.search || '?',
    '@request-target': target.pathname + target.search,
  };
  const created = 'created' in lie ? lie.created : Math.floor(Date.now() / 1000);
  const parameters = [
    `(${covers.map(name => `"${name}"`).join(' ')})`,
    ...(created === undefined ? [] : [`created=${created}`]),
    ...(lie.expires === undefined ? [] : [`expires=${lie.expires}`]),
    `keyid="${lie.keyId ?? as.keyId}"`,
    ...(lie.alg === undefined ? [] : [`alg="${lie.alg}"`]),
  ].join(';');
  const lines = covers.map(name => `"${name}": ${lie.values?.[name] ?? derived[name] ?? headers[name]}`);
  const base = [...lines, `"@signature-params": ${parameters}`].join('\n');
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const signature = sign(algorithm, Buffer.from(base), key).toString('base64');
  const sent = { 'signature-input': `${label}=${parameters}`, signature: `${label}=:${signature}:` };
  const host = headers.host ?? new URL(address).host;
  return ask(address, { method, headers: { ...headers, host, ...sent, ...lie.after }, body: lie.body ?? '' });
}
