// Follow: somebody asks to follow an actor of this hub.
import type { Reader } from './activity.ts';
import { idOf, list } from './json.ts';

export const readFollow: Reader = async ({ id, actor, at, node }) => {
  const whom = idOf(list(node.object)[0]);
  return whom ? [{ type: 'followed', id, actor, at, whom }] : [];
};
