// What a reader may see of stored things: every thing that a document shows has passed maySee here.
import type { Actor, Rec, Thing } from '../../src/domain/records.ts';
import { asShown, isQuiet, maySee } from '../../src/domain/visibility.ts';
import { betweenOf } from '../../src/log/between.ts';
import { isShown } from '../../src/log/searching.ts';
import type { StoredRecord } from '../../storage/port.ts';
import type { DocumentDeps } from './deps.ts';

/** A thing that the reader may see; `open` when everybody may. */
export interface Seen {
  thing: Thing;
  open: boolean;
  /** Its author is silenced and not followed by the reader: it stands in no list but the author's own. */
  quiet: boolean;
}

const batch = 1000;

/** The thing of a record if the viewer (undefined: anybody) may see it. */
export async function see(
  { storage, trust, urls }: Pick<DocumentDeps, 'storage' | 'trust' | 'urls'>,
  viewer: Actor | undefined,
  record: StoredRecord | undefined,
): Promise<Seen | undefined> {
  if (record?.kind !== 'thing' || record.buried !== undefined) return undefined;
  const stored = record.body as Thing;
  const trusted = await trust(stored.author);
  const thing = asShown(stored, trusted);
  const { level } = trusted;
  const shown = await isShown(storage, thing);
  const open = maySee(undefined, thing, { shown, follows: false, level });
  if (!viewer) return open ? { thing, open, quiet: level === 'silence' } : undefined;
  const follows = (await storage.links.get('follows', viewer.id, thing.author)) !== undefined;
  const between = await betweenOf(storage, urls, { viewer: viewer.id, author: thing.author });
  const facts = { shown, follows, level, between };
  return maySee(viewer, thing, facts) ? { thing, open, quiet: isQuiet(viewer, thing, facts) } : undefined;
}

/** Stored records by id, buried ones too. */
export async function recordsOf(
  { storage }: Pick<DocumentDeps, 'storage'>,
  ids: string[],
): Promise<Map<string, StoredRecord>> {
  const wanted = [...new Set(ids)];
  const found = new Map<string, StoredRecord>();
  for (let start = 0; start < wanted.length; start += batch) {
    for (const record of await storage.records.getMany(wanted.slice(start, start + batch)))
      found.set(record.id, record);
  }
  return found;
}

/** The body of a record of that sort, unless it is buried. */
export function standing<S extends Rec['record']>(
  record: StoredRecord | undefined,
  sort: S,
): Extract<Rec, { record: S }> | undefined {
  return record?.kind === sort && record.buried === undefined
    ? (record.body as Extract<Rec, { record: S }>)
    : undefined;
}
