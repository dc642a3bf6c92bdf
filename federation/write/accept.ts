// Accept of a Follow. The request is embedded with the id under which it came: some match it by id, some by who and whom (I45).
import type { FollowAccepted } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { everyone } from './audience.ts';
import type { Lookups } from './lookups.ts';

export function writeAccept({ id, actor, follow, who }: FollowAccepted, { known }: Lookups): Json {
  const asked = known(follow);
  const object = asked?.record === 'follow' && asked.everything ? everyone : actor;
  return { id, type: 'Accept', actor, to: [who], object: { id: follow, type: 'Follow', actor: who, object } };
}
