// What a moderator of a local group did, or took back, takes effect: the group passes the activity on to its followers, takes
// back what it showed of a removed thing, which is all that Mastodon and its kin understand, and shows again what returns.
import { isBanned } from '../../src/log/moderation.ts';
import { showings } from '../deliver/holders.ts';
import { groupHere, passOn, publicThing, relayable, relayTo, takeBack, timeOf } from './group.ts';
import type { Task } from './task.ts';

export const enforce: Task<'enforce'> = async (deps, { entry: id, group }) => {
  const entry = await relayable(deps, id);
  if (!entry?.event || !(await groupHere(deps, group))) return;
  await relayTo(deps, group, id);
  const { event } = entry;
  if (event.type === 'moderated' && event.act === 'remove') {
    for (const showing of await showings(deps, event.what)) {
      if (showing.group === group) await takeBack(deps, showing, event.at);
    }
  }
  if (event.type !== 'lifted' || event.lifts.act !== 'remove') return;
  const thing = await publicThing(deps, event.lifts.what);
  const starts = thing && !thing.inReplyTo;
  if (!starts || (await isBanned(deps.storage, group, thing.author))) return;
  await passOn(deps, group, { what: thing.id, live: true, since: timeOf(entry) });
};
