// A peer on loopback that a spec can make lie: its actors with their keys, its documents, and all that was asked of it.
// What it signs is right in every part (draft-cavage-http-signatures-12) unless the spec says otherwise.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Record<string, unknown>;

export interface PeerActor {
  id: string;
  keyId: string;
  key: KeyObject;
  /** Its document, as it is served. */
  document: Json;
}

export interface Peer {
  origin: string;
  host: string;
  /** Documents by path and query; a function answers by itself. Actors are there already. */
  documents: Map<string, Json | ((req: IncomingMessage, res: ServerResponse) => void)>;
  /** What was asked for with GET, as path and query, in order. */
  asked: string[];
  /** While true, what is POSTed to it gets no answer. */
  holding: boolean;
  /** What was POSTed to it. */
  received: { path: string; headers: IncomingMessage['headers']; body: string; activity: Json }[];
  /** A person of this peer, with a key of its own; `more` is added to the document. */
  actor(name: string, more?: Json): PeerActor;
  close(): Promise<void>;
}

export const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const context = ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'];

/** Starts a peer at http://127.0.0.1:PORT. */
export async function openPeer(): Promise<Peer> {
  const documents: Peer['documents'] = new Map();
  const asked: string[] = [];
  const received: Peer['received'] = [];
  const server = createServer(async (req, res) => {
    const path = req.url ?? '/';
    if (req.method === 'POST') {
      let body = '';
      for await (const chunk of req) body += chunk;
      received.push({ path, headers: req.headers, body, activity: JSON.parse(body) });
      if (peer.holding) return;
      return void res.writeHead(202).end();
    }
    asked.push(path);
    const found = documents.get(path);
    if (typeof found === 'function') return found(req, res);
    if (!found) return void res.writeHead(404).end();
    const type = path.startsWith('/.well-known/') ? 'application/jrd+json' : 'application/activity+json';
    res.writeHead(200, { 'content-type': type }).end(JSON.stringify(found));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origin = `http://${host}`;
  const peer: Peer = {
    origin,
    host,
    holding: false,
    documents,
    asked,
    received,
    actor(name, more = {}) {
      const id = `${origin}/users/${name}`;
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const document = {
        '@context': context,
        id,
        type: 'Person',
        preferredUsername: name,
        name,
        inbox: `${id}/inbox`,
        outbox: `${id}/outbox`,
        followers: `${id}/followers`,
        endpoints: { sharedInbox: `${origin}/inbox` },
        publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem },
        ...more,
      };
      documents.set(`/users/${name}`, document);
      const links = [{ rel: 'self', type: 'application/activity+json', href: id }];
      const subject = `acct:${name}@${host}`;
      documents.set(`/.well-known/webfinger?resource=${encodeURIComponent(subject)}`, { subject, links });
      return { id, keyId: `${id}#main-key`, key: privateKey, document };
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return peer;
}

/** What a spec may do to a request on its way. */
export interface Tampering {
  method?: string;
  /** The path that is signed for. */
  target?: string;
  keyId?: string;
  key?: KeyObject;
  algorithm?: string;
  /** The names that are signed. */
  signs?: string[];
  /** Headers that differ before the signature is made; undefined leaves one out. */
  headers?: Record<string, string | undefined>;
  /** Headers that differ after the signature was made. */
  after?: Record<string, string | string[] | undefined>;
  /** The bytes that are sent in place of those that were signed. */
  body?: string | Buffer;
  unsigned?: boolean;
  /** How long an answer is waited for, in ms; 20 s otherwise. */
  waitMs?: number;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Sends an activity (or any text or bytes) to an inbox, signed by an actor. Fails when no answer comes in time. */
export async function send(
  inbox: string,
  activity: Json | string | Buffer,
  as: PeerActor,
  tampering: Tampering = {},
): Promise<Answer> {
  const { url, ...request } = signed(inbox, activity, as, tampering);
  const { waitMs } = tampering;
  return ask(url, { ...request, ...(waitMs && { waitMs }) });
}

/** The same, made ready to be sent. */
export function signed(
  inbox: string,
  activity: Json | string | Buffer,
  as: PeerActor,
  tampering: Tampering = {},
): { url: URL; method: string; headers: Record<string, string | string[] | undefined>; body: string | Buffer } {
  const raw = typeof activity === 'string' || Buffer.isBuffer(activity);
  const body = Buffer.from(raw ? activity : JSON.stringify(activity));
  const url = new URL(inbox);
  const { method = 'POST', signs = ['(request-target)', 'host', 'date', 'digest', 'content-type'] } = tampering;
  const headers: Record<string, string | string[] | undefined> = {
    host: url.host,
    date: new Date().toUTCString(),
    digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
    'content-type': 'application/activity+json',
    ...tampering.headers,
  };
  if (!tampering.unsigned) {
    const target = `${method.toLowerCase()} ${tampering.target ?? url.pathname + url.search}`;
    const lines = signs.map(name => `${name}: ${name === '(request-target)' ? target : headers[name]}`);
    const key = tampering.key ?? as.key;
    const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
    const parameters = {
      keyId: tampering.keyId ?? as.keyId,
      algorithm: tampering.algorithm ?? 'rsa-sha256',
      headers: signs.join(' '),
      signature: sign(algorithm, Buffer.from(lines.join('\n')), key).toString('base64'),
    };
    headers.signature = Object.entries(parameters)
      .map(([name, value]) => `${name}="${value}"`)
      .join(',');
  }
  return { url, method, headers: { ...headers, ...tampering.after }, body: tampering.body ?? body };
}

/** Reads an address as an actor of a peer, signed as Mastodon signs its reads. */
export async function read(address: string, as: PeerActor, tampering: Tampering = {}): Promise<Answer> {
  const signs = tampering.signs ?? ['(request-target)', 'host', 'date'];
  const headers = { digest: undefined, accept: 'application/activity+json', ...tampering.headers };
  return send(address, '', as, { method: 'GET', ...tampering, signs, headers });
}

/** One request, exactly as it is given, and its whole answer. */
export function ask(
  url: URL | string,
  {
    method = 'GET',
    headers = {},
    body = '',
    waitMs = 20_000,
  }: {
    method?: string;
    headers?: Record<string, string | string[] | undefined>;
    body?: string | Buffer;
    waitMs?: number;
  } = {},
): Promise<Answer> {
  const given = Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return new Promise((resolve, reject) => {
    const going = request(url, { method, headers: given, signal: AbortSignal.timeout(waitMs), agent: false });
    going.on('error', reject);
    going.on('response', async res => {
      let text = '';
      for await (const chunk of res) text += chunk;
      resolve({ status: res.statusCode ?? 0, headers: res.headers, text });
    });
    going.end(body);
  });
}

let posts = 0;

/** A public Create of a Note by an actor of a peer, as Mastodon words it; `more` changes the note. */
export function create(as: PeerActor, more: Json = {}): { id: string; object: Json; activity: Json } {
  const id = `${as.id}/statuses/${++posts}`;
  const audience = { to: [PUBLIC], cc: [`${as.id}/followers`] };
  const published = new Date().toISOString();
  const object = { id, type: 'Note', attributedTo: as.id, content: '<p>Words.</p>', published, ...audience, ...more };
  return { id, object, activity: activity(as, 'Create', object, { id: `${id}/activity`, ...audience }) };
}

/** An activity of an actor, with a new id. */
export function activity(as: PeerActor, type: string, object: unknown, more: Json = {}): Json {
  return { '@context': context, id: `${as.id}#${type.toLowerCase()}-${++posts}`, type, actor: as.id, object, ...more };
}
