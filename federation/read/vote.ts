// Votes (FEP-9967): Notes with a name and without content that answer a poll of this hub. GoToSocial sends several as a list
// (I9). A vote that does not count is ignored without a word; none is ever shown as an answer.
import { choiceOf, isOver, optionLength, voteParts } from '../../src/domain/kinds/poll.ts';
import { cleanText } from '../../src/domain/prose.ts';
import { derivedId } from '../tasks/derived-id.ts';
import type { Activity } from './activity.ts';
import type { Context, Read } from './context.ts';
import { idOf, isObject, type Json, list, types } from './json.ts';

/** True for a node that can be nothing but a vote. */
export function isVote(node: Json): boolean {
  return (
    types(node).includes('Note') && typeof node.name === 'string' && !node.content && Boolean(idOf(node.inReplyTo))
  );
}

/** The votes among the objects of an activity, as far as they count. */
export async function readVotes({ actor, node }: Activity, context: Context): Promise<Read> {
  const votes = list(node.object).filter(isObject).filter(isVote);
  const cast = await Promise.all(votes.map(vote => readVote(vote, actor, context)));
  return cast.flat();
}

async function readVote(vote: Json, actor: string, context: Context): Promise<Read> {
  const poll = await context.stored(idOf(vote.inReplyTo) ?? '');
  const at = new Date(context.now).toISOString();
  if (poll?.record !== 'thing' || poll.kind !== 'poll' || idOf(vote.attributedTo) !== actor) return [];
  const option = cleanText(vote.name, optionLength);
  const choice = choiceOf(poll, option);
  if (choice === undefined || isOver(poll, at)) return [];
  if (!(await context.sees(actor, poll))) return [];
  const id = derivedId(context.home, ...voteParts(poll, actor, option));
  return [{ type: 'voted', id, actor, at, poll: poll.id, choice, option }];
}
