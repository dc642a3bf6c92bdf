// The table of activities: each verb that a peer may send, and who reads it. What is not here is answered 202 and ignored.
import { Problem } from '../../src/domain/problem.ts';
import { claimedTime } from '../../src/domain/time.ts';
import { sameOrigin } from '../urls.ts';
import { readAccept, readReject } from './accept.ts';
import { readAdd, readRemove } from './add.ts';
import { readAnnounce } from './announce.ts';
import type { Context, Read } from './context.ts';
import { readCreate } from './create.ts';
import { readDelete } from './delete.ts';
import { readFlag } from './flag.ts';
import { readFollow } from './follow.ts';
import { address, idOf, isObject, type Json, types } from './json.ts';
import { readLike } from './like.ts';
import { readModeration } from './moderate.ts';
import { readMove } from './move.ts';
import { readQuoteRequest } from './quote.ts';
import { readUndo } from './undo.ts';
import { readUpdate } from './update.ts';

/** What every verb's reader is given: the activity, its checked id and actor, and its time. */
export interface Activity {
  id: string;
  actor: string;
  at: string;
  node: Json;
  /** The id of an activity inside it that its own author has proved (FEP-8b32). */
  proven?: string;
}

export type Reader = (activity: Activity, context: Context) => Promise<Read>;

const readers: Record<string, Reader> = {
  Create: readCreate,
  Update: readUpdate,
  Delete: readDelete,
  Follow: readFollow,
  Accept: readAccept,
  Reject: readReject,
  Undo: readUndo,
  Announce: readAnnounce,
  Like: readLike,
  EmojiReact: readLike,
  Add: readAdd,
  Remove: readRemove,
  Lock: readModeration,
  Block: readModeration,
  QuoteRequest: readQuoteRequest,
  Move: readMove,
  Flag: readFlag,
};

/** Verbs that some peers send without an id (I7, I10); one is made from the bytes. */
const idless = new Set(['Delete', 'Add', 'Remove']);

/** The verb of an activity if it is one that is read. */
export function verbOf(node: Json): string | undefined {
  return types(node).find(type => Object.hasOwn(readers, type));
}

/**
 * Checks the outer form: an object with a type, an actor, and an id on the actor's own origin. `fallbackId` names an
 * activity of a verb that may come without. Throws `malformed` (400) or `actor-mismatch` (403).
 */
export function openActivity(document: unknown, { now, fallbackId }: { now: number; fallbackId(): string }): Activity {
  if (!isObject(document)) throw new Problem('malformed', 400, 'An activity is a JSON object.');
  if (types(document).length === 0) throw new Problem('malformed', 400, 'The activity has no type.');
  const actor = idOf(document.actor);
  if (!actor) throw new Problem('malformed', 400, 'The activity has no actor.');
  const verb = verbOf(document);
  const given = document.id === undefined || document.id === null ? undefined : address(document.id);
  const id = given ?? (verb && idless.has(verb) && document.id == null ? `${actor}#${fallbackId()}` : undefined);
  if (!id || id === actor) throw new Problem('malformed', 400, 'The activity has no usable id.');
  if (!sameOrigin(id, actor))
    throw new Problem('actor-mismatch', 403, "The activity's id is not on its actor's origin.");
  return { id, actor, at: claimedTime(document.published, now), node: document };
}

/** Reads an activity whose signer has been checked. Unknown verbs read as nothing. */
export async function readActivity(activity: Activity, context: Context): Promise<Read> {
  const verb = verbOf(activity.node);
  const reader = verb ? readers[verb] : undefined;
  return reader ? reader(activity, context) : [];
}
