// The first entries of a hub: its public face and its signing actor. Its origin is fixed from then on.
import type { Storage } from '../storage/port.ts';
import type { Actor } from './domain/records.ts';
import type { Take } from './log/take.ts';

export interface Founding {
  storage: Storage;
  take: Take;
  origin: string;
  name: string;
  /** The addresses of the two actors and of what belongs to an actor. */
  urls: {
    hub: string;
    instance: string;
    host: string;
    sharedInbox: string;
    page(handle: string): string;
    actorPart(actor: string, part: 'inbox' | 'outbox' | 'followers' | 'featured'): string;
  };
}

/** Thrown when the folder or database belongs to a hub of another origin. */
export class OtherOrigin extends Error {
  override name = 'OtherOrigin';
}

/** Refuses the data of another origin, and makes the hub's actors if they are not there, or under an old name. */
export async function found({ storage, take, origin, name, urls }: Founding): Promise<void> {
  await storage.state.add('setting', 'origin', origin);
  const fixed = await storage.state.get('setting', 'origin');
  if (fixed !== origin)
    throw new OtherOrigin(
      `HUB_ORIGIN is ${origin}, but this data belongs to ${fixed}, and every identifier begins with it`,
    );
  for (const [id, office] of [
    [urls.hub, 'hub'],
    [urls.instance, 'instance'],
  ] as const) {
    const known = (await storage.records.get(id))?.body as Actor | undefined;
    if (known?.name === name) continue;
    const at = new Date().toISOString();
    const profile = known ? { ...known, name, updated: at } : makeOffice({ id, office, name, at }, urls);
    await take({ type: 'profiled', id: `${id}#${known ? at : 'founded'}`, actor: id, at, profile }, 'local');
  }
}

function makeOffice(
  { id, office, name, at }: { id: string; office: 'hub' | 'instance'; name: string; at: string },
  urls: Founding['urls'],
): Actor {
  return {
    record: 'actor',
    id,
    office,
    kind: office === 'hub' ? 'group' : 'application',
    handle: office,
    host: urls.host,
    name,
    summary: '',
    url: urls.page(office),
    inbox: urls.actorPart(id, 'inbox'),
    sharedInbox: urls.sharedInbox,
    outbox: urls.actorPart(id, 'outbox'),
    followers: urls.actorPart(id, 'followers'),
    featured: urls.actorPart(id, 'featured'),
    local: true,
    published: at,
  };
}
