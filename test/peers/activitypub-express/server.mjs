// An activitypub-express server with one Person, for interop tests: it follows, posts, likes and undoes on request through
// its own outbox, and keeps what arrived. One rule: what it accepts, refuses and sends is apex's own doing.

import { randomBytes } from 'node:crypto';
import { arrival, record, servePeer } from '../control.mjs';
import { makeApp } from './app.mjs';

const AS = 'https://www.w3.org/ns/activitystreams';
const PUBLIC = `${AS}#Public`;

await servePeer(async ({ origin, user, signs }) => {
  const received = record();
  const refused = record();
  const password = randomBytes(16).toString('hex');

  const { app, apex, actor } = await makeApp({
    origin,
    user,
    signs,
    before(app, routes) {
      app.post(routes.inbox, (req, res, next) => {
        const body = structuredClone(req.body);
        res.on('finish', () => {
          // apex sets `actor` once the signature holds and belongs to the activity's actor.
          if (res.statusCode < 300 && res.locals.apex.actor) return received.add(arrival(body, res.statusCode));
          refused.add({
            status: res.statusCode,
            reason: res.locals.apex.statusMessage ?? '',
            body: JSON.stringify(body),
          });
        });
        next();
      });
      app.use((req, res, next) => {
        if (req.get('authorization') === `Bearer ${password}`) res.locals.apex.authorizedUserId = actor.id;
        next();
      });
    },
  });

  // apex leaves it to the application to accept followers: this is what its README's own example, Guppe, does.
  app.on('apex-inbox', async ({ actor: follower, activity, recipient }) => {
    if (activity.type !== 'Follow') return;
    const accept = await apex.buildActivity('Accept', recipient.id, follower.id, { object: activity.id });
    const { postTask } = await apex.acceptFollow(recipient, activity);
    await apex.addToOutbox(recipient, accept);
    await postTask();
  });

  /** Posts to apex's own outbox, as a member's client does. */
  async function post(activity) {
    const response = await fetch(actor.outbox[0], {
      method: 'POST',
      headers: { 'content-type': 'application/activity+json', authorization: `Bearer ${password}` },
      body: JSON.stringify({ '@context': AS, actor: actor.id, ...activity }),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 201) throw new Error(`outbox answered ${response.status} ${await response.text()}`);
    return { activity: response.headers.get('location') };
  }

  /** apex has no WebFinger client, so a handle is looked up here; an id goes to apex as it is. */
  async function idOf(name) {
    const [, account, host] = /^(?:acct:|@)([^@]+)@([^@]+)$/.exec(name) ?? [];
    if (!host) return name;
    const resource = encodeURIComponent(`acct:${account}@${host}`);
    const url = `${new URL(origin).protocol}//${host}/.well-known/webfinger?resource=${resource}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const self = (await response.json()).links?.find(
      ({ rel, type }) => rel === 'self' && /activity\+json|activitystreams/.test(type),
    );
    if (!self) throw new Error(`cannot find ${name}`);
    return self.href;
  }

  const verbs = {
    async follow({ actor: name }) {
      const id = await idOf(name);
      return { ...(await post({ type: 'Follow', object: id, to: id })), actor: id };
    },
    async note({ content, inReplyTo, mentions = [], to = [PUBLIC], cc = [] }) {
      const mentioned = await Promise.all(mentions.map(idOf));
      const tag = mentioned.map(href => ({
        type: 'Mention',
        href,
        name: `@${href.split('/').at(-1)}@${new URL(href).host}`,
      }));
      const audience = { to, cc: [actor.followers[0], ...cc, ...mentioned] };
      const note = { type: 'Note', content, inReplyTo, tag, published: new Date().toISOString(), ...audience };
      const { activity } = await post({ type: 'Create', object: note, ...audience });
      return { activity, object: (await apex.store.getActivity(activity)).object[0].id };
    },
    /** apex likes activities, not objects: `object` must be the id of a Create. */
    async like({ object }) {
      const liked = await apex.resolveActivity(object);
      if (!liked) throw new Error(`${object} is not an activity that can be fetched`);
      return post({ type: 'Like', object, to: apex.actorIdFromActivity(liked) });
    },
    async undo({ activity: id }) {
      const activity = await apex.store.getActivity(id);
      if (!activity) throw new Error(`${id} was not sent from here`);
      return post({ type: 'Undo', object: id, to: activity.to });
    },
  };
  const listed = name => async () => {
    const withBlocks = { ...actor, _local: { blockList: [] } };
    return (await apex[name](withBlocks, Number.POSITIVE_INFINITY, true)).orderedItems.map(item => item.id ?? item);
  };
  const views = {
    whoami: () => ({ actor: actor.id, handle: `@${user}@${new URL(origin).host}` }),
    received: () => received.items,
    refused: () => refused.items,
    followers: listed('getFollowers'),
    following: listed('getFollowing'),
  };
  return { handle: app, verbs, views };
});
