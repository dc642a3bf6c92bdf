// Add: an actor puts a thing among those it shows first.
import type { Pinned } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { publicAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';

export function writePinned({ id, actor, what }: Pinned, lookups: Lookups): Json {
  const target = lookups.urls.actorPart(actor, 'featured');
  return { id, type: 'Add', actor, ...publicAudience(actor, [], lookups), object: what, target };
}
