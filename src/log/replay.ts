// Rebuilds the records from the log, which is the truth, and tells what differed. Nothing follows from a replay: no task, no
// delivery. A replay that was cut short is finished before anything else is done with the data.
import { createHash } from 'node:crypto';
import type { RecordStore, Storage, StoredRecord } from '../../storage/port.ts';
import type { Home } from '../domain/home.ts';
import { makeApply } from './apply.ts';
import { readPlace, writePlace } from './cursor-place.ts';
import { upcast } from './entry.ts';

/** Ids of records that were other than the log says; at most 1,000 of each are named, all are counted. */
export interface Replayed {
  entries: number;
  records: number;
  differing: number;
  missing: number;
  surplus: number;
  examples: string[];
}

const batch = 500;
const marker = 'replaying';

/** Folds the whole log into emptied records. No other process may be writing to the same data. */
export async function replay(storage: Storage, home: Home): Promise<Replayed> {
  const before = await fingerprints(storage.records);
  const deliver = await readPlace(storage.records, 'deliver');
  await storage.state.put('setting', marker, deliver);
  const entries = await rebuild(storage, home, deliver);
  await storage.state.delete('setting', marker);
  return { entries, ...(await compare(before, storage.records)) };
}

/** Finishes a replay that was cut short; does nothing when there was none. */
export async function finishReplay(storage: Storage, home: Home): Promise<void> {
  const deliver = await storage.state.get('setting', marker);
  if (typeof deliver !== 'number') return;
  await rebuild(storage, home, deliver);
  await storage.state.delete('setting', marker);
}

async function rebuild(storage: Storage, home: Home, deliver: number): Promise<number> {
  await storage.records.clear();
  const fold = makeApply({ storage, home, foldOnly: true, onPoison: () => {} });
  let place = 0;
  for (;;) {
    const entries = await storage.log.read(place, batch);
    const last = entries.at(-1);
    if (!last) break;
    await fold(entries.map(upcast));
    place = last.seq;
  }
  await writePlace(storage.records, 'deliver', deliver);
  await writePlace(storage.records, 'apply', place);
  return place;
}

async function compare(before: Map<string, string>, records: RecordStore): Promise<Omit<Replayed, 'entries'>> {
  const found = { records: 0, differing: 0, missing: 0, surplus: 0, examples: [] as string[] };
  for await (const record of all(records)) {
    found.records += 1;
    const was = before.get(record.id);
    before.delete(record.id);
    if (was === fingerprint(record)) continue;
    if (was === undefined) found.missing += 1;
    else found.differing += 1;
    if (found.examples.length < 1000) found.examples.push(record.id);
  }
  found.surplus = before.size;
  found.examples.push(...[...before.keys()].slice(0, 1000 - found.examples.length));
  return found;
}

async function fingerprints(records: RecordStore): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for await (const record of all(records)) known.set(record.id, fingerprint(record));
  return known;
}

function fingerprint(record: StoredRecord): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('base64').slice(0, 22);
}

/** Every record but the cursors. */
async function* all(records: RecordStore): AsyncGenerator<StoredRecord> {
  let after = '';
  for (;;) {
    const page = await records.scan(after, batch);
    for (const record of page) if (record.kind !== 'cursor') yield record;
    const last = page.at(-1);
    if (!last || page.length < batch) return;
    after = last.id;
  }
}
