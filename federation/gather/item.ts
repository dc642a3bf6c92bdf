// One item of a peer's outbox: what its group shares, or what somebody of the same hub published. The words are taken
// from the page only for things of the page's own origin; of all others only the address is taken.
import type { Thing } from '../../src/domain/records.ts';
import { claimedTime } from '../../src/domain/time.ts';
import { address, idOf, isObject, type Json, list, types } from '../read/json.ts';
import { readThing } from '../read/thing.ts';
import { sameOrigin } from '../urls.ts';

export interface Item {
  /** The thing's id. */
  what: string;
  /** The share by the peer's group; absent for a plain Create. */
  share?: { id: string; at: string };
  /** The activity by which it came into being, if the page names it. */
  create?: string;
  /** The thing as it stands on the page. */
  thing?: Thing;
}

/** The item that a node is, undefined for what is none or claims to be of somewhere else. `now` in ms. */
export function readItem(node: unknown, group: string, now: number): Item | undefined {
  if (!isObject(node)) return undefined;
  if (isA(node, 'Create')) return readCreate(node, group, now);
  const id = address(node.id);
  const by = idOf(node.actor) ?? group;
  if (!isA(node, 'Announce') || !id || !sameOrigin(id, group) || by !== group) return undefined;
  const share = { id, at: claimedTime(node.published, now) };
  const object = list(node.object)[0];
  if (isObject(object) && isA(object, 'Create')) {
    const made = readCreate(object, group, now);
    if (made) return { ...made, share };
    const what = idOf(list(object.object)[0]);
    return what ? { what, share } : undefined;
  }
  const what = idOf(object);
  return what ? { what, share, ...thingOf(object, { group, now }) } : undefined;
}

function readCreate(node: Json, group: string, now: number): Item | undefined {
  const object = list(node.object)[0];
  const what = idOf(object);
  if (!what || !sameOrigin(what, group)) return undefined;
  const id = address(node.id);
  return { what, ...(sameOrigin(id, group) && id && { create: id }), ...thingOf(object, { group, now }) };
}

function thingOf(object: unknown, { group, now }: { group: string; now: number }): { thing?: Thing } {
  const thing = isObject(object) && sameOrigin(idOf(object), group) ? readThing(object, now) : undefined;
  if (!thing || !sameOrigin(thing.author, group)) return {};
  return thing.visibility === 'public' || thing.visibility === 'unlisted' ? { thing } : {};
}

function isA(node: Json, type: string): boolean {
  return types(node).includes(type);
}
