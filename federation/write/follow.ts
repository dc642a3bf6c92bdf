// Follow: an actor of ours asks to follow another.
import type { Json } from '../read/json.ts';

/** Who asks whom, and the id of the asking. */
export interface Asking {
  id: string;
  who: string;
  whom: string;
}

export function writeFollow({ id, who, whom }: Asking): Json {
  return { id, type: 'Follow', actor: who, to: [whom], object: whom };
}
