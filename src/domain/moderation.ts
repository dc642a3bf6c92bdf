// What moderators do in a group, folded: a record for as long as it stands, and a link that tells of it. Nothing here
// touches what an author published: a group decides what it shows and who speaks in it, and nothing more (FEP-1b12).
import { type Change, link, putOnce, unlink } from './changes.ts';
import type { Lifted, Moderated } from './events.ts';
import { hostOf } from './home.ts';
import type { LinkKind } from './links.ts';
import type { Measure, ModeratorAct } from './records.ts';
import { numOf } from './time.ts';

/** The link from the group by which each act is known. */
export const actLinks = {
  remove: 'removed',
  lock: 'locked',
  pin: 'featured',
  ban: 'banned',
  appoint: 'moderator',
} as const satisfies Record<ModeratorAct, LinkKind>;

/** Acts about an actor; the others are about a thing. */
export function isAboutActor(act: ModeratorAct): boolean {
  return act === 'ban' || act === 'appoint';
}

/** The name under which who opened a group moderates it, so that this can end like any appointment. */
export function foundersPlace(group: string, who: string): string {
  return `${group}#moderator ${who}`;
}

/** The record of what was done. */
export function measureOf({ id, act, group, actor, what, reason, until, at }: Moderated): Measure {
  return {
    record: 'measure',
    id,
    act,
    group,
    who: actor,
    what,
    ...(reason && { reason }),
    ...(until && { until }),
    published: at,
  };
}

export function moderated(event: Moderated): Change[] {
  const { group, what, id, at } = event;
  const sort = numOf(id, at);
  return [
    putOnce(measureOf(event), group),
    link(actLinks[event.act], group, what, id, sort),
    link('measure', group, id, id, sort),
    ...(event.ends ?? []).flatMap((share): Change[] => [
      { do: 'bury', id: share, kind: 'share', owner: group, at },
      unlink('shares', group, what, share),
      unlink('shown', what, share, share),
      unlink('home', hostOf(what), what, share),
    ]),
  ];
}

export function lifted({ lifts, at }: Lifted): Change[] {
  return [
    { do: 'bury', id: lifts.id, kind: 'measure', owner: lifts.group, at },
    unlink(actLinks[lifts.act], lifts.group, lifts.what, lifts.id),
  ];
}
