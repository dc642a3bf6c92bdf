// Somebody says that something of another hub came to be, changed or went, and does not say what it is now: its own hub is asked.
// What was not known before is then taken as if the activity had shown it.
import { upcast } from '../../src/log/entry.ts';
import { askOrigin } from '../ask-origin.ts';
import type { Budget } from '../fetch.ts';
import { makeContext } from '../inbox/context.ts';
import { readActivity } from '../read/activity.ts';
import { idOf, isObject, type Json, types } from '../read/json.ts';
import type { Task, TaskDeps } from './task.ts';

export const ask: Task<'ask'> = async (deps, { what, entry }) => {
  const budget = deps.budget();
  const record = await deps.storage.records.get(what);
  if (record?.kind === 'actor') await deps.know.actor(what, { refresh: true, budget });
  else if (record || entry === undefined) await askOrigin(deps, what, budget);
  else await receive(deps, { what, entry, budget });
};

/** What a Create or Update of this entry only named, as its origin shows it. */
async function receive(
  deps: TaskDeps,
  { what, entry, budget }: { what: string; entry: string; budget: Budget },
): Promise<void> {
  const stored = await deps.storage.log.get(entry);
  const { event, raw } = stored ? upcast(stored) : {};
  const node: unknown = raw === undefined ? undefined : JSON.parse(raw);
  if (!event || !isObject(node) || !types(node).some(type => type === 'Create' || type === 'Update')) return;
  const { actor, at } = event;
  if (await deps.peers.isBlocked(actor)) return;
  const { document } = await deps.fetch.getObject(what, { budget });
  if (idOf(document) !== what) return;
  const shown: Json = { ...node, object: document };
  for (const read of await readActivity({ id: `${entry}#object`, actor, at, node: shown }, makeContext(deps)()))
    await deps.take(read, 'remote', raw);
}
