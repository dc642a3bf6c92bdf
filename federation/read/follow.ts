// Follow: somebody asks to follow an actor of this hub, by its id or by the address of its page (I31).
import { isOurs } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Reader } from './activity.ts';
import { isPublicName } from './audience.ts';
import { idOf, idsOf, list } from './json.ts';

/**
 * A relay is asked by a Follow of everything public (FEP-ae0c); the hub's group is one, in that it passes on what is
 * published here. Throws `not-found` (404) where nobody of this hub is meant, so that the peer does not wait for an answer.
 */
export const readFollow: Reader = async ({ id, actor, at, node }, { home, stored, here }) => {
  if (isEverything(node.object)) return [{ type: 'followed', id, actor, at, whom: home.hub, everything: true }];
  const named = idOf(list(node.object)[0]);
  if (!named) return [];
  const whom = (await here(named)) ?? named;
  if (isOurs(home, whom) && (await stored(whom))?.record !== 'actor')
    throw new Problem('not-found', 404, 'No such actor on this hub.');
  return [{ type: 'followed', id, actor, at, whom }];
};

/** True for the public collection as the object of a Follow, whole or in one of its short names. */
export function isEverything(object: unknown): boolean {
  const [name, ...more] = idsOf(object);
  return name !== undefined && more.length === 0 && isPublicName(name);
}
