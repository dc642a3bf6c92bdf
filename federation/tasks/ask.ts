// Somebody says that something of another hub came to be, changed or went, and does not say what it is now: its own hub is asked.
// What was not known before is then taken as if the activity had shown it.
import { claimedTime } from '../../src/domain/time.ts';
import { upcast } from '../../src/log/entry.ts';
import { isPut } from '../../storage/port.ts';
import { askOrigin } from '../ask-origin.ts';
import type { Budget } from '../fetch.ts';
import { type Activity, readActivity } from '../read/activity.ts';
import { idOf, isObject, type Json, types } from '../read/json.ts';
import { sameOrigin } from '../urls.ts';
import type { Task, TaskDeps } from './task.ts';

export const ask: Task<'ask'> = async (deps, { what, entry }) => {
  const budget = deps.budget();
  const record = await deps.storage.records.get(what);
  if (record?.kind === 'actor') await deps.know.actor(what, { refresh: true, budget });
  else if (isPut(record) || entry === undefined) await askOrigin(deps, what, budget);
  else await receive(deps, { what, entry, budget });
};

/** What an activity of this entry only named, or a group passed on without a proof, as its origin shows it. */
async function receive(
  deps: TaskDeps,
  { what, entry, budget }: { what: string; entry: string; budget: Budget },
): Promise<void> {
  const stored = await deps.storage.log.get(entry);
  const { event, raw } = stored ? upcast(stored) : {};
  const node: unknown = raw === undefined ? undefined : JSON.parse(raw);
  if (!event || raw === undefined || !isObject(node)) return;
  const { document } = await deps.fetch.getObject(what, { budget });
  if (!isObject(document) || idOf(document) !== what) return;
  const { actor, at } = event;
  const is = (...names: string[]) => types(node).some(type => names.includes(type));
  if (is('Create', 'Update'))
    return take(deps, { id: `${entry}#object`, actor, at, node: { ...node, object: document } }, raw);
  if (is('Announce') && types(document).some(type => asked.has(type))) await takeSaid(deps, { what, document, budget });
}

/** What others say of things of this hub. */
const asked = new Set(['Like', 'EmojiReact', 'Undo']);

/** Somebody's activity, found at its own address, which is of its actor's origin. */
async function takeSaid(
  deps: TaskDeps,
  { what, document, budget }: { what: string; document: Json; budget: Budget },
): Promise<void> {
  const actor = idOf(document.actor);
  if (!actor || !sameOrigin(actor, what) || (await deps.peers.isBlocked(actor))) return;
  if (!(await deps.know.actor(actor, { budget }))) return;
  const at = claimedTime(document.published, Date.now());
  await take(deps, { id: what, actor, at, node: document }, JSON.stringify(document));
}

async function take(deps: TaskDeps, activity: Activity, raw: string): Promise<void> {
  if (await deps.peers.isBlocked(activity.actor)) return;
  for (const read of await readActivity(activity, deps.context())) await deps.take(read, 'remote', raw);
}
