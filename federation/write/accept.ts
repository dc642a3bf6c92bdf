// Accept of a Follow. The request is embedded with the id under which it came: some match it by id, some by who and whom (I45).
import type { FollowAccepted } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';

export function writeAccept({ id, actor, follow, who }: FollowAccepted): Json {
  return { id, type: 'Accept', actor, to: [who], object: { id: follow, type: 'Follow', actor: who, object: actor } };
}
