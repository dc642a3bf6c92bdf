// Delete: a thing or an actor is gone. What was never seen leaves a tombstone, so that a late Create stays deleted (L17).

import { sameOrigin } from '../urls.ts';
import type { Reader } from './activity.ts';
import { idOf, list } from './json.ts';

export const readDelete: Reader = async ({ id, actor, at, node }, context) => {
  const what = idOf(list(node.object)[0]);
  if (!what || !sameOrigin(what, actor)) return [];
  if (what === actor) return [{ type: 'departed', id, actor, at }];
  const known = await context.stored(what);
  if (known && known.record !== 'thing') return [];
  return [{ type: 'withdrawn', id, actor, at, what, author: known?.author ?? actor }];
};
