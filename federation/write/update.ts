// Update: a thing or an actor has a new form. It carries the whole object, and a time without which Mastodon keeps the
// old text (I57).
import type { Counted, Profiled, Revised } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { writeActor } from './actor.ts';
import { publicAudience, thingAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';
import { writeThing } from './things.ts';

export function writeRevised(event: Revised, lookups: Lookups): Json {
  return writeUpdated(event, event.thing.updated ?? event.at, lookups);
}

/** New counts of a poll. FEP-9967 asks for `updated`; nobody takes it for an edit, as no word of it changed. */
export function writeCounted(event: Counted, lookups: Lookups): Json {
  const { thing, at } = event;
  return writeUpdated(event, at, { ...lookups, over: thing.ends !== undefined && thing.ends <= at });
}

function writeUpdated({ id, thing, at }: Revised | Counted, updated: string, lookups: Lookups): Json {
  return {
    id,
    type: 'Update',
    actor: thing.author,
    published: at,
    ...thingAudience(thing, lookups),
    object: writeThing({ ...thing, updated }, lookups),
  };
}

export function writeProfiled({ id, actor, profile, at }: Profiled, lookups: Lookups): Json {
  if (!lookups.key) throw new Error(`an actor is written with its key, and that of ${actor} was not looked up`);
  return {
    id,
    type: 'Update',
    actor,
    published: at,
    ...publicAudience(actor, [], lookups),
    object: writeActor({ ...profile, updated: profile.updated ?? at }, lookups.key, lookups.urls),
  };
}
