// Brings who of this hub follows an actor elsewhere in step with that actor's own list (FEP-8fcf): whom the list lacks no
// longer follows, whom it has in vain is told to it, and a request that it counts as accepted is.
import { isOurs } from '../../src/domain/home.ts';
import type { Follow } from '../../src/domain/records.ts';
import { isObject } from '../read/json.ts';
import { followersAt } from '../sync/followers.ts';
import { sameOrigin } from '../urls.ts';
import { derivedId } from './derived-id.ts';
import type { Task, TaskDeps } from './task.ts';

/** Most members that one list may name; a longer list is not worked off. */
const listLimit = 5000;
/** A follow as young as this may still be under way, in ms. */
const graceMs = 60_000;

export const synchronise: Task<'synchronise'> = async (deps, { actor, url }) => {
  if (!sameOrigin(url, actor) || (await deps.know.stored(actor))?.record !== 'actor') return;
  const { document } = await deps.fetch.getObject(url, { budget: deps.budget() });
  const listed = listedIn(document);
  const following = await followersAt(deps.storage, actor, deps.urls.origin);
  if (!listed || !following) return;
  const named = new Set(listed.filter(id => isOurs(deps.home, id)));
  const known = new Set(following);
  // What the hub itself follows it gathers from: that is asked for anew, and not given up.
  const members = following.filter(id => id !== deps.home.hub);
  for (const member of members) if (!named.has(member)) await drop(deps, member, actor);
  for (const member of named) if (!known.has(member)) await settle(deps, member, actor);
};

/** The ids of the list; undefined for what is no whole list, which must not be taken for an empty one. */
function listedIn(document: unknown): string[] | undefined {
  const items = isObject(document) ? (document.orderedItems ?? document.items) : undefined;
  if (!Array.isArray(items) || items.length > listLimit || !items.every(item => typeof item === 'string'))
    return undefined;
  return items;
}

/** The other side does not count the member among its followers; it is told so, as it would be of any parting. */
async function drop({ storage, know, take, urls }: TaskDeps, member: string, actor: string): Promise<void> {
  const at = new Date().toISOString();
  for (const asked of (await storage.links.get('follows', member, actor))?.by ?? []) {
    const undoes = await know.stored(asked);
    if (undoes?.record !== 'follow' || Date.now() - Date.parse(undoes.published) < graceMs) continue;
    await take({ type: 'undone', id: derivedId(urls, 'undo', asked), actor: member, at, undoes }, 'local');
  }
}

/** The other side counts a member who does not follow: a request that waits is accepted by that, any other is taken back. */
async function settle(deps: TaskDeps, member: string, actor: string): Promise<void> {
  const { storage, know, take, urls } = deps;
  const at = new Date().toISOString();
  if ((await know.stored(member))?.record !== 'actor') return;
  const waiting = (await storage.links.get('asks', member, actor))?.by[0];
  if (waiting) {
    const id = `${waiting}#synchronised`;
    await take({ type: 'followAccepted', id, actor, at, follow: waiting, who: member }, 'observed');
    return;
  }
  const follow: Follow = {
    record: 'follow',
    id: derivedId(urls, 'unknown follow', member, actor, at),
    who: member,
    whom: actor,
    published: at,
  };
  await take({ type: 'undone', id: derivedId(urls, 'undo', follow.id), actor: member, at, undoes: follow }, 'local');
}
