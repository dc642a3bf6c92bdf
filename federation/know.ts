// Getting to know what lives elsewhere: an actor or a thing is fetched once, from its own origin, and appended as
// observed. What is already known is not fetched again unless a refresh is asked for.

import { Problem } from '../src/domain/problem.ts';
import type { Actor, Rec, Thing } from '../src/domain/records.ts';
import type { Take } from '../src/log/take.ts';
import { isPut, type Storage, type StoredRecord } from '../storage/port.ts';
import type { Budget, Fetch, FetchOptions } from './fetch.ts';
import { makeSettleHandle } from './handles.ts';
import { keyAddresses, readActor } from './read/actor.ts';
import { idOf, isObject, list, types } from './read/json.ts';
import { inThread, newForm, readThing } from './read/thing.ts';
import { sameOrigin, type Urls } from './urls.ts';

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
  /** What stands at an unknown address, or was made by the Create there, and its author met, without keeping it. */
  look(id: string, options?: KnowOptions): Promise<Thing | undefined>;
  /** Keeps a thing that was looked at; in the thread of what it answers, or else in the one that is named, and before the members in `box`. */
  keep(thing: Thing, options: { shown: boolean; thread?: string; box?: string[] }): Promise<Thing>;
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
  const settleHandle = makeSettleHandle({ storage, take, fetch });

  async function stored(id: string): Promise<Rec | undefined> {
    const record = await storage.records.get(id);
    return record && record.buried === undefined ? (record.body as Rec) : undefined;
  }

  /** What is stored, buried or not; that others than its author withdrew it before says nothing of it. */
  async function put(id: string): Promise<StoredRecord | undefined> {
    const record = await storage.records.get(id);
    return isPut(record) ? record : undefined;
  }

  async function hasWithdrawn(who: string, id: string): Promise<boolean> {
    const graves = (await storage.records.get(id))?.graves ?? [];
    return graves.some(({ owner }) => owner === who);
  }

  async function fetchActor(id: string, budget?: Budget): Promise<Actor | undefined> {
    if (await hasWithdrawn(id, id)) return undefined;
    const options = budget ? { budget } : {};
    const answer = await fetch.getObject(id, options);
    const document = await withKeys(fetch, answer.document, options);
    const now = Date.now();
    const found = readActor(document, now);
    if (found?.id !== id) return undefined;
    const profile = await settleHandle(found, budget);
    await take(
      { type: 'profiled', id: `${id}#profile-${now}`, actor: id, at: new Date(now).toISOString(), profile },
      'observed',
    );
    return profile;
  }

  return {
    stored,

    async actor(id, { budget, refresh } = {}) {
      const record = await put(id);
      if (record?.buried !== undefined || (!record && urls.isOurs(id))) return undefined;
      if (record && (!refresh || urls.isOurs(id))) return record.kind === 'actor' ? (record.body as Actor) : undefined;
      const under = asking.get(id);
      if (under) return under;
      const asked = fetchActor(id, budget).finally(() => asking.delete(id));
      asking.set(id, asked);
      return asked;
    },

    async thing(id, { budget, refresh, shown }) {
      const record = await put(id);
      if (record?.buried !== undefined || (!record && urls.isOurs(id))) return undefined;
      if (record && (!refresh || urls.isOurs(id))) return record.kind === 'thing' ? (record.body as Thing) : undefined;
      const found = await this.look(id, budget ? { budget } : {});
      if (!found) return undefined;
      if (!record) return this.keep(found, { shown });
      const known = record.kind === 'thing' ? (record.body as Thing) : undefined;
      const form = known && newForm(known, found);
      if (!form) return undefined;
      const thing = inThread(form, known.thread);
      const at = thing.updated ?? thing.published;
      await take({ type: 'revised', id: `${id}#observed-${at}`, actor: thing.author, at, thing }, 'observed');
      return thing;
    },

    async look(id, options = {}) {
      const { document } = await fetch.getObject(id, options.budget ? { budget: options.budget } : {});
      const made = madeBy(document);
      if (made && made !== id && sameOrigin(made, id)) return this.look(made, options);
      const thing = readThing(document, Date.now());
      if (thing?.id !== id || (await hasWithdrawn(thing.author, id))) return undefined;
      return (await this.actor(thing.author, options)) && thing;
    },

    async keep(found, { shown, thread, box = [] }) {
      const parent = found.inReplyTo ? await stored(found.inReplyTo) : undefined;
      const thing = inThread(found, parent?.record === 'thing' ? (parent.thread ?? thread) : thread);
      const at = thing.updated ?? thing.published;
      const id = `${thing.id}#observed`;
      await take({ type: 'published', id, actor: thing.author, at, thing, shown, box }, 'observed');
      return thing;
    },
  };
}

/** The id of what a Create made; undefined for anything else. */
function madeBy(document: unknown): string | undefined {
  return isObject(document) && types(document).includes('Create') ? idOf(document.object) : undefined;
}

/** Most keys of one actor that are fetched where they are named and not shown. */
const keyLimit = 2;

/** The actor's document with the keys that it only names put in their places; those that cannot be had stay names. */
async function withKeys(fetch: Fetch, document: unknown, options: FetchOptions): Promise<unknown> {
  const id = idOf(document);
  const own = keyAddresses(document).filter(address => sameOrigin(address, id) && address.split('#', 1)[0] !== id);
  if (!isObject(document) || own.length === 0) return document;
  const keys = new Map<unknown, unknown>();
  for (const address of own.slice(0, keyLimit)) keys.set(address, await keyAt(fetch, address, options));
  const shown = (value: unknown) => list(value).map(each => keys.get(each) ?? each);
  return { ...document, publicKey: shown(document.publicKey), assertionMethod: shown(document.assertionMethod) };
}

async function keyAt(fetch: Fetch, address: string, options: FetchOptions): Promise<unknown> {
  try {
    const { document } = await fetch.getObject(address, options);
    return document;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
