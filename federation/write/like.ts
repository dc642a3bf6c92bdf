// Like: for the author, and for the groups the thing is posted to, which pass it on.
import type { Json } from '../read/json.ts';
import { audienceOf } from './audience.ts';
import type { Lookups } from './lookups.ts';

/** Who liked what. */
export interface Liking {
  id: string;
  who: string;
  what: string;
}

export function writeLike({ id, who, what }: Liking, { known }: Lookups): Json {
  const thing = known(what);
  const author = thing?.record === 'thing' ? [thing.author] : [];
  const groups = thing?.record === 'thing' ? thing.groups : [];
  return { id, type: 'Like', actor: who, to: author, cc: groups, ...audienceOf(groups), object: what };
}
