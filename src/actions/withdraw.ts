// A member takes back what they published; editors and admins may take down anything of this hub.

import { keepsHouse } from '../domain/authority.ts';
import { isOurs } from '../domain/home.ts';
import { Problem } from '../domain/problem.ts';
import { type Action, thingOf } from './deps.ts';

export const withdraw: Action<'withdraw'> = async (deps, member, { what }) => {
  const thing = await thingOf(deps, what);
  const may = thing.author === member.id || (keepsHouse(member) && isOurs(deps.home, what));
  if (!may) throw new Problem('not-allowed', 403, 'Only its author may withdraw this.');
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'withdrawn', id: activity, actor: member.id, at: deps.now(), what, author: thing.author });
  return { activity, object: what };
};
