// A Fedify server with one Person, for interop tests: it follows, posts, likes and undoes on request and keeps what arrived.
// One rule: signing, verifying, fetching and delivering are Fedify's own, with its defaults; only loopback is allowed beside.

import { createFederation, generateCryptoKeyPair, InProcessMessageQueue, MemoryKvStore } from '@fedify/fedify';
import {
  Accept,
  Activity,
  Create,
  Endpoints,
  Follow,
  isActor,
  Like,
  Mention,
  Note,
  Person,
  PUBLIC_COLLECTION,
  Reject,
  Undo,
} from '@fedify/vocab';
import { Temporal } from '@js-temporal/polyfill';
import { arrival, record, servePeer } from '../control.mjs';
import { listener } from './http.mjs';

// RFC 7033 section 4 lets WebFinger travel over https alone, and Fedify keeps to it for acct: addresses. There is no
// certificate on loopback, so there, and only there, https is spoken as http.
const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.protocol !== 'https:' || url.hostname !== '127.0.0.1') return realFetch(input, init);
  url.protocol = 'http:';
  return realFetch(input instanceof Request ? new Request(url, input) : url, init);
};

await servePeer(async ({ origin, user, embed, signs }) => {
  const received = record();
  const refused = record();
  const sent = new Map(); // id → { object, recipients }: what we published, and to whom an Undo of it must go
  const followers = new Map();
  const following = new Map();
  const keys = [await generateCryptoKeyPair('RSASSA-PKCS1-v1_5'), await generateCryptoKeyPair('Ed25519')];

  const federation = createFederation({
    kv: new MemoryKvStore(),
    // What arrives is handled before the answer; what is sent because of it (an Accept) goes after the answer.
    queue: { outbox: new InProcessMessageQueue() },
    origin,
    allowPrivateAddress: true,
  });

  federation
    .setActorDispatcher('/users/{identifier}', async (ctx, identifier) => {
      if (identifier !== user) return null;
      const pairs = await ctx.getActorKeyPairs(identifier);
      return new Person({
        id: ctx.getActorUri(identifier),
        preferredUsername: identifier,
        name: `${identifier} of Fedify`,
        summary: 'A member of another server.',
        inbox: ctx.getInboxUri(identifier),
        outbox: ctx.getOutboxUri(identifier),
        followers: ctx.getFollowersUri(identifier),
        following: ctx.getFollowingUri(identifier),
        endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
        publicKey: pairs[0].cryptographicKey,
        assertionMethods: pairs.map(pair => pair.multikey),
      });
    })
    .setKeyPairsDispatcher((_ctx, identifier) => (identifier === user ? keys : []));
  federation.setOutboxDispatcher('/users/{identifier}/outbox', () => ({
    items: [...sent.values()].map(({ object }) => object).filter(object => object instanceof Create),
  }));
  federation.setFollowersDispatcher('/users/{identifier}/followers', () => ({ items: [...followers.values()] }));
  federation.setFollowingDispatcher('/users/{identifier}/following', () => ({
    items: [...following.values()].filter(({ accepted }) => accepted).map(({ actor }) => actor.id),
  }));
  const published = (ctx, type, values) => sent.get(ctx.getObjectUri(type, values).href)?.object ?? null;
  for (const [type, path] of [
    [Note, '/notes/{id}'],
    [Create, '/creates/{id}'],
    [Follow, '/follows/{id}'],
    [Like, '/likes/{id}'],
    [Undo, '/undos/{id}'],
  ]) {
    federation.setObjectDispatcher(type, path, (ctx, values) => published(ctx, type, values));
  }

  const keep = react => async (ctx, activity) => {
    received.add(arrival(await activity.toJsonLd(), 202));
    await react?.(ctx, activity);
  };
  const inbox = federation.setInboxListeners('/users/{identifier}/inbox', '/inbox');
  // In its manual's words for servers in secure mode: whose key signs what is read for the shared inbox.
  if (signs) inbox.setSharedKeyDispatcher(() => ({ identifier: user }));
  inbox
    .on(
      Follow,
      keep(async (ctx, follow) => {
        if (follow.objectId?.href !== ctx.getActorUri(user).href) return;
        const follower = await follow.getActor(ctx);
        if (!isActor(follower)) return;
        followers.set(follower.id.href, follower);
        // Having been asked for its actor, `follow` carries it whole from here on, and so does an Accept of it.
        const bare = new Follow({ id: follow.id, actor: follow.actorId, object: follow.objectId });
        const id = new URL(`${origin}/accepts/${crypto.randomUUID()}`);
        const accept = new Accept({ id, actor: follow.objectId, object: embed ? follow : bare });
        await ctx.sendActivity({ identifier: user }, follower, accept);
      }),
    )
    .on(
      Accept,
      keep((_ctx, accept) => {
        const follow = following.get(accept.objectId?.href);
        if (follow?.actor.id.href === accept.actorId?.href) follow.accepted = true;
      }),
    )
    .on(
      Reject,
      keep((_ctx, reject) => following.delete(reject.objectId?.href)),
    )
    .on(
      Undo,
      keep(async (ctx, undo) => {
        if ((await undo.getObject(ctx)) instanceof Follow) followers.delete(undo.actorId?.href);
      }),
    )
    .on(Activity, keep());

  const ctx = federation.createContext(new URL(origin));
  const me = ctx.getActorUri(user);
  const uriOf = type => ctx.getObjectUri(type, { id: crypto.randomUUID() });

  /** Finds what a handle or an id names, by WebFinger or by fetching it, as Fedify does for any server. */
  async function lookup(name) {
    const signed = signs && { documentLoader: await ctx.getDocumentLoader({ identifier: user }) };
    const found = await ctx.lookupObject(name, { signal: AbortSignal.timeout(10_000), ...signed });
    if (!found) throw new Error(`cannot find ${name}`);
    return found;
  }

  async function actorOf(name) {
    const found = await lookup(name);
    if (!isActor(found)) throw new Error(`${name} is not an actor`);
    return found;
  }

  /** Sends at once, so that a refusal by the other side is an error here, and remembers it. */
  async function send(activity, recipients) {
    sent.set(activity.id.href, { object: activity, recipients });
    await ctx.sendActivity({ identifier: user }, recipients, activity, { immediate: true });
    return { activity: activity.id.href };
  }

  const verbs = {
    async follow({ actor: name }) {
      const actor = await actorOf(name);
      const follow = new Follow({ id: uriOf(Follow), actor: me, object: actor.id, to: actor.id });
      following.set(follow.id.href, { actor, accepted: false });
      return { ...(await send(follow, [actor])), actor: actor.id.href };
    },
    async note({ content, inReplyTo, mentions = [], to = [], cc = [] }) {
      const mentioned = await Promise.all(mentions.map(actorOf));
      const named = await Promise.all([...to, ...cc].filter(id => id !== PUBLIC_COLLECTION.href).map(actorOf));
      const audience = {
        tos: to.length ? to.map(id => new URL(id)) : [PUBLIC_COLLECTION],
        ccs: [ctx.getFollowersUri(user), ...cc.map(id => new URL(id)), ...mentioned.map(actor => actor.id)],
        published: Temporal.Now.instant(),
      };
      const note = new Note({
        id: uriOf(Note),
        attribution: me,
        content,
        replyTarget: inReplyTo ? new URL(inReplyTo) : null,
        tags: mentioned.map(
          ({ id, preferredUsername: name }) => new Mention({ href: id, name: `@${name}@${id.host}` }),
        ),
        ...audience,
      });
      sent.set(note.id.href, { object: note, recipients: [] });
      const create = new Create({ id: uriOf(Create), actor: me, object: note, ...audience });
      const reached = new Map([...followers.values(), ...named, ...mentioned].map(actor => [actor.id.href, actor]));
      return { ...(await send(create, [...reached.values()])), object: note.id.href };
    },
    async like({ object: id }) {
      const object = await lookup(id);
      const author = await actorOf((object.attributionId ?? object.actorId).href);
      return send(new Like({ id: uriOf(Like), actor: me, object: object.id, to: author.id }), [author]);
    },
    async undo({ activity: id }) {
      const { object, recipients } = sent.get(id) ?? {};
      if (!object) throw new Error(`${id} was not sent from here`);
      following.delete(id);
      return send(new Undo({ id: uriOf(Undo), actor: me, object, tos: recipients.map(actor => actor.id) }), recipients);
    },
  };
  const views = {
    whoami: () => ({ actor: me.href, handle: `@${user}@${me.host}` }),
    received: () => received.items,
    refused: () => refused.items,
    followers: () => [...followers.keys()],
    following: () => [...following.values()].filter(({ accepted }) => accepted).map(({ actor }) => actor.id.href),
  };
  const handle = listener(origin, async request => {
    const copy = request.method === 'POST' ? request.clone() : undefined;
    const response = await federation.fetch(request, { contextData: undefined });
    if (copy && response.status >= 400) {
      const reason = await response.clone().text();
      refused.add({ status: response.status, reason, body: await copy.text() });
    }
    return response;
  });
  return { handle, verbs, views };
});
