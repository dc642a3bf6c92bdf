// Whom a thing or activity is for, as `to`, `cc` and `audience`; read/audience.ts is its mirror.
// Public is always written in full: PeerTube takes `as:Public` for a broken address (I46).
import type { Thing } from '../../src/domain/records.ts';
import type { Lookups } from './lookups.ts';

/** The public collection. */
export const everyone = 'https://www.w3.org/ns/activitystreams#Public';

/** Addressing as it stands in JSON; `audience` is one group as text, several as a list (FEP-1b12). */
export interface Addressing {
  to: string[];
  cc: string[];
  audience?: string | string[];
}

/** The addressing of a thing and of what makes or changes it. */
export function thingAudience(thing: Thing, lookups: Lookups): Addressing {
  const followers = followersOf(thing.author, lookups);
  const groups = thing.visibility === 'direct' ? [] : thing.groups;
  const people = [...thing.addressed, ...thing.mentions.map(mention => mention.id)].filter(id => id !== thing.author);
  const rest = [...groups, ...people];
  const by = {
    public: { to: [everyone], cc: [...followers, ...rest] },
    unlisted: { to: followers, cc: [everyone, ...rest] },
    followers: { to: followers, cc: rest },
    direct: { to: people, cc: [] },
  };
  const { to, cc } = by[thing.visibility];
  return { to: unique(to), cc: unique(cc), ...audienceOf(groups) };
}

/** The addressing of what an actor does before everybody: followers and the named hear of it. */
export function publicAudience(actor: string, named: string[], lookups: Lookups): { to: string[]; cc: string[] } {
  return { to: [everyone], cc: unique([...followersOf(actor, lookups), ...named.filter(id => id !== actor)]) };
}

/** `audience` for these groups, nothing for none. */
export function audienceOf(groups: string[]): Pick<Addressing, 'audience'> {
  const [first, ...others] = unique(groups);
  if (first === undefined) return {};
  return { audience: others.length > 0 ? [first, ...others] : first };
}

/** The followers collection of an actor as a list; none when it is a stranger's and not known. */
function followersOf(actor: string, { urls, known }: Lookups): string[] {
  if (urls.isOurs(actor)) return [urls.actorPart(actor, 'followers')];
  const record = known(actor);
  return record?.record === 'actor' && record.followers ? [record.followers] : [];
}

function unique(ids: string[]): string[] {
  return [...new Set(ids)];
}
