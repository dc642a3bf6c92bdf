// A local group shows a public thing to its followers: first the activity as it was made, for group-aware peers
// (FEP-1b12), then the thing itself, which Mastodon and its kin show as a boost.
import { upcast } from '../../src/log/entry.ts';
import { isBanned } from '../../src/log/moderation.ts';
import { groupHere, mayPass, passOn, publicThing, relayable, relayTo, timeOf } from './group.ts';
import type { Task } from './task.ts';

export const announce: Task<'announce'> = async (deps, { thing: what, group, entry }) => {
  if (!(await groupHere(deps, group))) return;
  const thing = await publicThing(deps, what);
  if (!thing || (await isBanned(deps.storage, group, thing.author))) return;
  const cause = await deps.storage.log.get(entry);
  const made = await relayable(deps, entry);
  if (made?.event && !(await mayPass(deps, group, { event: made.event, thread: [what] }))) return;
  if (made?.event?.type === 'published') await relayTo(deps, group, entry);
  await passOn(deps, group, { what, live: true, since: cause ? timeOf(upcast(cause)) : 0 });
};
