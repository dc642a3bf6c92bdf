// The one connection of this thread to a file, its transactions and its errors.
// Rule: a transaction is one synchronous call, so it can neither span an await nor meet another of this process.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Unavailable } from '../port.ts';

/** `durable` is on disk when it returns; `derived` survives a kill and is repeated from the log after a power loss. */
export type Safety = 'durable' | 'derived';

export interface Connection {
  readonly file: string;
  readonly db: DatabaseSync;
  /** Runs reads; each statement sees the newest state. */
  read<T>(work: () => T): T;
  /** Runs several reads that see one state. */
  snapshot<T>(work: () => T): T;
  /** Runs one write transaction: all of it or nothing. Waits at most five seconds for another process. */
  write<T>(safety: Safety, work: () => T): T;
  /** Calls back when a write was undone, for those who remember what they wrote. */
  onUndo(forget: () => void): void;
  /** Calls back after each write. */
  onWrite(hear: () => void): void;
  /** Throws `Unavailable` once the connection is closed. */
  usable(): void;
  close(): void;
}

// What is durable is also erased for good: a redacted entry, a revoked token. Elsewhere only where it costs nothing.
const PRAGMAS = {
  durable: 'PRAGMA synchronous = FULL; PRAGMA secure_delete = ON',
  derived: 'PRAGMA synchronous = NORMAL; PRAGMA secure_delete = FAST',
} as const;

/**
 * Opens the file. There is one connection and not one per safety: SQLite drops a connection's whole page cache when
 * another one commits, so two that take turns would read everything again. Switching costs a microsecond, and a full
 * commit syncs the write-ahead log with everything that was written to it before. checkpoint.ts folds that log back; a
 * log that has grown to 64 MB all the same, as in a flood, is begun anew by the one who commits then.
 */
export function connect(file: string, { cacheMb }: { cacheMb: number }): Connection {
  const db = mapped(() => new DatabaseSync(file, { timeout: 5000 }), isPassing);
  // node:sqlite says ERR_INVALID_STATE of a closed database and its statements, and of values that it cannot bind as well.
  const isClosed = (error: unknown) => codeOf(error) === 'ERR_INVALID_STATE' && !db.isOpen;
  const guarded = <T>(work: () => T): T => mapped(work, error => isClosed(error) || isPassing(error));
  guarded(() => {
    db.exec(`PRAGMA cache_size = -${cacheMb * 1024}; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 16000`);
  });
  const forgetters: (() => void)[] = [];
  const hearers: (() => void)[] = [];
  let safety: Safety | undefined;

  const undo = () => {
    for (const forget of forgetters) forget();
    // A full disk or an I/O error may have rolled back already.
    if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
  };
  const { begin, beginWriting, commit } = prepare(db, {
    begin: 'BEGIN',
    beginWriting: 'BEGIN IMMEDIATE',
    commit: 'COMMIT',
  });
  const transaction = <T>(start: StatementSync, work: () => T): T =>
    guarded(() => {
      start.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        undo();
        throw error;
      }
    });

  return {
    file,
    db,
    read: guarded,
    snapshot: work => transaction(begin, work),
    write(wanted, work) {
      if (safety !== wanted) guarded(() => db.exec(PRAGMAS[wanted]));
      safety = wanted;
      const result = transaction(beginWriting, work);
      for (const hear of hearers) hear();
      return result;
    },
    onUndo: forget => forgetters.push(forget),
    onWrite: hear => hearers.push(hear),
    usable() {
      if (!db.isOpen) throw new Unavailable('The database is closed.');
    },
    close() {
      if (db.isOpen) db.close();
    },
  };
}

/** Keeps the statements of one part prepared; their texts stay the declaration that `explain` reads. */
export function prepare<Name extends string>(db: DatabaseSync, sql: Record<Name, string>): Record<Name, StatementSync> {
  const entries = Object.entries<string>(sql).map(([name, text]) => [name, db.prepare(text)]);
  return Object.fromEntries(entries) as Record<Name, StatementSync>;
}

// https://sqlite.org/rescode.html: perm, busy, locked, nomem, readonly, ioerr, corrupt, full, cantopen, protocol, notadb. Of a
// file that is damaged no entry is to blame: nothing is taken until somebody has mended it.
const PASSING = new Set([3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26]);

function mapped<T>(work: () => T, isUnavailable: (error: unknown) => boolean): T {
  try {
    return work();
  } catch (error) {
    throw isUnavailable(error) ? new Unavailable('The database cannot be used now.', { cause: error }) : error;
  }
}

/** The low byte is the primary code; the rest tells it apart further. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  return typeof error.errcode === 'number' && PASSING.has(error.errcode & 0xff);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
