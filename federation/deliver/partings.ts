// What a burial will make unfindable is noted just before it is applied: who holds a copy of a withdrawn thing, and what
// a departed actor left here. Noted once, so a repeated batch, in which the thing is buried already, changes nothing.
import type { Withdrawn } from '../../src/domain/events.ts';
import { hostOf, isOurs } from '../../src/domain/home.ts';
import type { Thing } from '../../src/domain/records.ts';
import type { Entry } from '../../src/log/entry.ts';
import type { LinkCursor, Storage } from '../../storage/port.ts';
import { type HolderDeps, named, remoteHolders, type Showing, showings, threadOf } from './holders.ts';

/** What is remembered of a thing that was withdrawn. */
export interface Parting {
  author: string;
  visibility: Thing['visibility'];
  /** Actors that it named. */
  named: string[];
  /** Local groups whose followers may have heard of it. */
  groups: string[];
  showings: Showing[];
  /** Remote actors that answered, liked or passed it on, at most 2,000; for things of this hub. */
  holders: string[];
}

export interface PartingDeps extends HolderDeps {
  storage: Pick<Storage, 'records' | 'links' | 'state'>;
}

export interface Partings {
  /** To be called with each batch of entries before it is applied. */
  note(entries: Entry[]): Promise<void>;
  /** What was noted for an entry that withdrew a thing. */
  of(entry: string): Promise<Parting | undefined>;
  /** A page of ids that a departed actor left, and its key; at most 1,000. */
  leftBy(actor: string): Promise<{ key: string; ids: string[] } | undefined>;
  /** Forgets a page that was dealt with. */
  settled(key: string): Promise<void>;
}

const keptMs = 30 * 86_400_000;
const holderLimit = 2000;
const pageSize = 1000;
/** Pages noted of each list of a departed actor. */
const pageLimit = 100;

export function makePartings(deps: PartingDeps): Partings {
  const { storage, home } = deps;
  const { state } = storage;

  async function noteWithdrawn({ id, what, author }: Withdrawn, earlier: Entry[]): Promise<void> {
    const thing = await thingOf(what, earlier);
    if (thing?.author !== author || (await state.get('parting', id)) !== undefined) return;
    const parting: Parting = {
      author,
      visibility: thing.visibility,
      named: await named(deps, thing),
      groups: thing.visibility === 'public' ? await groupsOf(thing) : [],
      showings: await showings(deps, what),
      holders: isOurs(home, what) ? await holdersOf(what, earlier) : [],
    };
    await state.add('parting', id, parting, Date.now() + keptMs);
  }

  async function groupsOf(thing: Thing): Promise<string[]> {
    const thread = await threadOf(deps, thing);
    return [...new Set(thread.flatMap(({ groups }) => groups))];
  }

  async function thingOf(id: string, earlier: Entry[]): Promise<Thing | undefined> {
    const record = await storage.records.get(id);
    if (record) return record.kind === 'thing' && record.buried === undefined ? (record.body as Thing) : undefined;
    for (const { event } of earlier) if (event?.type === 'published' && event.thing.id === id) return event.thing;
    return undefined;
  }

  async function holdersOf(thing: string, earlier: Entry[]): Promise<string[]> {
    const found = new Set<string>();
    for (const { event } of earlier) {
      if ((event?.type === 'liked' || event?.type === 'shared') && event.what === thing) found.add(event.actor);
    }
    for await (const holder of remoteHolders(deps, thing)) {
      if (found.size >= holderLimit) break;
      found.add(holder);
    }
    return [...found];
  }

  async function noteDeparted(actor: string): Promise<void> {
    const known = await storage.records.get(actor);
    if (known?.kind !== 'actor' || known.buried !== undefined) return;
    for (const kind of ['outbox', 'circle', 'direct'] as const) {
      let after: LinkCursor | undefined;
      for (let page = 0; page < pageLimit; page++) {
        const links = await storage.links.list({ kind, from: actor }, { limit: pageSize, ...(after && { after }) });
        if (links.length > 0)
          await state.put(
            'left',
            leftKey(actor, kind, page),
            links.map(link => link.to),
          );
        const last = links.at(-1);
        if (!last || links.length < pageSize) break;
        after = { sort: last.sort, id: last.to };
      }
    }
  }

  return {
    async note(entries) {
      for (const [index, { event, via }] of entries.entries()) {
        if (event?.type === 'withdrawn' && via !== 'observed') await noteWithdrawn(event, entries.slice(0, index));
        if (event?.type === 'departed') await noteDeparted(event.actor);
      }
    },

    of: async entry => (await state.get('parting', entry)) as Parting | undefined,

    async leftBy(actor) {
      const prefix = leftKey(actor);
      const [first] = await state.list('left', prefix, 1);
      return first?.key.startsWith(prefix) ? { key: first.key, ids: first.value as string[] } : undefined;
    },

    settled: key => state.delete('left', key),
  };
}

function leftKey(actor: string, list = '', page?: number): string {
  const end = page === undefined ? '' : `${list} ${page.toString().padStart(4, '0')}`;
  return `${hostOf(actor)} ${actor} ${end}`;
}
