// Whom a thing mentions. Peers name a member of this hub by the id, by the address of the page or by the handle alone (I34);
// whoever can be told by it is told, and what is kept is the id.
import type { Mention } from '../../src/domain/records.ts';
import type { Context } from './context.ts';
import type { Json } from './json.ts';
import { mentionsOf } from './thing.ts';

/** Those whom a node mentions, each once; who is named by a handle alone and is not of this hub is left out. */
export async function readMentions(node: Json, context: Context): Promise<Mention[]> {
  const mentions = new Map<string, Mention>();
  for (const { id: said, handle } of mentionsOf(node)) {
    const id = (await context.here(said ?? handle)) ?? said;
    if (id) mentions.set(id, { id, handle });
  }
  return [...mentions.values()];
}
