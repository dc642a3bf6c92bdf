// What a database must promise the hub. Every promise can be kept by one SQLite file or by MongoDB without
// multi-document transactions; test/contract/ runs one suite on each adapter. Nothing here knows ActivityPub.

import type { Grave } from './graves.ts';
import type { JobStore } from './jobs-port.ts';
import type { PrintStore } from './prints.ts';

export { dig, type Grave, isEarlier, isPut, toldBy } from './graves.ts';
export type { Claim, DeadJob, Ended, Job, JobStore, NewJob } from './jobs-port.ts';
export { lostAfter } from './jobs-port.ts';
export type { Derived, Print, PrintStore } from './prints.ts';
export { type Rebuild, rebuildNote } from './rebuild.ts';

/** An entry to be appended; `event` and `raw` are opaque to storage. */
export interface NewEntry {
  /** Unique in the log, at most 2,048 characters. */
  id: string;
  /** How it came; opaque. */
  via: string;
  /** Milliseconds since 1970 at which the hub took it. */
  at: number;
  /** Version of the event's form, so that old entries can be upcast. */
  v: number;
  /** JSON value; null once redacted. */
  event: unknown;
  /** The bytes as a peer sent them, as text; absent for local entries. */
  raw?: string;
}

/** An entry with its place; places are 1, 2, 3 … without a gap. */
export interface StoredEntry extends NewEntry {
  seq: number;
}

/** What became of one appended entry: `fresh` is false when the id was known, and then `entry` is the old one. */
export interface Appended {
  entry: StoredEntry;
  fresh: boolean;
}

/** So many characters of entries are read at once, and one entry more: a thousand of a megabyte would be the whole heap. */
export const pageSize = 4 * 1024 * 1024;

export interface LogStore {
  /**
   * Appends in the order given, durable when it resolves (survives kill -9 and power loss). A known id, in the log or
   * earlier in the same batch, writes nothing and gives back the old entry. Parallel calls, in this or another process,
   * still leave a gap-free order for every reader. Where that means to wait for others, `more` is asked once, when the wait is
   * over, for what has come meanwhile; it goes along and is answered for after the first ones.
   */
  append(entries: NewEntry[], more?: () => NewEntry[]): Promise<Appended[]>;
  /**
   * Entries with seq > after, in order, at most `limit` (≤ 1,000); of large ones fewer, since none is added to `pageSize`
   * characters. Empty only where there is none.
   */
  read(after: number, limit: number): Promise<StoredEntry[]>;
  get(id: string): Promise<StoredEntry | undefined>;
  /** The newest seq, 0 for an empty log. */
  head(): Promise<number>;
  /** What this process has done since it opened the log: writes that took entries, and tries that found the end taken. */
  figures(): { batches: number; retries: number };
  /** Empties event and raw and keeps the place and the id; false when there is no such seq. */
  redact(seq: number): Promise<boolean>;
}

/**
 * A conditional change to records and links. Each may be repeated and may come in any order:
 * - `put` keeps the body with the greatest `version` (compared as text); a buried id stays buried; a known id with
 *   another `owner` is left alone.
 * - `bury` empties a record for good, keeps `{ id, owner, kind, at }`, and removes every link from or to it or made by it
 *   from or to it; a known id with another owner is left alone. Of an unknown id it is remembered for that owner and changes
 *   nothing else: a `put` by that owner is then buried from the start, and one by another finds the id free.
 * - `link` adds `by` to the set that holds the link from → to; refused for good once `by` is buried. Where nothing is put
 *   under `by`, `owner` tells whose burial of it counts, and who buries it says `unlink` as well.
 * - `unlink` takes `by` out of that set; an empty set is no link. (It does not bury `by`.)
 */
export type Change =
  | { do: 'put'; id: string; kind: string; owner: string; version: string; num: string; body: unknown }
  | { do: 'bury'; id: string; kind: string; owner: string; at: string }
  | { do: 'link'; kind: string; from: string; to: string; by: string; owner?: string; sort: string }
  | { do: 'unlink'; kind: string; from: string; to: string; by: string };

/** A record as stored. `buried` is the time of burial, and then `body` is null. */
export interface StoredRecord {
  id: string;
  kind: string;
  owner: string;
  version: string;
  /** The numeric id: 18 digits, time-ordered. */
  num: string;
  body: unknown;
  buried?: string;
  /** Who withdrew it before it was known, in order of owners; only while nobody has put it. It is told as the first burial left it. */
  graves?: Grave[];
}

export interface RecordStore {
  /** Makes the changes; true for each that changed something. Not necessarily durable alone: the log is. */
  apply(changes: Change[]): Promise<boolean[]>;
  get(id: string): Promise<StoredRecord | undefined>;
  /** Those that exist, in no particular order; at most 1,000 ids. */
  getMany(ids: string[]): Promise<StoredRecord[]>;
  byNum(num: string): Promise<StoredRecord | undefined>;
  /** Pages through the records in order of id, those whose id is longer than `prefix` and begins with it; at most 1,000. */
  scan(after: string, limit: number, prefix?: string): Promise<StoredRecord[]>;
  /** Removes all records, links and search documents, so that the log can be folded again. */
  clear(): Promise<void>;
}

/** One link. `sort` orders a list: 18 digits, time-ordered. */
export interface Link {
  kind: string;
  from: string;
  to: string;
  sort: string;
  /** Ids of what made it, sorted, never empty. */
  by: string[];
}

/** A position in a list: the `sort` and the end of the last link seen. */
export interface LinkCursor {
  sort: string;
  id: string;
}

/** A list of links of one kind that leave (`from`) or reach (`to`) one id. */
export type LinkList = { kind: string; from: string } | { kind: string; to: string };

/** The lists of one kind that leave, or reach, several ids; at most 1,000. */
export type LinkLists = { kind: string; from: string[] } | { kind: string; to: string[] };

export interface LinkStore {
  get(kind: string, from: string, to: string): Promise<Link | undefined>;
  /**
   * Newest first (greatest sort, then greatest id), strictly after the cursor; at most `limit` (≤ 1,000).
   * `oldest: true` turns the order round.
   */
  list(list: LinkList, page: { limit: number; after?: LinkCursor; oldest?: boolean }): Promise<Link[]>;
  /** Several lists merged into one, newest first, each `to` once; at most 2,000 lists and 200 links. */
  merge(lists: { kind: string; from: string }[], page: { limit: number; after?: LinkCursor }): Promise<Link[]>;
  count(list: LinkList): Promise<number>;
  /** The same for several lists, by the id that each is of; an empty one is left out. */
  counts(lists: LinkLists): Promise<Map<string, number>>;
  /** True when the list has a link; costs less than its first page. */
  any(list: LinkList): Promise<boolean>;
  /** The same for several lists: the ids of those that have one. */
  anyOf(lists: LinkLists): Promise<Set<string>>;
}

/** What search keeps of a record: words already folded, see src/domain/words.ts. */
export interface SearchDoc {
  id: string;
  num: string;
  /** Distinct words of the title, at most 200. */
  title: string[];
  /** Distinct words of everything, the title included, at most 5,000. */
  words: string[];
  kind: string;
  /** Primary language subtag, or ''. */
  language: string;
  /** Host. */
  hub: string;
}

export interface SearchQuery {
  /** All must occur; none means everything. At most 16. */
  words: string[];
  kind?: string;
  language?: string;
  hub?: string;
  /** A cursor that an earlier answer gave; a stranger's invented one finds nothing or something, and never fails. */
  cursor?: string;
  /** At most 100. */
  limit: number;
}

export interface SearchStore {
  put(docs: SearchDoc[]): Promise<void>;
  remove(ids: string[]): Promise<void>;
  /** Documents with every word in the title first, then the others; newest first in each. `total` stops counting at 10,000. */
  find(query: SearchQuery): Promise<{ ids: string[]; total: number; next?: string }>;
}

/** A small value that nobody misses; `expires` in ms since 1970. */
export interface Note {
  key: string;
  value: unknown;
  expires?: number;
}

/** Small values that are not derived from the log: credentials, sessions, tokens, keys, cursors, progress. */
export interface StateStore {
  /** Undefined for unknown and for expired ones. */
  get(space: string, key: string): Promise<unknown>;
  /** Durable. `expires` in ms since 1970. */
  put(space: string, key: string, value: unknown, expires?: number): Promise<void>;
  /** Puts several, of a kind that nobody misses: it costs less, and a power loss may forget them. */
  note(space: string, notes: Note[]): Promise<void>;
  /** Stores only if the key is free (or expired); true if it did. Durable. */
  add(space: string, key: string, value: unknown, expires?: number): Promise<boolean>;
  delete(space: string, key: string): Promise<void>;
  /** In order of key, at most `limit` (≤ 1,000), keys strictly after `after`. */
  list(space: string, after: string, limit: number): Promise<{ key: string; value: unknown; expires?: number }[]>;
  /** How many there are in a space. */
  count(space: string): Promise<number>;
  /** Removes what has expired. */
  sweep(now: number): Promise<number>;
  /**
   * Becomes or stays the one holder of a lease for `ms`; false while another holds it. Work with one leader at a time
   * (cursors, the clock) asks before each round.
   */
  lease(name: string, holder: string, ms: number, now: number): Promise<boolean>;
}

/** Files by their SHA-256. */
export interface BlobStore {
  /** Stores a stream, durable; throws `BlobTooLarge` and keeps nothing past `limit` bytes. */
  put(bytes: AsyncIterable<Uint8Array>, limit: number): Promise<{ sha256: string; bytes: number }>;
  /** The content and its length, or undefined; `range` is inclusive, in bytes. */
  get(
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<{ bytes: number; stream: AsyncIterable<Uint8Array> } | undefined>;
  /** All names in order, at most `limit` (≤ 1,000), strictly after `after`. */
  list(after: string, limit: number): Promise<string[]>;
}

export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge';
}

/** A database. Every method may reject with `Unavailable` when it cannot store or read now. */
export interface Storage {
  /** True when several processes serve one hub on it, so that each must ask whether it leads. */
  readonly shared: boolean;
  readonly log: LogStore;
  readonly records: RecordStore;
  readonly links: LinkStore;
  readonly jobs: JobStore;
  readonly search: SearchStore;
  readonly prints: PrintStore;
  readonly state: StateStore;
  readonly blobs: BlobStore;
  /** Resolves when a durable write works now, else rejects with `Unavailable`. */
  check(): Promise<void>;
  /** Every declared query and how the database says it will run it, for the test that proves each index-backed. */
  explain(): Promise<{ query: string; plan: string; indexed: boolean }[]>;
  close(): Promise<void>;
}

/** The database cannot be used now: full disk, lost connection, closed. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}
