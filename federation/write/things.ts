// The kinds of things and who writes each; a new kind does not compile until it stands here.
import type { Thing, ThingKind } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { writeDiscussion } from './discussion.ts';
import type { Lookups } from './lookups.ts';
import { writePoll } from './poll.ts';
import { writeResource } from './resource.ts';

const writers: { [K in ThingKind]: (thing: Extract<Thing, { kind: K }>, lookups: Lookups) => Json } = {
  resource: writeResource,
  discussion: writeDiscussion,
  poll: writePoll,
};

/** The type that a thing of a kind has on the wire. */
export const typeOf: { [K in ThingKind]: 'Article' | 'Note' | 'Question' } = {
  resource: 'Article',
  discussion: 'Note',
  poll: 'Question',
};

/**
 * The node of a thing, without @context: ours with its collections, a stranger's as it was read.
 * `lookups.known` gives the actors it names; what is not known is written as far as it can be.
 */
export function writeThing(thing: Thing, lookups: Lookups): Json {
  const writer = writers[thing.kind] as (thing: Thing, lookups: Lookups) => Json;
  return writer(thing, lookups);
}
