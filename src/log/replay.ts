// Rebuilds the records from the log, which is the truth, and tells what differed. Nothing follows from a replay: no task, no
// delivery. A replay that was cut short is finished before anything else is done with the data.
import { createHash } from 'node:crypto';
import type { LogStore, RecordStore, Storage, StoredEntry, StoredRecord } from '../../storage/port.ts';
import type { Home } from '../domain/home.ts';
import { handleApart } from './apart.ts';
import { makeApply } from './apply.ts';
import { readPlace, writePlace } from './cursor-place.ts';
import { isNewer, NewerForm, upcast } from './entry.ts';
import { makeQuarantine } from './quarantine.ts';
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
  /** Entries that could not be folded and were set aside. */
  aside: number[];
}

/** What to fold: entries while they are wanted. */
export interface Range {
  wanted(entry: StoredEntry): boolean;
  hold: Pick<Hold, 'keep'>;
}

/** How far the log was folded, and the entries that were set aside. */
export interface Folded {
  place: number;
  aside: number[];
}

const batch = 200;
const exampleLimit = 1000;

/**
 * Folds the log into emptied records, as far as it was applied. Throws `NotAlone` when a hub runs on the data, `NewerForm`
 * when a newer hub wrote a part of it; the records are then as they were.
 */
export async function replay(storage: Storage, home: Home): Promise<Replayed> {
  const applied = await readPlace(storage.records, 'apply');
  const delivered = await readPlace(storage.records, 'deliver');
  await mustKnowAll(storage.log, applied);
  const hold = await holdRecords(storage.state, { what: 'replay', applied, delivered });
  const before = await fingerprints(storage.records, hold);
  const { place, aside } = await again(storage, home, { applied, delivered, hold });
  const compared = await compare(before, storage.records);
  await hold.done();
  return { entries: place, ...compared, aside };
}

/** Finishes a replay that was cut short; does nothing when there was none. Throws `NotAlone` while somebody else does it. */
export async function finishReplay(storage: Storage, home: Home): Promise<void> {
  const found = await rebuildOf(storage.state);
  if (!found) return;
  if (found.what === 'restore')
    throw new NotAlone('a restore into this data is under way or was cut short: if so, empty it and restore again');
  const hold = await holdRecords(storage.state, found);
  await again(storage, home, { ...found, hold });
  await hold.done();
}

/** Folds entries from the first on, as long as they are wanted. Nothing follows from them; what cannot be folded is set aside. */
export async function foldAgain(storage: Storage, home: Home, { wanted, hold }: Range): Promise<Folded> {
  const fold = makeApply({ storage, home, foldOnly: true });
  const quarantine = makeQuarantine(storage);
  await quarantine.forget('apply');
  const aside: number[] = [];
  const handling = {
    handle: (entries: StoredEntry[]) => fold(entries.map(upcast)),
    async setAside(entry: StoredEntry, error: unknown) {
      aside.push(entry.seq);
      await quarantine.setAside('apply', entry, error);
    },
  };
  for (let place = 0; ; ) {
    await hold.keep();
    const entries = await storage.log.read(place, batch);
    const end = entries.findIndex(entry => !wanted(entry));
    const part = end < 0 ? entries : entries.slice(0, end);
    await handleApart(part, handling);
    place = part.at(-1)?.seq ?? place;
    if (end >= 0 || entries.length === 0) return { place, aside };
  }
}

async function mustKnowAll(log: LogStore, last: number): Promise<void> {
  for (let place = 0; place < last; ) {
    const entries = await log.read(place, batch);
    const newer = entries.find(entry => entry.seq <= last && isNewer(entry));
    if (newer) throw new NewerForm(`entry ${newer.seq} was written by a newer hub: replay with that version`);
    place = entries.at(-1)?.seq ?? last;
  }
}

async function again(
  storage: Storage,
  home: Home,
  { applied, delivered, hold }: { applied: number; delivered: number; hold: Hold },
): Promise<Folded> {
  await storage.records.clear();
  const folded = await foldAgain(storage, home, { wanted: entry => entry.seq <= applied, hold });
  await writePlace(storage.records, 'deliver', delivered);
  await writePlace(storage.records, 'apply', folded.place);
  return folded;
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
