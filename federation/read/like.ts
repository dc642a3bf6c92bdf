// Like, and the reactions that are read as one (I16), of what the actor can have seen.
import type { Reader } from './activity.ts';
import { list, subjectOf } from './json.ts';

export const readLike: Reader = async ({ id, actor, at, node }, context) => {
  const what = subjectOf(list(node.object)[0]);
  const thing = what ? await context.stored(what) : undefined;
  if (!what || thing?.record !== 'thing' || !(await context.sees(actor, thing))) return [];
  return [{ type: 'liked', id, actor, at, what }];
};
