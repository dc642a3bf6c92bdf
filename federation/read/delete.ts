// Delete: a thing or an actor is gone. What was never seen is remembered as theirs who say so, and their late Create stays deleted (L17).
// Of what another wrote it is a moderator's word, and takes nothing from its author.

import { sameOrigin } from '../urls.ts';
import type { Reader } from './activity.ts';
import { idOf, list } from './json.ts';
import { readModeration } from './moderate.ts';

export const readDelete: Reader = async (activity, context) => {
  const { id, actor, at, node } = activity;
  const what = idOf(list(node.object)[0]);
  if (!what) return [];
  if (what === actor) return [{ type: 'departed', id, actor, at }];
  const known = await context.stored(what);
  if (known?.record === 'thing' && known.author !== actor) return readModeration(activity, context);
  if (!sameOrigin(what, actor)) return [];
  if (known?.record === 'stamp')
    return [{ type: 'quoteRevoked', id, actor, at, stamp: what, quote: known.quote, what: known.what }];
  if (known && known.record !== 'thing') return [];
  return [{ type: 'withdrawn', id, actor, at, what, author: known?.author ?? actor }];
};
