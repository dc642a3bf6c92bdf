// An actor document with everything that peers ask of one (I40, I41); read/actor.ts is its mirror.
import type { Actor, ActorKind } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import type { Urls } from '../urls.ts';
import type { PublicKey } from './lookups.ts';

const types: Record<ActorKind, string> = {
  person: 'Person',
  group: 'Group',
  organization: 'Organization',
  service: 'Service',
  application: 'Application',
};

const pictureTypes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

/**
 * The node of a local actor, without @context. The outbox is there for Lemmy, which refuses an actor without; of a group
 * `attributedTo` is the list of its moderators (FEP-1b12).
 */
export function writeActor(actor: Actor, key: PublicKey, urls: Urls): Json {
  const { id } = actor;
  // A community is there to be found; a person has to say so.
  const consent = actor.kind === 'group' ? true : undefined;
  const { indexable = consent, discoverable = consent } = actor;
  return {
    id,
    type: types[actor.kind],
    preferredUsername: actor.handle,
    webfinger: `${actor.handle}@${actor.host}`,
    name: actor.name,
    summary: actor.summary,
    url: actor.url,
    ...(actor.icon && { icon: pictureOf(actor.icon) }),
    inbox: urls.actorPart(id, 'inbox'),
    outbox: urls.actorPart(id, 'outbox'),
    followers: urls.actorPart(id, 'followers'),
    following: urls.actorPart(id, 'following'),
    featured: urls.actorPart(id, 'featured'),
    ...(actor.kind === 'person' && { liked: urls.actorPart(id, 'liked') }),
    endpoints: { sharedInbox: urls.sharedInbox },
    ...(actor.kind === 'group' && { attributedTo: urls.actorPart(id, 'moderators') }),
    manuallyApprovesFollowers: actor.office === 'instance',
    ...(actor.alsoKnownAs?.length && { alsoKnownAs: actor.alsoKnownAs }),
    ...(discoverable !== undefined && { discoverable }),
    ...(indexable !== undefined && { indexable }),
    ...(actor.movedTo && { movedTo: actor.movedTo }),
    published: actor.published,
    ...(actor.updated && { updated: actor.updated }),
    publicKey: { id: key.keyId, owner: id, publicKeyPem: key.publicPem },
    assertionMethod: [
      { id: key.proofKey.keyId, type: 'Multikey', controller: id, publicKeyMultibase: key.proofKey.multibase },
    ],
  };
}

function pictureOf(url: string): Json {
  const mediaType = pictureTypes[/\.(\w{3,4})$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''];
  return { type: 'Image', ...(mediaType && { mediaType }), url };
}
