// Move: an actor that somebody here follows says where it went. Whether it is so is asked at both ends (tasks/move.ts).
import type { Reader } from './activity.ts';
import { idOf, list } from './json.ts';

export const readMove: Reader = async ({ id, actor, at, node }, context) => {
  const to = idOf(list(node.target)[0]);
  const moved = idOf(list(node.object)[0]);
  if (!(await context.isFollowed(actor))) return [];
  return to && to !== actor && (!moved || moved === actor) ? [{ type: 'moved', id, actor, at, to }] : [];
};
