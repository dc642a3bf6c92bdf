// A delivery says how the followers of its actor that are of this hub stand (FEP-8fcf). If they stand otherwise here, the
// list is asked for; at most once in ten minutes for an actor, from the actor's own origin, and never while it is under way.
import { LRUCache } from 'lru-cache';
import type { Storage } from '../../storage/port.ts';
import type { Know } from '../know.ts';
import { taskQueue } from '../tasks/task.ts';
import { sameOrigin } from '../urls.ts';
import { readSyncHeader } from './digest.ts';
import { makeDigests } from './followers.ts';

export interface SyncDeps {
  storage: Storage;
  know: Pick<Know, 'stored'>;
  /** This hub's origin. */
  origin: string;
  /** Hears that there is a task. */
  onAdded(): void;
}

const pauseMs = 10 * 60_000;

/** Hears the header of a delivery by an actor; for headers that were signed. */
export type HearSync = (header: string | string[] | undefined, actor: string) => Promise<void>;

export function makeHearSync({ storage, know, origin, onAdded }: SyncDeps): HearSync {
  const digestOf = makeDigests(storage);
  const asked = new LRUCache<string, true>({ max: 5000, ttl: pauseMs });

  return async (header, actor) => {
    const said = header === undefined ? undefined : readSyncHeader(header);
    if (!said || asked.has(actor)) return;
    const known = await know.stored(actor);
    if (known?.record !== 'actor' || known.followers !== said.collectionId || !sameOrigin(said.url, actor)) return;
    const ours = await digestOf(actor, origin);
    if (ours === undefined || ours === said.digest) return;
    asked.set(actor, true);
    const lane = `sync:${actor}`;
    const payload = { lane, task: 'synchronise', actor, url: said.url };
    await storage.jobs.add([{ key: lane, queue: taskQueue, lane, order: 0, payload }]);
    onAdded();
  };
}
