// Delete: a thing is withdrawn, or an actor is gone. Peers believe the author alone, so a thing that the hub's keepers
// take down is deleted in its author's name. Whom it was for is no longer known; it goes to those who may have it.
import type { Departed, Withdrawn } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { publicAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';

export function writeWithdrawn({ id, author, what, at }: Withdrawn, lookups: Lookups): Json {
  return {
    id,
    type: 'Delete',
    actor: author,
    published: at,
    ...publicAudience(author, [], lookups),
    object: { id: what, type: 'Tombstone' },
  };
}

/** Mastodon reads the departure of an actor from a Delete whose object is the actor itself. */
export function writeDeparted({ id, actor, at }: Departed, lookups: Lookups): Json {
  return { id, type: 'Delete', actor, published: at, ...publicAudience(actor, [], lookups), object: actor };
}
