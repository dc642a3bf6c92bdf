// Brings a backup into an empty store. The file is read twice: first whole, to see that nothing is missing or altered, and
// only then is a word of it stored. A restore that is cut short leaves a mark, and no hub starts on such data.
import { createHash } from 'node:crypto';
import type { NewEntry, Storage } from '../../storage/port.ts';
import type { Home } from '../domain/home.ts';
import { type Line, lastingSpaces } from './backup.ts';
import { writePlace } from './cursor-place.ts';
import { foldAgain } from './replay.ts';
import { type Hold, holdRecords } from './running.ts';

/** Thrown for a file that is no whole backup, and for a store that is not empty. */
export class NotRestored extends Error {
  override name = 'NotRestored';
}

/** What a whole backup says of itself. */
export interface BackupFacts {
  origin: string;
  /** When it was begun, in ms since 1970. */
  made: number;
  entries: number;
  /** How far the log had been sent out. */
  delivered: number;
  files: number;
}

const batch = 100;
/** Tasks are tried for half a day; those of older entries were done when the backup was made. */
const taskLifeMs = 86_400_000;

/** Reads a backup to its end. Throws `NotRestored` when it is not whole, altered, or of a form that this hub does not know. */
export async function verifyBackup(lines: AsyncIterable<string>): Promise<BackupFacts> {
  const hash = createHash('sha256');
  let head: Extract<Line, { line: 'hub' }> | undefined;
  let end: Extract<Line, { line: 'end' }> | undefined;
  let count = 0;
  for await (const text of lines) {
    if (end) throw new NotRestored('the file goes on after its closing line');
    const line = parse(text);
    if (count === 0) head = headOf(line);
    if (line.line === 'end') end = line;
    else {
      hash.update(`${text}\n`);
      count += 1;
    }
  }
  if (!head || !end) throw new NotRestored('the file is not a whole backup: its closing line is missing');
  if (end.lines !== count || end.sha256 !== hash.digest('hex'))
    throw new NotRestored('the file was altered: it does not match its closing line');
  const { origin, made, entries, delivered } = head;
  return { origin, made, entries, delivered, files: end.blobs };
}

/**
 * Stores a verified backup and folds its log; what followed from entries of its last day is asked again, since some of it
 * may have been waiting. Throws `NotRestored` for a store with a log, and when the disk does not hold it all.
 */
export async function restoreLines(
  storage: Storage,
  home: Home,
  { lines, facts }: { lines: AsyncIterable<string>; facts: BackupFacts },
): Promise<void> {
  if ((await storage.log.head()) > 0)
    throw new NotRestored('a backup is restored into an empty store only, and this one has a log');
  const hold = await holdRecords(storage.state, { what: 'restore' });
  await store(storage, lines, hold);
  if ((await storage.log.head()) !== facts.entries) throw new NotRestored('the log of the backup is not whole');
  const done = await foldAgain(storage, home, { wanted: entry => entry.at < facts.made - taskLifeMs, hold });
  await writePlace(storage.records, 'deliver', facts.delivered);
  await writePlace(storage.records, 'apply', done.place);
  await hold.done();
}

async function store(storage: Storage, lines: AsyncIterable<string>, hold: Hold): Promise<void> {
  const iterator = lines[Symbol.asyncIterator]();
  let entries: NewEntry[] = [];
  for (;;) {
    const next = await iterator.next();
    const line = next.done ? undefined : parse(next.value);
    if (entries.length > 0 && (line?.line !== 'entry' || entries.length >= batch)) {
      await hold.keep();
      await storage.log.append(entries);
      entries = [];
    }
    if (!line) return;
    if (line.line === 'entry') entries.push(line.entry);
    if (line.line === 'state' && lastingSpaces.includes(line.space))
      await storage.state.put(line.space, line.key, line.value, line.expires);
    if (line.line === 'blob') await storeBlob(storage, line, iterator);
  }
}

/** A file comes as lines that follow each other and goes into the store as it comes. */
async function storeBlob(
  storage: Storage,
  first: Extract<Line, { line: 'blob' }>,
  lines: AsyncIterator<string>,
): Promise<void> {
  async function* parts(): AsyncGenerator<Uint8Array> {
    for (let line: Line = first; !(line.line === 'blob' && line.last); ) {
      if (line.line !== 'blob' || line.sha256 !== first.sha256)
        throw new NotRestored('a file in the backup is cut short');
      yield Buffer.from(line.part, 'base64');
      const next = await lines.next();
      if (next.done) throw new NotRestored('a file in the backup is cut short');
      line = parse(next.value);
    }
  }
  const stored = await storage.blobs.put(parts(), Number.MAX_SAFE_INTEGER);
  if (stored.sha256 !== first.sha256)
    throw new NotRestored(`the file ${first.sha256} in the backup is not what its name says`);
}

function parse(text: string): Line {
  const line = tryJson(text);
  if (typeof line !== 'object' || line === null)
    throw new NotRestored('the file is not a backup: a line of it is not JSON');
  return line as Line;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headOf(line: Line): Extract<Line, { line: 'hub' }> {
  if (line.line !== 'hub' || line.format !== 1) throw new NotRestored('the file is not a backup that this hub knows');
  return line;
}
