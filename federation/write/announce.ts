// Announce of a thing: a member passes it on, or a community shows it. By id, as every peer takes it from its origin;
// between our own hubs a page of an outbox carries the thing itself.
import type { Json } from '../read/json.ts';
import { audienceOf, publicAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';

/** Who passed what on, into which communities. */
export interface Sharing {
  id: string;
  who: string;
  what: string;
  into: string[];
  published: string;
}

/** `object` is the thing's node where it is to be embedded. */
export function writeAnnounce({ id, who, what, into, published }: Sharing, lookups: Lookups, object?: Json): Json {
  const thing = lookups.known(what);
  const author = thing?.record === 'thing' ? [thing.author] : [];
  return {
    id,
    type: 'Announce',
    actor: who,
    published,
    ...publicAudience(who, [...author, ...into], lookups),
    ...audienceOf(into),
    object: object ?? what,
  };
}
