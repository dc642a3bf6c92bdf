// Like, and the reactions that are read as one (I16).
import type { Reader } from './activity.ts';
import { list, subjectOf } from './json.ts';

export const readLike: Reader = async ({ id, actor, at, node }, context) => {
  const what = subjectOf(list(node.object)[0]);
  if (!what || (await context.stored(what))?.record !== 'thing') return [];
  return [{ type: 'liked', id, actor, at, what }];
};
