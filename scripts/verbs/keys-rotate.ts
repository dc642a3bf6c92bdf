// `keys rotate NAME`: gives an actor of this hub new keys, after a leak or a suspicion. Followers are told of them in an
// Update that the new key signs; the old ones sign nothing more.
import { makeKeyRing } from '../../federation/keys.ts';
import type { Core } from '../../src/core.ts';
import type { Actor } from '../../src/domain/records.ts';
import { Refused, type Verb, withCore } from './verb.ts';

export const keysRotate: Verb = {
  name: 'keys rotate',
  takes: ['NAME'],
  about: 'gives a member, a community, hub or instance new signing keys; the old ones count no more',
  run: ({ config, words: [name = ''] }) =>
    withCore(config, async core => {
      const { storage, urls } = core;
      const actor = await actorNamed(core, name);
      const { keyId, proofKey } = await makeKeyRing({ storage, urls }).rotate(actor.id);
      const at = new Date().toISOString();
      const profile = { ...actor, updated: at };
      await core.takeLocal({ type: 'profiled', id: urls.newActivity(), actor: actor.id, at, profile });
      return {
        json: { id: actor.id, keys: [keyId, proofKey.keyId] },
        text: `@${actor.handle}@${actor.host} has new keys; a running hub signs with them within five seconds`,
      };
    }),
};

/** The local actor of a handle; refused when there is none. */
async function actorNamed({ storage, urls }: Core, name: string): Promise<Actor> {
  const from = `${name.replace(/^@/, '').toLowerCase()}@${urls.host}`;
  const [link] = await storage.links.list({ kind: 'handle', from }, { limit: 1 });
  const actor = link && ((await storage.records.get(link.to))?.body as Actor | null | undefined);
  if (!actor?.local) throw new Refused(`no member or community is called ${name}`);
  return actor;
}
