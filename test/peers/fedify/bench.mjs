// The Fedify baseline of the benchmarks: one actor whose inbox takes a Create and does nothing with it.
// One rule: everything that Fedify does with an activity by default it does here; nothing else is done.

import { createFederation, generateCryptoKeyPair, MemoryKvStore } from '@fedify/fedify';
import { Create, Endpoints, Person } from '@fedify/vocab';
import { servePeer } from '../control.mjs';
import { listener } from './http.mjs';

await servePeer(async ({ origin, user }) => {
  const keys = [await generateCryptoKeyPair('RSASSA-PKCS1-v1_5')];
  let count = 0;
  const federation = createFederation({ kv: new MemoryKvStore(), origin, allowPrivateAddress: true });
  federation
    .setActorDispatcher('/users/{identifier}', async (ctx, identifier) => {
      if (identifier !== user) return null;
      const [{ cryptographicKey: publicKey }] = await ctx.getActorKeyPairs(identifier);
      const inbox = ctx.getInboxUri(identifier);
      const endpoints = new Endpoints({ sharedInbox: ctx.getInboxUri() });
      return new Person({ id: ctx.getActorUri(identifier), preferredUsername: user, inbox, endpoints, publicKey });
    })
    .setKeyPairsDispatcher(() => keys);
  federation.setInboxListeners('/users/{identifier}/inbox', '/inbox').on(Create, () => {
    count += 1;
  });
  const actor = `${origin}/users/${user}`;
  return {
    handle: listener(origin, request => federation.fetch(request, { contextData: undefined })),
    verbs: {},
    views: { whoami: () => ({ actor, inbox: `${actor}/inbox` }), count: () => count },
  };
});
