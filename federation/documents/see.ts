// What a reader may see of stored things: every thing that a document shows has passed maySee here.
import type { Actor, Rec, Thing } from '../../src/domain/records.ts';
import { maySee } from '../../src/domain/visibility.ts';
import { isShown } from '../../src/log/searching.ts';
import type { StoredRecord } from '../../storage/port.ts';
import type { DocumentDeps } from './deps.ts';

/** A thing that the reader may see; `open` when everybody may. */
export interface Seen {
  thing: Thing;
  open: boolean;
}

const batch = 1000;

/** The thing of a record if the viewer (undefined: anybody) may see it. */
export async function see(
  { storage }: Pick<DocumentDeps, 'storage'>,
  viewer: Actor | undefined,
  record: StoredRecord | undefined,
): Promise<Seen | undefined> {
  if (record?.kind !== 'thing' || record.buried !== undefined) return undefined;
  const thing = record.body as Thing;
  const shown = await isShown(storage, thing);
  if (maySee(undefined, thing, { shown, follows: false })) return { thing, open: true };
  if (!viewer) return undefined;
  const follows = (await storage.links.get('follows', viewer.id, thing.author)) !== undefined;
  return maySee(viewer, thing, { shown, follows }) ? { thing, open: false } : undefined;
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
