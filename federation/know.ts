// Getting to know what lives elsewhere: an actor or a thing is fetched once, from its own origin, and appended as
// observed. What is already known is not fetched again unless a refresh is asked for.

import type { Actor, Rec, Thing } from '../src/domain/records.ts';
import type { Take } from '../src/log/take.ts';
import type { Storage } from '../storage/port.ts';
import type { Budget, Fetch } from './fetch.ts';
import { readActor } from './read/actor.ts';
import { readThing } from './read/thing.ts';
import type { Urls } from './urls.ts';

export interface KnowOptions {
  /** What the whole task may still spend on the network. */
  budget?: Budget;
  /** Fetch although it is known. */
  refresh?: boolean;
}

export interface Know {
  /** The actor of an id; undefined when it is gone, buried or no actor. Throws the fetcher's `Problem`. */
  actor(id: string, options?: KnowOptions): Promise<Actor | undefined>;
  /** The thing of an id, its author known too. `shown`: everyone here may see it once it is known. */
  thing(id: string, options: KnowOptions & { shown: boolean }): Promise<Thing | undefined>;
  /** A stored record that is not buried, without the network. */
  stored(id: string): Promise<Rec | undefined>;
}

export interface KnowDeps {
  storage: Storage;
  urls: Urls;
  take: Take;
  fetch: Fetch;
}

export function makeKnow({ storage, urls, take, fetch }: KnowDeps): Know {
  const asking = new Map<string, Promise<Actor | undefined>>();

  async function stored(id: string): Promise<Rec | undefined> {
    const record = await storage.records.get(id);
    return record && record.buried === undefined ? (record.body as Rec) : undefined;
  }

  async function fetchActor(id: string, budget?: Budget): Promise<Actor | undefined> {
    const { document } = await fetch.getObject(id, budget ? { budget } : {});
    const now = Date.now();
    const profile = readActor(document, now);
    if (profile?.id !== id) return undefined;
    await take(
      { type: 'profiled', id: `${id}#profile-${now}`, actor: id, at: new Date(now).toISOString(), profile },
      'observed',
    );
    return profile;
  }

  return {
    stored,

    async actor(id, { budget, refresh } = {}) {
      const record = await storage.records.get(id);
      if (record?.buried !== undefined || (!record && urls.isOurs(id))) return undefined;
      if (record && (!refresh || urls.isOurs(id))) return record.kind === 'actor' ? (record.body as Actor) : undefined;
      const under = asking.get(id);
      if (under) return under;
      const asked = fetchActor(id, budget).finally(() => asking.delete(id));
      asking.set(id, asked);
      return asked;
    },

    async thing(id, { budget, refresh, shown }) {
      const record = await storage.records.get(id);
      if (record?.buried !== undefined || (!record && urls.isOurs(id))) return undefined;
      if (record && (!refresh || urls.isOurs(id))) return record.kind === 'thing' ? (record.body as Thing) : undefined;
      const { document } = await fetch.getObject(id, budget ? { budget } : {});
      const thing = readThing(document, Date.now());
      if (thing?.id !== id || !(await this.actor(thing.author, budget ? { budget } : {}))) return undefined;
      const at = thing.updated ?? thing.published;
      const event = { actor: thing.author, at, thing };
      if (record) await take({ type: 'revised', id: `${id}#observed-${at}`, ...event }, 'observed');
      else await take({ type: 'published', id: `${id}#observed`, ...event, shown, box: [] }, 'observed');
      return thing;
    },
  };
}
