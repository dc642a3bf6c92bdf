// A member takes back an activity of theirs by its address: a follow, a like, a share, a block, or what they did as a moderator.
import { Problem } from '../domain/problem.ts';
import { unblock } from './block.ts';
import { type Action, stored } from './deps.ts';
import { unfollow } from './follow.ts';
import { unlike } from './like.ts';
import { lift } from './moderate.ts';
import { unshare } from './share.ts';

export const undo: Action<'undo'> = async (deps, member, { activity }) => {
  const record = await stored(deps, activity);
  if (!record || !('who' in record) || record.who !== member.id)
    throw new Problem('not-found', 404, 'No such activity of yours.');
  if (record.record === 'follow') return unfollow(deps, member, { do: 'unfollow', whom: record.whom });
  if (record.record === 'like') return unlike(deps, member, { do: 'unlike', what: record.what });
  if (record.record === 'share') return unshare(deps, member, { do: 'unshare', what: record.what });
  if (record.record === 'block') {
    const { whom, mute = false } = record;
    return unblock(deps, member, { do: 'unblock', whom, mute });
  }
  if (record.record === 'measure') {
    const { act, group, what } = record;
    return lift(deps, member, { do: 'lift', act, group, what });
  }
  throw new Problem('invalid', 422, 'This cannot be undone.');
};
