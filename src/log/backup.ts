// One file that is a whole hub: the log, what is kept beside it, and the files, as lines of JSON. It goes through the
// storage port alone, so a hub can be moved between databases; records are not in it, for they are made from the log.
import { createHash } from 'node:crypto';
import type { NewEntry, Storage } from '../../storage/port.ts';
import { readPlace } from './cursor-place.ts';

/** One line of a backup. The last line counts and hashes all that came before it. */
export type Line =
  | { line: 'hub'; format: 1; origin: string; made: number; entries: number; delivered: number }
  | { line: 'entry'; entry: NewEntry }
  | { line: 'state'; space: string; key: string; value: unknown; expires?: number }
  | { line: 'blob'; sha256: string; part: string; last: boolean }
  | { line: 'end'; lines: number; blobs: number; sha256: string };

/**
 * The spaces of small values that belong to a hub. Of what stands in quarantine a restore brings back what was not sent
 * out; what was not folded it finds anew, as the hub of that day folds it.
 */
export const lastingSpaces = [
  'credential',
  'email',
  'token',
  'key',
  'setting',
  'retired',
  'moved',
  'relay',
  'peer',
  'parting',
  'left',
  'quarantine',
  'unfound',
];
/** Those that belong to running processes and open sessions, and are left behind. */
export const passingSpaces = [
  'session',
  'setup',
  'storage',
  'running',
  'rebuild',
  'clock',
  'thread',
  'draft',
  'health',
];

/** An entry may carry a megabyte, so few are held at a time. */
const entryBatch = 50;
const batch = 500;

/** Everything of a hub, line by line, the closing line included. The log may grow meanwhile; what is new is not in it. */
export async function* backupLines(storage: Storage, origin: string): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let lines = 0;
  let blobs = 0;
  for await (const line of contents(storage, origin)) {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    lines += 1;
    if (line.line === 'blob' && line.last) blobs += 1;
    yield text;
  }
  yield `${JSON.stringify({ line: 'end', lines, blobs, sha256: hash.digest('hex') } satisfies Line)}\n`;
}

async function* contents(storage: Storage, origin: string): AsyncGenerator<Line> {
  // The place of deliveries is read first: it can never be past the entries that are in the file.
  const delivered = await readPlace(storage.records, 'deliver');
  const entries = await storage.log.head();
  yield { line: 'hub', format: 1, origin, made: Date.now(), entries, delivered };
  for (let place = 0; place < entries; ) {
    const page = await storage.log.read(place, Math.min(entryBatch, entries - place));
    for (const { seq, ...entry } of page) {
      yield { line: 'entry', entry };
      place = seq;
    }
    if (page.length === 0) throw new Error(`the log ends at ${place}, although its head is ${entries}`);
  }
  for (const space of lastingSpaces) yield* stateOf(storage, space);
  yield* blobsOf(storage);
}

async function* stateOf(storage: Storage, space: string): AsyncGenerator<Line> {
  for (let after = ''; ; ) {
    const page = await storage.state.list(space, after, batch);
    for (const item of page) yield { line: 'state', space, ...item };
    const last = page.at(-1);
    if (!last || page.length < batch) return;
    after = last.key;
  }
}

async function* blobsOf(storage: Storage): AsyncGenerator<Line> {
  for (let after = ''; ; ) {
    const names = await storage.blobs.list(after, batch);
    for (const sha256 of names) {
      const blob = await storage.blobs.get(sha256);
      if (!blob) continue;
      for await (const part of blob.stream)
        yield { line: 'blob', sha256, part: Buffer.from(part).toString('base64'), last: false };
      yield { line: 'blob', sha256, part: '', last: true };
    }
    const last = names.at(-1);
    if (!last || names.length < batch) return;
    after = last;
  }
}
