// The activitypub-express baseline of the benchmarks: its README's application with one actor, over the in-memory store.
// One rule: what counts is what it stored in that actor's inbox.

import { servePeer } from '../control.mjs';
import { makeApp } from './app.mjs';

await servePeer(async ({ origin, user }) => {
  const { app, apex, actor } = await makeApp({ origin, user });
  const inbox = actor.inbox[0];
  return {
    handle: app,
    verbs: {},
    views: { whoami: () => ({ actor: actor.id, inbox }), count: () => apex.store.getStreamCount(inbox) },
  };
});
