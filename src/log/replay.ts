// Rebuilds the records from the log, which is the truth, and tells what differed. Nothing follows from a replay: no task, no
// delivery. A replay that was cut short is finished before anything else is done with the data.
import type { Derived, LogStore, Print, Rebuild, Storage, StoredEntry } from '../../storage/port.ts';
import type { Home } from '../domain/home.ts';
import { handleApart } from './apart.ts';
import { makeApply } from './apply.ts';
import { type Differences, openAside } from './aside.ts';
import { isPlace, readPlace, writePlace } from './cursor-place.ts';
import { isNewer, NewerForm, upcast } from './entry.ts';
import { makeQuarantine } from './quarantine.ts';
import { type Hold, holdRecords, NotAlone, rebuildOf } from './running.ts';

/** What a replay found: of the records, and of what stands beside them, how much was other than the log says. */
export interface Replayed extends Omit<Differences, 'total'> {
  entries: number;
  records: number;
  links: Differences;
  /** Of the documents of search. */
  search: Differences;
  /** Of the words in the index of search, each with the documents that have it; none where these tell it themselves. */
  words: Differences;
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

/**
 * Folds the log into emptied records, as far as it was applied. Throws `NotAlone` when a hub runs on the data, `NewerForm`
 * when a newer hub wrote a part of it; the records are then as they were.
 */
export async function replay(storage: Storage, home: Home): Promise<Replayed> {
  const applied = await readPlace(storage.records, 'apply');
  const delivered = await readPlace(storage.records, 'deliver');
  await mustKnowAll(storage.log, applied);
  const hold = await holdRecords(storage.state, { what: 'replay', applied, delivered });
  const kept = openAside();
  try {
    await everyPrint(storage, hold, kept.keep);
    const { place, aside } = await again(storage, home, { applied, delivered, hold });
    await everyPrint(storage, hold, kept.compare);
    await hold.done();
    const { total, ...differences } = kept.found('records');
    const [links, search, words] = [kept.found('links'), kept.found('search'), kept.found('words')];
    return { entries: place, records: total, ...differences, links, search, words, aside };
  } finally {
    kept.close();
  }
}

/**
 * Finishes a replay that was cut short, and makes anew what is ahead of its log, as when an older log was put in its place; does
 * nothing else. Throws `NotAlone` while somebody else does it.
 */
export async function finishReplay(storage: Storage, home: Home): Promise<void> {
  const found = (await rebuildOf(storage.state)) ?? (await astray(storage));
  if (!found) return;
  if (found.what === 'restore')
    throw new NotAlone('a restore into this data is under way or was cut short: if so, empty it and restore again');
  const hold = await holdRecords(storage.state, found);
  await again(storage, home, { ...found, hold });
  await hold.done();
}

async function astray({ log, records }: Storage): Promise<Rebuild | undefined> {
  // In this order: the log may grow meanwhile, and is never behind what is made from it.
  const applied = await readPlace(records, 'apply');
  const head = await log.head();
  return applied > head ? { what: 'replay', applied: head, delivered: head } : undefined;
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

const parts: Derived[] = ['records', 'links', 'search', 'words'];
const keepMs = 10_000;

/** Gives every print there is, the cursors' own apart, and keeps hold meanwhile. */
async function everyPrint(
  { prints }: Storage,
  { keep }: Pick<Hold, 'keep'>,
  take: (part: Derived, some: Print[]) => void,
): Promise<void> {
  let kept = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    for await (const some of prints.of(part)) {
      if (performance.now() - kept > keepMs) {
        await keep();
        kept = performance.now();
      }
      take(part, part === 'records' ? some.filter(({ name }) => !isPlace(name)) : some);
    }
  }
}
