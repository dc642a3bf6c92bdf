// Remove: an actor takes a thing from those it shows first.
import type { Unpinned } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { publicAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';

export function writeUnpinned({ id, actor, what }: Unpinned, lookups: Lookups): Json {
  const target = lookups.urls.actorPart(actor, 'featured');
  return { id, type: 'Remove', actor, ...publicAudience(actor, [], lookups), object: what, target };
}
