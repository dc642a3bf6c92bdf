// Follow: somebody asks to follow an actor of this hub.
import type { Reader } from './activity.ts';
import { isPublicName } from './audience.ts';
import { idOf, idsOf, list } from './json.ts';

/** A relay is asked by a Follow of everything public (FEP-ae0c); the hub's group is one, in that it passes on what is published here. */
export const readFollow: Reader = async ({ id, actor, at, node }, { home }) => {
  if (isEverything(node.object)) return [{ type: 'followed', id, actor, at, whom: home.hub, everything: true }];
  const whom = idOf(list(node.object)[0]);
  return whom ? [{ type: 'followed', id, actor, at, whom }] : [];
};

/** True for the public collection as the object of a Follow, whole or in one of its short names. */
export function isEverything(object: unknown): boolean {
  const [name, ...more] = idsOf(object);
  return name !== undefined && more.length === 0 && isPublicName(name);
}
