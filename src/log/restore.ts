// Brings a backup into an empty store. The file is read twice: first whole, to see that nothing is missing or altered, and
// only then is a word of it stored.
import { createHash } from 'node:crypto';
import type { NewEntry, Storage } from '../../storage/port.ts';
import type { Line } from './backup.ts';
import { writePlace } from './cursor-place.ts';

/** Thrown for a file that is no whole backup, and for a store that is not empty. */
export class NotRestored extends Error {
  override name = 'NotRestored';
}

/** What a whole backup says of itself. */
export interface BackupFacts {
  origin: string;
  entries: number;
  delivered: number;
}

const batch = 200;

/** Reads a backup to its end. Throws `NotRestored` when it is not whole, altered, or of a form that this hub does not know. */
export async function verifyBackup(lines: AsyncIterable<string>): Promise<BackupFacts> {
  const hash = createHash('sha256');
  let facts: BackupFacts | undefined;
  let end: Extract<Line, { line: 'end' }> | undefined;
  let count = 0;
  for await (const text of lines) {
    if (end) throw new NotRestored('the file goes on after its closing line');
    const line = parse(text);
    if (count === 0) facts = factsOf(line);
    if (line.line === 'end') end = line;
    else {
      hash.update(`${text}\n`);
      count += 1;
    }
  }
  if (!facts || !end) throw new NotRestored('the file is not a whole backup: its closing line is missing');
  if (end.lines !== count || end.sha256 !== hash.digest('hex'))
    throw new NotRestored('the file was altered: it does not match its closing line');
  return facts;
}

/** Stores a verified backup; the records are made by folding the log afterwards. Throws `NotRestored` for a store with a log. */
export async function restoreLines(storage: Storage, lines: AsyncIterable<string>): Promise<void> {
  if ((await storage.log.head()) > 0)
    throw new NotRestored('a backup is restored into an empty store only, and this one has a log');
  let entries: NewEntry[] = [];
  let blob: Buffer[] = [];
  const flush = async () => {
    if (entries.length > 0) await storage.log.append(entries);
    entries = [];
  };
  for await (const text of lines) {
    const line = parse(text);
    if (line.line === 'entry') {
      entries.push(line.entry);
      if (entries.length >= batch) await flush();
    } else if (line.line === 'state') {
      await storage.state.put(line.space, line.key, line.value, line.expires);
    } else if (line.line === 'blob') {
      if (!line.last) blob.push(Buffer.from(line.part, 'base64'));
      else {
        await storeBlob(storage, line.sha256, blob);
        blob = [];
      }
    } else if (line.line === 'hub') {
      await writePlace(storage.records, 'deliver', line.delivered);
    }
  }
  await flush();
}

async function storeBlob(storage: Storage, sha256: string, parts: Buffer[]): Promise<void> {
  const stored = await storage.blobs.put(each(parts), Number.MAX_SAFE_INTEGER);
  if (stored.sha256 !== sha256) throw new NotRestored(`the file ${sha256} in the backup is not what its name says`);
}

async function* each(parts: Buffer[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

function parse(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw new NotRestored('the file is not a backup: a line of it is not JSON');
  }
}

function factsOf(line: Line): BackupFacts {
  if (line.line !== 'hub' || line.format !== 1) throw new NotRestored('the file is not a backup that this hub knows');
  const { origin, entries, delivered } = line;
  return { origin, entries, delivered };
}
