// Announce of an activity: a community passes on what was done in it (FEP-1b12). What a peer sent is passed on as it came.
import type { Relayed } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { audienceOf, publicAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';

export function writeRelayed({ id, actor, entry, at }: Relayed, lookups: Lookups): Json {
  return {
    id,
    type: 'Announce',
    actor,
    published: at,
    ...publicAudience(actor, [], lookups),
    ...audienceOf([actor]),
    object: lookups.inner ?? entry,
  };
}
