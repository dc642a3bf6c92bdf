// A member votes in a poll, here or elsewhere. A vote stands: it is not changed, and only the poll's author is told of it.
import { choiceOf, isOver, voteParts } from '../domain/kinds/poll.ts';
import { Problem } from '../domain/problem.ts';
import type { Poll } from '../domain/records.ts';
import { type Action, type ActionDeps, findThing, mustSee } from './deps.ts';

export const vote: Action<'vote'> = async (deps, member, { what, choices }) => {
  const poll = await findThing(deps, what);
  if (poll.kind !== 'poll') throw new Problem('invalid', 422, 'This is no poll.');
  await mustSee(deps, member, poll);
  const at = deps.now();
  const wanted = [...new Set(choices)];
  if (isOver(poll, at)) throw refused('fault.pollOver');
  if (wanted.length === 0 || wanted.some(option => choiceOf(poll, option) === undefined))
    throw refused('fault.choiceMissing');
  if (!poll.multiple && wanted.length > 1) throw refused('fault.choiceOne');
  if (await deps.storage.links.get('voted', member.id, poll.id)) throw refused('fault.votedAlready');
  let activity = '';
  for (const option of wanted) activity = await cast(deps, { voter: member.id, poll, option, at });
  return { activity, object: poll.id };
};

async function cast(
  { take, addresses }: ActionDeps,
  { voter, poll, option, at }: { voter: string; poll: Poll; option: string; at: string },
): Promise<string> {
  const id = addresses.activityOf(...voteParts(poll, voter, option));
  await take({ type: 'voted', id, actor: voter, at, poll: poll.id, choice: choiceOf(poll, option) as number, option });
  return id;
}

function refused(message: string): Problem {
  return new Problem('invalid', 422, 'This vote does not count.', { faults: [{ field: 'choice', message }] });
}
