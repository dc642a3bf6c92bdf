// Undo of a Follow, Like or Announce, which is embedded whole, for the same addressees: peers that never kept its id
// match it by who and what (I57).

import type { Block } from '../../src/domain/block.ts';
import type { Undone } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import { writeAnnounce } from './announce.ts';
import { writeFollow } from './follow.ts';
import { writeLike } from './like.ts';
import type { Lookups } from './lookups.ts';

/** That somebody is let in again is told as little as that they were kept off. */
export function writeUndone({ id, actor, undoes }: Undone, lookups: Lookups): Json | undefined {
  if (undoes.record === 'block') return undefined;
  const object = writeUndoable(undoes, lookups);
  const { to, cc, audience } = object;
  return {
    id,
    type: 'Undo',
    actor,
    to,
    ...(cc !== undefined && { cc }),
    ...(audience !== undefined && { audience }),
    object,
  };
}

/** A stored follow, like or share as the activity it was. */
export function writeUndoable(undoes: Exclude<Undone['undoes'], Block>, lookups: Lookups): Json {
  switch (undoes.record) {
    case 'follow':
      return writeFollow(undoes);
    case 'like':
      return writeLike(undoes, lookups);
    case 'share':
      return writeAnnounce(undoes, lookups);
  }
}
