// A poll as its page shows it: how it stands, what the viewer chose, and whether the viewer may still vote.
import { isOver } from '../domain/kinds/poll.ts';
import type { Poll } from '../domain/records.ts';
import { counted } from '../log/counting.ts';
import type { Reader } from './reader.ts';

export interface PollView {
  options: {
    name: string;
    votes: number;
    /** Of those who voted, or of all votes where that is not known; 0 to 100, whole. */
    percent: number;
    /** The viewer chose it. */
    chosen: boolean;
  }[];
  multiple: boolean;
  voters: number;
  ends?: string;
  over: boolean;
  /** The viewer has voted. */
  voted: boolean;
}

export async function pollView(reader: Reader, poll: Poll): Promise<PollView> {
  const { links } = reader.storage;
  const now = await counted(reader.storage, reader, poll);
  const all = now.options.reduce((sum, { votes }) => sum + votes, 0);
  const voters = now.voters ?? (poll.multiple ? Math.max(...now.options.map(({ votes }) => votes)) : all);
  const viewer = reader.viewer?.id;
  const chosen = await Promise.all(
    now.options.map(async (_, choice) => viewer && (await links.get(`vote:${choice}`, viewer, poll.id)) !== undefined),
  );
  return {
    options: now.options.map((option, choice) => ({
      ...option,
      percent: voters > 0 ? Math.min(100, Math.round((100 * option.votes) / voters)) : 0,
      chosen: chosen[choice] === true,
    })),
    multiple: poll.multiple,
    voters,
    ...(poll.ends && { ends: poll.ends }),
    over: isOver(poll, new Date().toISOString()),
    voted: chosen.some(Boolean),
  };
}
