// Move: an actor says where it went. Kept for admins; followers are not moved without them.
import type { Reader } from './activity.ts';
import { idOf } from './json.ts';

export const readMove: Reader = async ({ id, actor, at, node }) => {
  const to = idOf(node.target);
  const moved = idOf(node.object);
  return to && (!moved || moved === actor) ? [{ type: 'moved', id, actor, at, to }] : [];
};
