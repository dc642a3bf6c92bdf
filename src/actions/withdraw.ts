// A member takes back what they published; editors and admins may take down anything, of another hub as far as it is here.
import { keepsHouse } from '../domain/authority.ts';
import { Problem } from '../domain/problem.ts';
import { type Action, stored, thingOf } from './deps.ts';
import { revoke } from './quote.ts';

export const withdraw: Action<'withdraw'> = async (deps, member, { what, reason }) => {
  const known = await stored(deps, what);
  if (known?.record === 'stamp') return revoke(deps, member, known);
  const thing = await thingOf(deps, what);
  const own = thing.author === member.id;
  if (!own && !keepsHouse(member) && member.id !== deps.home.hub)
    throw new Problem('not-allowed', 403, 'Only its author may withdraw this.');
  const activity = deps.addresses.newActivity();
  await deps.take({
    type: 'withdrawn',
    id: activity,
    actor: member.id,
    at: deps.now(),
    what,
    author: thing.author,
    ...(!own && reason && { reason: reason.slice(0, 5000) }),
  });
  return { activity, object: what };
};
