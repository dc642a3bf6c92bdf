// Follow: an actor of ours asks to follow another.
import type { Json } from '../read/json.ts';
import { everyone } from './audience.ts';

/** Who asks whom, and the id of the asking. */
export interface Asking {
  id: string;
  who: string;
  whom: string;
  /** As a relay is asked, for everything public (FEP-ae0c). */
  everything?: true;
}

export function writeFollow({ id, who, whom, everything }: Asking): Json {
  return { id, type: 'Follow', actor: who, to: [whom], object: everything ? everyone : whom };
}
