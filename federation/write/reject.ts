// Reject of a Follow, before or after it was accepted; the request is embedded as in Accept.
import type { FollowRejected } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';

export function writeReject({ id, actor, follow, who }: FollowRejected): Json {
  return { id, type: 'Reject', actor, to: [who], object: { id: follow, type: 'Follow', actor: who, object: actor } };
}
