// Bare Express 5: raw body, SHA-256 digest, draft-cavage signature by node:crypto with the key kept after its first fetch,
// JSON.parse, 202. One rule: every check is made and nothing else is done, so that no honest inbox on Express is faster.

import { createHash, createPublicKey, verify } from 'node:crypto';
import express from 'express';
import { servePeer } from '../../../test/peers/control.mjs';

await servePeer(({ origin, user }) => {
  const keys = new Map();
  let count = 0;

  async function keyOf(keyId) {
    const known = keys.get(keyId);
    if (known) return known;
    const response = await fetch(keyId, {
      headers: { accept: 'application/activity+json' },
      signal: AbortSignal.timeout(5_000),
    });
    const { id, publicKey } = await response.json();
    const found = { actor: id, key: createPublicKey(publicKey.publicKeyPem) };
    keys.set(keyId, found);
    return found;
  }

  const app = express().disable('x-powered-by');
  app.post('/users/:name/inbox', express.raw({ type: () => true, limit: '1mb' }), async (req, res) => {
    const digest = `SHA-256=${createHash('sha256').update(req.body).digest('base64')}`;
    if (req.get('digest') !== digest) return res.status(401).end();
    const { keyId, headers, signature } = parameters(req.get('signature') ?? '');
    if (!keyId || !headers || !signature) return res.status(401).end();
    if (!(Math.abs(Date.now() - Date.parse(req.get('date'))) < 3_600_000)) return res.status(401).end();
    const { actor, key } = await keyOf(keyId);
    const signed = headers
      .split(' ')
      .map(name => `${name}: ${name === '(request-target)' ? `post ${req.originalUrl}` : req.get(name)}`)
      .join('\n');
    if (!verify('sha256', Buffer.from(signed), key, Buffer.from(signature, 'base64'))) return res.status(401).end();
    if (JSON.parse(req.body.toString()).actor !== actor) return res.status(403).end();
    count += 1;
    res.status(202).end();
  });
  const actor = `${origin}/users/${user}`;
  return { handle: app, verbs: {}, views: { whoami: () => ({ actor, inbox: `${actor}/inbox` }), count: () => count } };
});

function parameters(header) {
  return Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}
