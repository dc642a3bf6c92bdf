// What a delivery to a host says of the followers of its author that are of that host (FEP-8fcf).
import type { Storage } from '../../storage/port.ts';
import type { Urls } from '../urls.ts';
import { writeSyncHeader } from './digest.ts';
import { makeDigests } from './followers.ts';

/** Makes the header for an actor of this hub and the origin of an inbox; undefined when there are too many followers. */
export function makeSynchronization({
  storage,
  urls,
}: {
  storage: Pick<Storage, 'links'>;
  urls: Urls;
}): (actor: string, origin: string) => Promise<string | undefined> {
  const digestOf = makeDigests(storage);
  return async (actor, origin) => {
    const digest = await digestOf(actor, origin);
    if (digest === undefined) return undefined;
    return writeSyncHeader({
      collectionId: urls.actorPart(actor, 'followers'),
      url: urls.followersSync(actor),
      digest,
    });
  };
}
