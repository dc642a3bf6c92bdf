// How pages read: records by id as one viewer may see them. Read only, no network; every thing that leaves
// this file has been asked about in maySee.
import type { Storage, StoredRecord } from '../../storage/port.ts';
import type { Actor, Rec, Thing } from '../domain/records.ts';
import type { TrustOf } from '../domain/trust.ts';
import { asShown, isListed, isQuiet, mayBeFound, maySee } from '../domain/visibility.ts';
import { betweenOf } from '../log/between.ts';
import { shownAmong } from '../log/searching.ts';
import { type ActorView, actorView, strangerView } from './actor-view.ts';

/** Who reads, and from what. `viewer` is undefined for anybody. */
export interface Reader {
  storage: Pick<Storage, 'records' | 'links' | 'search'>;
  /** The hub's own origin, without a trailing slash. */
  origin: string;
  viewer: Actor | undefined;
  trust: TrustOf;
}

/** A record of one sort with its numeric id. */
export interface Found<T extends Rec> {
  num: string;
  body: T;
}

/** A thing that the viewer may see. `listed`: everybody finds it in lists. */
export interface Seen {
  thing: Thing;
  num: string;
  author: ActorView;
  listed: boolean;
  /** Its author is silenced and not followed by the viewer: it stands in no list but the author's own. */
  quiet: boolean;
}

type Sort = Rec['record'];
type OfSort<S extends Sort> = Extract<Rec, { record: S }>;

/** The id of the hub's public face. */
export function hubOf(reader: Pick<Reader, 'origin'>): string {
  return `${reader.origin}/a/hub`;
}

/** The record if it is of that sort and not buried. */
export function ofSort<S extends Sort>(stored: StoredRecord | undefined, sort: S): Found<OfSort<S>> | undefined {
  const body = stored?.body as Rec | null | undefined;
  if (!stored || !body || body.record !== sort) return undefined;
  return { num: stored.num, body: body as OfSort<S> };
}

/** The existing records of one sort among the ids, by id. */
export async function findMany<S extends Sort>(
  reader: Reader,
  ids: string[],
  sort: S,
): Promise<Map<string, Found<OfSort<S>>>> {
  return amongOf(await readMany(reader, ids), sort);
}

/** The records of the ids, whatever they are. */
export async function readMany(reader: Reader, ids: string[]): Promise<StoredRecord[]> {
  const wanted = [...new Set(ids)].slice(0, 1000);
  return wanted.length > 0 ? reader.storage.records.getMany(wanted) : [];
}

/** The existing records of one sort among those that were read, by id. */
export function amongOf<S extends Sort>(read: StoredRecord[], sort: S): Map<string, Found<OfSort<S>>> {
  const found = new Map<string, Found<OfSort<S>>>();
  for (const stored of read) {
    const record = ofSort(stored, sort);
    if (record) found.set(stored.id, record);
  }
  return found;
}

/** Those of the actors, by id; one that is not known yet is shown by its address. */
export async function actorViews(reader: Reader, ids: string[]): Promise<Map<string, ActorView>> {
  const found = await findMany(reader, ids, 'actor');
  const views = new Map<string, ActorView>();
  for (const id of ids) {
    const actor = found.get(id);
    views.set(id, actor ? actorView(actor) : strangerView(id));
  }
  return views;
}

/** Those of the things that the viewer may see, by id. */
export async function seeThings(reader: Reader, ids: string[]): Promise<Map<string, Seen>> {
  return seeAmong(reader, await readMany(reader, ids));
}

/** The same of records that were read. */
export async function seeAmong(reader: Reader, read: StoredRecord[]): Promise<Map<string, Seen>> {
  const found = [...amongOf(read, 'thing').values()];
  const authors = await findMany(
    reader,
    found.map(({ body }) => body.author),
    'actor',
  );
  const shown = await shownAmong(
    reader.storage,
    found.map(({ body }) => body.id),
  );
  const seen = new Map<string, Seen>();
  await Promise.all(
    found.map(async ({ num, body }) => {
      const trust = await reader.trust(body.author);
      const { level } = trust;
      const between = await betweenOf(reader.storage, reader, { viewer: reader.viewer?.id, author: body.author });
      const facts = {
        shown: shown.has(body.id),
        follows: await follows(reader, body.author),
        level,
        between,
      };
      if (!maySee(reader.viewer, body, facts)) return;
      const known = authors.get(body.author);
      const author = known ? actorView(known) : strangerView(body.author);
      const listed = isListed(body, facts.shown, level) && mayBeFound(known?.body);
      const quiet = isQuiet(reader.viewer, body, facts);
      seen.set(body.id, { thing: asShown(body, trust), num, author, listed, quiet });
    }),
  );
  return seen;
}

/** Those of the ids that are not of suspended actors. */
export async function unsuspended(reader: Pick<Reader, 'trust'>, ids: string[]): Promise<Set<string>> {
  const levels = await Promise.all(ids.map(async id => ({ id, level: (await reader.trust(id)).level })));
  return new Set(levels.filter(({ level }) => level !== 'suspend').map(({ id }) => id));
}

/** True when the viewer follows the actor. */
export async function follows(reader: Reader, actor: string): Promise<boolean> {
  if (!reader.viewer || reader.viewer.id === actor) return false;
  return (await reader.storage.links.get('follows', reader.viewer.id, actor)) !== undefined;
}
