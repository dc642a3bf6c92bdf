// Who follows an actor, split by origin: what the digests and the partial collections of FEP-8fcf are made from.
import { LRUCache } from 'lru-cache';
import type { LinkCursor, Storage } from '../../storage/port.ts';
import { originOf } from '../urls.ts';
import { FollowersDigest } from './digest.ts';

const pageSize = 1000;
/** Actors with more followers are not synchronised: to read them all for each post costs more than it mends. */
const followerLimit = 25_000;
const keptMs = 10_000;

/** The followers of an actor that are of one origin; undefined when there are too many to look through. */
export async function followersAt(
  { links }: Pick<Storage, 'links'>,
  actor: string,
  origin: string,
): Promise<string[] | undefined> {
  const found: string[] = [];
  const all = await eachFollower(links, actor, follower => {
    if (originOf(follower) === origin) found.push(follower);
  });
  return all ? found : undefined;
}

/** Digests of an actor's followers by origin, kept for some seconds, as one post goes to many hosts. */
export function makeDigests({
  links,
}: Pick<Storage, 'links'>): (actor: string, origin: string) => Promise<string | undefined> {
  const kept = new LRUCache<string, Promise<Map<string, FollowersDigest> | undefined>>({ max: 200, ttl: keptMs });

  async function make(actor: string): Promise<Map<string, FollowersDigest> | undefined> {
    const digests = new Map<string, FollowersDigest>();
    const all = await eachFollower(links, actor, follower => {
      const origin = originOf(follower) ?? '';
      const digest = digests.get(origin) ?? new FollowersDigest();
      digests.set(origin, digest);
      digest.add(follower);
    });
    return all ? digests : undefined;
  }

  return async (actor, origin) => {
    const made = kept.get(actor) ?? make(actor);
    kept.set(actor, made);
    made.catch(() => kept.delete(actor));
    const digests = await made;
    return digests && (digests.get(origin) ?? new FollowersDigest()).toString();
  };
}

/** Tells of each follower; false when there are too many. */
async function eachFollower(
  links: Storage['links'],
  actor: string,
  tell: (follower: string) => void,
): Promise<boolean> {
  let after: LinkCursor | undefined;
  for (let read = 0; read < followerLimit; read += pageSize) {
    const page = await links.list({ kind: 'follows', to: actor }, { limit: pageSize, ...(after && { after }) });
    for (const { from } of page) tell(from);
    const last = page.at(-1);
    if (!last || page.length < pageSize) return true;
    after = { sort: last.sort, id: last.from };
  }
  return false;
}
