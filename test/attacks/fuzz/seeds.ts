// Activities that are right, in the words of each peer software of test/fixtures/peers, put into the mouth of one actor.
import { readdirSync, readFileSync } from 'node:fs';
import { isObject, list } from '../../../federation/read/json.ts';
import { type Json, type PeerActor, PUBLIC } from '../../helpers/peer.ts';

/** What the activities may speak of at the hub. */
export interface Targets {
  member: string;
  group: string;
  /** A thing that all may see, and one that is for few. */
  thing: string;
  letter: string;
}

const folder = new URL('../../fixtures/peers/', import.meta.url);

/** Objects of the fixtures, with every address of theirs moved to one origin: no other host may be asked. */
export function fixtures(origin: string): Json[] {
  return readdirSync(folder).flatMap(name => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const moved = text.replaceAll(PUBLIC, 'as:Public').replace(/https?:\/\/[a-z0-9.-]+/g, origin);
    return objectsIn(JSON.parse(moved));
  });
}

/** Nodes with a type, on the first two levels of a fixture. */
function objectsIn(fixture: Json): Json[] {
  return Object.values(fixture).flatMap(node =>
    typeof node === 'object' && node !== null && 'type' in node ? [node as Json] : [],
  );
}

/** One activity of an actor; `n` chooses which, and makes its ids new. */
export function seed(n: number, as: PeerActor, { objects, targets }: { objects: Json[]; targets: Targets }): Json {
  const act = (type: string, object: unknown, more: Json = {}): Json => ({
    id: `${as.id}/activities/${n}`,
    type,
    actor: as.id,
    to: ['as:Public'],
    cc: [`${as.id}/followers`, targets.member],
    object,
    ...more,
  });
  const base = objects[n % objects.length] as Json;
  const inside = list(base.object).find(isObject);
  const object: Json = base.actor && inside ? inside : base;
  const own: Json = { ...object, id: `${as.id}/objects/${n}`, attributedTo: as.id, to: ['as:Public', targets.member] };
  const follow = act('Follow', targets.group, { id: `${as.id}/follows/${n}` });
  const like = act('Like', targets.thing, { id: `${as.id}/likes/${n}` });
  const all: Json[] = [
    act('Create', own),
    act('Create', { ...own, inReplyTo: targets.thing }),
    act('Create', { ...own, inReplyTo: targets.letter }),
    act('Update', own),
    act('Update', { ...as.document, name: 'Changed' }),
    act('Delete', { id: `${as.id}/objects/${n}`, type: 'Tombstone' }),
    act('Delete', as.id),
    follow,
    like,
    act('Announce', targets.thing),
    act('Announce', act('Create', own)),
    act('Announce', act('Update', own)),
    act('Undo', follow),
    act('Undo', like),
    act('Accept', { ...follow, actor: targets.member, object: as.id }),
    act('Reject', { ...follow, actor: targets.member, object: as.id }),
    act('Add', targets.thing, { target: `${as.id}/featured` }),
    act('Remove', targets.thing, { target: `${as.id}/featured` }),
    act('Move', as.id, { target: `${as.id}-new` }),
    act('Flag', [targets.member, targets.thing], { content: 'Look.' }),
    act('Block', targets.member),
    act('EmojiReact', targets.thing, { content: '🔥' }),
    act('Join', targets.group),
    act('QuoteRequest', targets.thing, { instrument: own }),
  ];
  return all[Math.floor(n / 3) % all.length] as Json;
}
