// A poll of this hub is counted anew and its followers and voters are told: a while after votes came, and when it ends.
// `round` names the counting, so that each is done once.

import { isOurs } from '../../src/domain/home.ts';
import { counted } from '../../src/log/counting.ts';
import { derivedId } from './derived-id.ts';
import type { Task } from './task.ts';

export const count: Task<'count'> = async ({ storage, home, know, urls, take }, { poll: id, round }) => {
  const poll = await know.stored(id);
  if (poll?.record !== 'thing' || poll.kind !== 'poll' || !isOurs(home, id)) return;
  const now = await counted(storage, home, poll);
  const at = new Date().toISOString();
  await take({ type: 'counted', id: derivedId(urls, 'count', id, round), actor: poll.author, at, thing: now }, 'local');
};
