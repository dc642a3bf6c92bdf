// How a poll stands. One of this hub is counted from its votes, which are links; one of elsewhere was counted by its author.
import type { Storage } from '../../storage/port.ts';
import { type Home, isOurs } from '../domain/home.ts';
import type { Poll } from '../domain/records.ts';

/** The poll with its counts as they are now. */
export async function counted(
  { links }: Pick<Storage, 'links'>,
  home: Pick<Home, 'origin'>,
  poll: Poll,
): Promise<Poll> {
  if (!isOurs(home, poll.id)) return poll;
  const [voters, ...votes] = await Promise.all([
    links.count({ kind: 'voted', to: poll.id }),
    ...poll.options.map((_, choice) => links.count({ kind: `vote:${choice}`, to: poll.id })),
  ]);
  return { ...poll, voters, options: poll.options.map((option, choice) => ({ ...option, votes: votes[choice] ?? 0 })) };
}
