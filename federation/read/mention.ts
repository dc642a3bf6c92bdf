// Whom of this hub a thing mentions. Peers name a member by the id, by the address of the page or by the handle alone (I34);
// whoever can be told by it is told, and what is kept is the id.
import type { Mention, Thing } from '../../src/domain/records.ts';
import type { Context } from './context.ts';
import { isObject } from './json.ts';
import { mentionsOf, readThing } from './thing.ts';

/** As `readThing`, with members of this hub mentioned by their ids, however they were named. */
export async function readThingHere(document: unknown, context: Context): Promise<Thing | undefined> {
  const thing = readThing(document, context.now);
  if (!thing || !isObject(document)) return undefined;
  const mentions = new Map<string, Mention>();
  for (const { id: said, handle } of mentionsOf(document)) {
    const id = (await context.here(said ?? handle)) ?? said;
    if (id) mentions.set(id, { id, handle });
  }
  return { ...thing, mentions: [...mentions.values()] };
}
