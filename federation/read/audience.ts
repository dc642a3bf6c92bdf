// Whom a thing or activity is for: `to`, `cc` and `audience` as our own words.
import type { Visibility } from '../../src/domain/records.ts';
import { address, idsOf, type Json } from './json.ts';

const publicNames = new Set(['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public']);

/** Visibility, the actors addressed, and the groups named as `audience` (FEP-1b12). */
export interface Addressed {
  visibility: Visibility;
  addressed: string[];
  groups: string[];
}

/** Reads the addressing of a node. Public in `to` is public, in `cc` unlisted; a followers collection comes next, else direct. */
export function readAudience(node: Json): Addressed {
  const to = idsOf(node.to);
  const rest = [...idsOf(node.cc), ...idsOf(node.audience)];
  const groups = idsOf(node.audience).filter(isActor);
  return {
    visibility: visibilityOf(to, rest),
    addressed: [...new Set([...to, ...rest])].filter(isActor),
    groups,
  };
}

/** True when the name is one of the three under which peers write the public collection. */
export function isPublicName(id: string): boolean {
  return publicNames.has(id);
}

function visibilityOf(to: string[], rest: string[]): Visibility {
  if (to.some(isPublicName)) return 'public';
  if (rest.some(isPublicName)) return 'unlisted';
  return [...to, ...rest].some(isFollowers) ? 'followers' : 'direct';
}

function isActor(id: string): boolean {
  return address(id) === id && !isPublicName(id) && !isFollowers(id);
}

function isFollowers(id: string): boolean {
  return /\/followers\/?$|[?&]followers/.test(id);
}
