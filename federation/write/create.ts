// Create: a thing came into being. It can be written from the thing's record alone, as its address is made from the thing's.
import type { Thing } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { thingAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';
import { writeThing } from './things.ts';

/** `id` is the log entry's; for a thing of ours it is the thing's `create` part. */
export function writeCreate({ id, thing }: { id: string; thing: Thing }, lookups: Lookups): Json {
  return {
    id,
    type: 'Create',
    actor: thing.author,
    published: thing.published,
    ...thingAudience(thing, lookups),
    object: writeThing(thing, lookups),
  };
}
