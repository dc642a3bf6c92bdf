// Somebody's word that a thing of elsewhere changed is only a hint: the thing is asked at its own origin. What is gone there
// is withdrawn here, what has a newer form is revised; anything else is left as it is.
import type { DomainEvent } from '../src/domain/events.ts';
import { isOurs } from '../src/domain/home.ts';
import { isSamePoll } from '../src/domain/kinds/poll.ts';
import { Problem } from '../src/domain/problem.ts';
import type { Poll, Thing } from '../src/domain/records.ts';
import type { StoredRecord } from '../storage/port.ts';
import type { Budget } from './fetch.ts';
import { isObject, types } from './read/json.ts';
import { inThread, newForm, readThing } from './read/thing.ts';
import { countedOf } from './read/update.ts';
import { takeDown } from './tasks/take-down.ts';
import type { TaskDeps } from './tasks/task.ts';

export type AskDeps = Pick<TaskDeps, 'storage' | 'urls' | 'home' | 'take' | 'fetch' | 'know' | 'peers'>;

/**
 * Asks for a known thing of another hub; does nothing when it cannot be told now. What is not open to all is never asked
 * for: its origin says of it that there is nothing, and that would take it from those it was written to.
 */
export async function askOrigin(deps: AskDeps, what: string, budget: Budget): Promise<void> {
  const record = await deps.storage.records.get(what);
  if (!record || record.buried !== undefined || record.kind !== 'thing' || isOurs(deps.home, what)) return;
  const known = record.body as Thing;
  if (known.visibility !== 'public' && known.visibility !== 'unlisted') return;
  if (await deps.peers.isBlocked(what)) return;
  const found = await look(deps, what, budget);
  if (found === 'gone') return takeDown(deps, what, known.author);
  const thing = readThing(found, Date.now());
  if (thing?.id !== record.id) return;
  const newer = isNewer(thing, record) ? revision(thing, record) : undefined;
  if (newer) await deps.take(newer, 'observed');
  else if (thing.kind === 'poll' && known.kind === 'poll' && isSamePoll(known, thing))
    await takeCounts(deps, known, thing);
}

/** True when a thing is a newer form of what is stored. */
export function isNewer(thing: Thing | undefined, record: StoredRecord | undefined): boolean {
  if (!thing?.updated || !record || record.buried !== undefined || record.kind !== 'thing') return false;
  const known = record.body as Thing;
  return known.author === thing.author && thing.updated > (known.updated ?? known.published);
}

/** The event by which the newer form of a known thing is taken; undefined when it would become another kind of thing. */
export function revision(thing: Thing | undefined, record: StoredRecord | undefined): DomainEvent | undefined {
  const known = record?.body as Thing | null | undefined;
  const form = thing && known ? newForm(known, thing) : undefined;
  if (!thing || !form) return undefined;
  const at = thing.updated ?? thing.published;
  const revised = inThread(form, known?.thread);
  return { type: 'revised', id: `${thing.id}#observed-${at}`, actor: thing.author, at, thing: revised };
}

async function takeCounts({ take }: AskDeps, known: Poll, found: Poll): Promise<void> {
  const event = countedOf(known, found, { id: '', actor: known.author, at: new Date().toISOString() });
  if (JSON.stringify(event.thing) === JSON.stringify(known)) return;
  await take({ ...event, id: `${known.id}#counted-${event.at}` }, 'observed');
}

/** The document at an address, `gone` for 404, 410 and a Tombstone; undefined when it cannot be told now. */
async function look({ fetch }: AskDeps, what: string, budget: Budget): Promise<unknown> {
  try {
    const { document } = await fetch.getObject(what, { budget });
    return isObject(document) && types(document).includes('Tombstone') ? 'gone' : document;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const status = error.extras.peerStatus;
    return status === 404 || status === 410 ? 'gone' : undefined;
  }
}
