// Move: an actor of ours says where it went; followers who believe it look at both ends.
import type { Moved } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import type { Lookups } from './lookups.ts';

export function writeMoved({ id, actor, to, at }: Moved, { urls }: Lookups): Json {
  const followers = urls.actorPart(actor, 'followers');
  return { id, type: 'Move', actor, published: at, to: [followers], object: actor, target: to };
}
