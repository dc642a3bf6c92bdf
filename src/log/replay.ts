// Rebuilds the records from the log, which is the truth, and tells what differed. Nothing follows from a replay: no task, no
// delivery. A replay that was cut short is finished before anything else is done with the data.
import { createHash } from 'node:crypto';
import type { RecordStore, Storage, StoredRecord } from '../../storage/port.ts';
import type { Home } from '../domain/home.ts';
import { makeApply } from './apply.ts';
import { readPlace, writePlace } from './cursor-place.ts';
import { type Entry, upcast } from './entry.ts';
import { type Hold, holdRecords, NotAlone, rebuildOf } from './running.ts';

/** What a replay found: how many records were other than the log says, and the first thousand of their ids. */
export interface Replayed {
  entries: number;
  records: number;
  /** Records with another content than the log gives them. */
  differing: number;
  /** Records that the log gives and that were not there. */
  missing: number;
  /** Records that were there and that the log does not give. */
  surplus: number;
  examples: string[];
  /** Entries that could not be folded. */
  aside: number[];
}

/** What to fold: entries up to a place, or while they are wanted. */
export interface Range {
  wanted(entry: Entry): boolean;
  hold: Pick<Hold, 'keep'>;
  onPoison(entry: Entry): void;
}

const batch = 200;
const exampleLimit = 1000;

/** Folds the log into emptied records, as far as it was applied. Throws `NotAlone` when a hub runs on the data. */
export async function replay(storage: Storage, home: Home): Promise<Replayed> {
  const applied = await readPlace(storage.records, 'apply');
  const delivered = await readPlace(storage.records, 'deliver');
  const hold = await holdRecords(storage.state, { what: 'replay', applied, delivered });
  const before = await fingerprints(storage.records, hold);
  const aside: number[] = [];
  const entries = await again(storage, home, { applied, delivered, hold, aside });
  const compared = await compare(before, storage.records);
  await hold.done();
  return { entries, ...compared, aside };
}

/** Finishes a replay that was cut short; does nothing when there was none. Throws `NotAlone` while somebody else does it. */
export async function finishReplay(storage: Storage, home: Home): Promise<void> {
  const found = await rebuildOf(storage.state);
  if (!found) return;
  if (found.what === 'restore')
    throw new NotAlone('a restore into this data is under way or was cut short: if so, empty it and restore again');
  const hold = await holdRecords(storage.state, found);
  await again(storage, home, { ...found, hold, aside: [] });
  await hold.done();
}

/** Folds entries from the first on, as long as they are wanted; gives the place of the last. Nothing follows from them. */
export async function foldAgain(storage: Storage, home: Home, { wanted, hold, onPoison }: Range): Promise<number> {
  const fold = makeApply({ storage, home, foldOnly: true, onPoison });
  for (let place = 0; ; ) {
    await hold.keep();
    const entries = (await storage.log.read(place, batch)).map(upcast);
    const end = entries.findIndex(entry => !wanted(entry));
    const part = end < 0 ? entries : entries.slice(0, end);
    await fold(part);
    place = part.at(-1)?.seq ?? place;
    if (end >= 0 || entries.length === 0) return place;
  }
}

async function again(
  storage: Storage,
  home: Home,
  { applied, delivered, hold, aside }: { applied: number; delivered: number; hold: Hold; aside: number[] },
): Promise<number> {
  await storage.records.clear();
  const place = await foldAgain(storage, home, {
    wanted: entry => entry.seq <= applied,
    hold,
    onPoison: entry => aside.push(entry.seq),
  });
  await writePlace(storage.records, 'deliver', delivered);
  await writePlace(storage.records, 'apply', place);
  return place;
}

async function compare(
  before: Map<string, string>,
  records: RecordStore,
): Promise<Omit<Replayed, 'entries' | 'aside'>> {
  const found = { records: 0, differing: 0, missing: 0, surplus: 0, examples: [] as string[] };
  for await (const record of all(records)) {
    found.records += 1;
    const was = before.get(record.id);
    before.delete(record.id);
    if (was === fingerprint(record)) continue;
    if (was === undefined) found.missing += 1;
    else found.differing += 1;
    if (found.examples.length < exampleLimit) found.examples.push(record.id);
  }
  found.surplus = before.size;
  found.examples.push(...[...before.keys()].slice(0, exampleLimit - found.examples.length));
  return found;
}

/** Some 200 bytes of memory for each record. */
async function fingerprints(records: RecordStore, hold: Hold): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for await (const record of all(records)) {
    if (known.size % 10_000 === 0) await hold.keep();
    known.set(record.id, fingerprint(record));
  }
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
