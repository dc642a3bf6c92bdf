// The senders: a few actors of a Mastodon-shaped server, and the signed posts that they send.
// One rule: what they send is what Mastodon sends (its context, its ids, a draft-cavage signature), every post a new one.

import { createHash, createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { written } from './wire.ts';

export interface Senders {
  /** Answers for the actors' documents and their WebFinger; takes and forgets whatever is posted to them. */
  serve(req: IncomingMessage, res: ServerResponse): void;
  /** `count` new posts, each signed for the inbox now and written out as the request that carries it. */
  sign(order: { inbox: URL; actor: string; count: number }): Promise<Buffer[]>;
}

interface Sender {
  id: string;
  key: KeyObject;
  document: object;
}

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const SIGNED = '(request-target) host date digest content-type';
const TYPE = 'application/activity+json';

/** Makes `count` actors with RSA-2048 keys under `origin`. */
export async function makeSenders(origin: string, count: number): Promise<Senders> {
  const senders = await Promise.all(Array.from({ length: count }, (_, i) => makeSender(`${origin}/users/sender${i}`)));
  const documents = new Map(senders.map(({ id, document }) => [new URL(id).pathname, JSON.stringify(document)]));
  let posts = 0;
  return {
    serve(req, res) {
      if (req.method === 'POST') return void req.resume().on('end', () => res.writeHead(202).end());
      const url = new URL(req.url ?? '/', origin);
      const account = /^acct:([^@]+)@/.exec(url.searchParams.get('resource') ?? '')?.[1];
      const path = account ? `/users/${account}` : url.pathname;
      const document = documents.get(path);
      if (!document) return void res.writeHead(404).end();
      if (!account) return void res.writeHead(200, { 'content-type': TYPE }).end(document);
      const links = [{ rel: 'self', type: TYPE, href: `${origin}${path}` }];
      const found = JSON.stringify({ subject: url.searchParams.get('resource'), links });
      res.writeHead(200, { 'content-type': 'application/jrd+json' }).end(found);
    },
    sign: ({ inbox, actor, count: wanted }) =>
      Promise.all(
        Array.from({ length: wanted }, (_, i) => {
          const sender = senders[i % senders.length] as Sender;
          return signed(sender, inbox, Buffer.from(JSON.stringify(createNote(sender.id, ++posts, actor))));
        }),
      ),
  };
}

async function makeSender(id: string): Promise<Sender> {
  const pair = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const document = {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: id.split('/').at(-1),
    name: 'A sender',
    summary: '',
    url: id,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    following: `${id}/following`,
    endpoints: { sharedInbox: new URL('/inbox', id).href },
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: pair.publicKey },
  };
  return { id, key: createPrivateKey(pair.privateKey), document };
}

/** A public post that mentions `target`, as Mastodon words it: about 2 KB. */
function createNote(actor: string, n: number, target: string): object {
  const id = `${actor}/statuses/${n}`;
  const published = new Date().toISOString();
  const audience = { to: [PUBLIC], cc: [`${actor}/followers`, target] };
  const content = `<p>Post ${n}: ${'we tried the new lesson plan with two classes and it held up well; '.repeat(4)}</p>`;
  const object = {
    id,
    type: 'Note',
    summary: null,
    inReplyTo: null,
    published,
    url: id,
    attributedTo: actor,
    ...audience,
    sensitive: false,
    atomUri: id,
    inReplyToAtomUri: null,
    conversation: `tag:${new URL(actor).host},2026:objectId=${n}:objectType=Conversation`,
    content,
    contentMap: { en: content },
    attachment: [],
    tag: [{ type: 'Mention', href: target, name: `@${target.split('/').at(-1)}@${new URL(target).host}` }],
    replies: {
      id: `${id}/replies`,
      type: 'Collection',
      first: { type: 'CollectionPage', next: `${id}/replies?page=true`, partOf: `${id}/replies`, items: [] },
    },
  };
  const terms = {
    ostatus: 'http://ostatus.org#',
    atomUri: 'ostatus:atomUri',
    inReplyToAtomUri: 'ostatus:inReplyToAtomUri',
    conversation: 'ostatus:conversation',
    sensitive: 'as:sensitive',
    toot: 'http://joinmastodon.org/ns#',
    votersCount: 'toot:votersCount',
  };
  const context = ['https://www.w3.org/ns/activitystreams', terms];
  return { '@context': context, id: `${id}/activity`, type: 'Create', actor, published, ...audience, object };
}

const signAside = promisify<string, Buffer, KeyObject, Buffer>(sign);

/** The request that carries a body, signed by a sender. */
async function signed({ id, key }: Sender, inbox: URL, body: Buffer): Promise<Buffer> {
  return written(inbox, await signedHeaders({ keyId: `${id}#main-key`, key, inbox, body }), body);
}

/** draft-cavage-http-signatures-12 section 2.3, RSA with SHA-256. */
export async function signedHeaders({
  keyId,
  key,
  inbox,
  body,
}: {
  keyId: string;
  key: KeyObject;
  inbox: URL;
  body: Buffer;
}): Promise<Record<string, string>> {
  const headers = {
    host: inbox.host,
    date: new Date().toUTCString(),
    digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
    'content-type': TYPE,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [`(request-target): post ${inbox.pathname}`, ...lines].join('\n');
  const signature = (await signAside('sha256', Buffer.from(text), key)).toString('base64');
  const parameters = { keyId, algorithm: 'rsa-sha256', headers: SIGNED, signature };
  const header = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return { ...headers, signature: header.join(',') };
}
