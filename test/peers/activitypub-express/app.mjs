// The Express 4 application of an activitypub-express server, as its README builds it, over the in-memory store.
// One rule: apex's own middleware answers every ActivityPub request; nothing of it is patched.
//
// What loopback needs, and how it is had without touching apex:
// - http: apex takes `baseUrl` as given and fetches whatever scheme an id has; only NODE_ENV=production refuses localhost.
// - signatures: with NODE_ENV=development apex lets unsigned requests in, so it runs as NODE_ENV=test.
// - JSON-LD: apex ships the ActivityStreams and security/v1 contexts and fetches any other by its address, keeping it in
//   the store. The contexts that the hub's and Fedify's actors and activities name are put there beforehand, out of Fedify's
//   own package, as in a database that has met them. Any other but an inline one would be fetched, and the request end in a 500.

import { getDocumentLoader } from '@fedify/vocab-runtime';
import ActivitypubExpress from 'activitypub-express';
import express from 'express';
import { MemoryStore } from './memory-store.mjs';

const contexts = [
  'https://w3id.org/identity/v1',
  'https://w3id.org/security/data-integrity/v1',
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/multikey/v1',
  'https://www.w3.org/ns/did/v1',
  'https://gotosocial.org/ns',
];

const routes = {
  actor: '/u/:actor',
  object: '/o/:id',
  activity: '/s/:id',
  inbox: '/u/:actor/inbox',
  outbox: '/u/:actor/outbox',
  followers: '/u/:actor/followers',
  following: '/u/:actor/following',
  liked: '/u/:actor/liked',
  collections: '/u/:actor/c/:id',
  blocked: '/u/:actor/blocked',
  rejections: '/u/:actor/rejections',
  rejected: '/u/:actor/rejected',
  shares: '/s/:id/shares',
  likes: '/s/:id/likes',
};

/**
 * Makes the application with one Person in it.
 * With `signs` it signs what it reads. `before(app, routes, apex)` may add middleware of the tests between apex's own and its routes.
 */
export async function makeApp({ origin, user, signs = false, before = () => {} }) {
  const store = new MemoryStore();
  for (const url of contexts) await store.saveContext(await getDocumentLoader()(url));
  const quiet = () => {};
  const apex = ActivitypubExpress({
    name: 'Apex peer',
    version: '4.4.2',
    baseUrl: origin,
    domain: new URL(origin).host,
    actorParam: 'actor',
    objectParam: 'id',
    activityParam: 'id',
    routes,
    endpoints: {},
    store,
    logger: { info: quiet, warn: quiet, error: console.error },
  });
  const app = express();
  app.use(express.json({ type: apex.consts.jsonldTypes }), express.urlencoded({ extended: true }), apex);
  before(app, routes, apex);
  app.route(routes.inbox).get(apex.net.inbox.get).post(apex.net.inbox.post);
  app.route(routes.outbox).get(apex.net.outbox.get).post(apex.net.outbox.post);
  for (const name of ['actor', 'followers', 'following', 'liked', 'object', 'shares', 'likes']) {
    app.get(routes[name], apex.net[name].get);
  }
  app.get(routes.activity, apex.net.activityStream.get);
  app.get('/.well-known/webfinger', apex.net.webfinger.get);
  app.get('/.well-known/nodeinfo', apex.net.nodeInfoLocation.get);
  app.get('/nodeinfo/:version', apex.net.nodeInfo.get);

  const actor = await apex.createActor(user, `${user} of apex`, 'A member of another server.');
  await store.setup(actor);
  // Of itself apex reads without a signature; with a system user, as its README makes one, it signs.
  if (signs) {
    const system = await apex.createActor('system-user', 'System user', '', null, 'Service');
    await store.saveObject(system);
    apex.systemUser = system;
  }
  return { app, apex, actor };
}
