// A local group shows a public thing to its followers: first the activity as it was made, for group-aware peers
// (FEP-1b12), then the thing itself, which Mastodon and its kin show as a boost.
import { groupHere, passOn, publicThing, relayable, relayTo } from './group.ts';
import type { Task } from './task.ts';

export const announce: Task<'announce'> = async (deps, { thing: what, group, entry }) => {
  if (!(await groupHere(deps, group)) || !(await publicThing(deps, what))) return;
  const made = await relayable(deps, entry);
  if (made?.event?.type === 'published') await relayTo(deps, group, entry);
  await passOn(deps, group, { what, live: true });
};
