// A vote: a Note with a name and without content, for the poll's author alone (FEP-9967); read/vote.ts is its mirror.
import type { Voted } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import type { Lookups } from './lookups.ts';

export function writeVoted({ id, actor, poll, option }: Voted, { known }: Lookups): Json {
  const thing = known(poll);
  const to = thing?.record === 'thing' ? [thing.author] : [];
  return {
    id,
    type: 'Create',
    actor,
    to,
    object: { id: `${id}#vote`, type: 'Note', attributedTo: actor, to, inReplyTo: poll, name: option },
  };
}
