// Every address of this hub is built and taken apart here. Addresses are opaque and path-stable:
// a hub keeps them for good, so names, titles and kinds never occur in them.
import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { placeOf } from '../src/domain/origin.ts';
import { derivedId } from './tasks/derived-id.ts';

/** What an address of ours names. */
export type Place =
  | { what: 'actor'; id: string; part?: ActorPart }
  | { what: 'thing'; id: string; part?: ThingPart }
  | { what: 'activity'; id: string };

export type ActorPart = 'inbox' | 'outbox' | 'followers' | 'following' | 'featured' | 'liked' | 'moderators';
export type ThingPart = 'replies' | 'likes' | 'shares' | 'create' | 'context';

const actorParts = new Set(['inbox', 'outbox', 'followers', 'following', 'featured', 'liked', 'moderators']);
const thingParts = new Set(['replies', 'likes', 'shares', 'create', 'context']);
const keyForm = /^(?:[0-9A-HJKMNP-TV-Z]{26}|hub|instance)$/;

export type Urls = ReturnType<typeof makeUrls>;

/** The address book of one hub; `origin` has no trailing slash. */
export function makeUrls(origin: string) {
  const host = new URL(origin).host;
  return {
    origin,
    host,
    /** The hub's public face, `acct:hub@host`. */
    hub: `${origin}/a/hub`,
    /** The signing actor, fetchable without a signature (FEP-2677). */
    instance: `${origin}/a/instance`,
    sharedInbox: `${origin}/inbox`,

    newActor: () => `${origin}/a/${ulid()}`,
    newThing: () => `${origin}/o/${ulid()}`,
    newActivity: () => `${origin}/e/${ulid()}`,
    activityOf: (...parts: string[]) => derivedId({ origin }, ...parts),

    actorPart: (actor: string, part: ActorPart) => `${actor}/${part}`,
    /** Followers of one origin, for that origin (FEP-8fcf). */
    followersSync: (actor: string) => `${actor}/followers_synchronization`,
    /** A key that takes the place of another has another id, so that no peer takes the one for the other (FEP-521a). */
    keyOf: (actor: string, generation = 1) => `${actor}#main-key${generation > 1 ? `-${generation}` : ''}`,
    proofKeyOf: (actor: string, generation = 1) => `${actor}#ed25519-key${generation > 1 ? `-${generation}` : ''}`,
    thingPart: (thing: string, part: ThingPart) => `${thing}/${part}`,
    page: (handle: string) => `${origin}/@${handle}`,
    /** The handle of ours in the address of a page, or in `@name@host`; undefined in anything else. */
    handleIn(name: string): string | undefined {
      if (name.startsWith(`${origin}/@`)) return name.slice(origin.length + 2);
      const [handle, at, ...rest] = name.replace(/^@/, '').split('@');
      return handle && rest.length === 0 && at?.toLowerCase() === host ? handle : undefined;
    },
    tag: (name: string) => `${origin}/search?q=${encodeURIComponent(`#${name}`)}`,
    file: (sha256: string, name: string) => `${origin}/files/${sha256}/${encodeURIComponent(name)}`,

    /** True for an address on this hub. */
    isOurs: (id: string) => id.startsWith(`${origin}/`),

    /** What one of our addresses names; undefined for others, and for ours that name nothing federated. */
    parse(address: string): Place | undefined {
      if (!address.startsWith(`${origin}/`)) return undefined;
      const [kind, key, part, ...rest] = address.slice(origin.length + 1).split('/');
      if (rest.length > 0 || key === undefined || !keyForm.test(key)) return undefined;
      const id = `${origin}/${kind}/${key}`;
      if (kind === 'a' && part === undefined) return { what: 'actor', id };
      if (kind === 'a' && actorParts.has(part ?? '')) return { what: 'actor', id, part: part as ActorPart };
      if (kind === 'o' && part === undefined) return { what: 'thing', id };
      if (kind === 'o' && thingParts.has(part ?? '')) return { what: 'thing', id, part: part as ThingPart };
      if (kind === 'e' && part === undefined) return { what: 'activity', id };
      return undefined;
    },
  };
}

/** The name of a group's word that a thing is shown; always the same for the two. */
export function accountOf(group: string, thing: string): string {
  return `${group}#shows-${createHash('sha256').update(thing).digest('base64url').slice(0, 32)}`;
}

/** The origin of an http(s) address; undefined for anything else. */
export function originOf(address: string): string | undefined {
  return placeOf(address).origin;
}

/** True when both are http(s) addresses of one origin; a missing side is never the same (FEP-fe34). */
export function sameOrigin(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const origin = originOf(a);
  return origin !== undefined && origin === originOf(b);
}
