// The tables of both files, as steps that are never edited once released: a change is one more step at the end.
// Rule: what lists and joins walk is small, and bodies stay out of it.
import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '../port.ts';
import type { Connection } from './connection.ts';

/** What is made from the log: records, links and search. */
const DERIVED = `
  -- Every id that records, links and search speak of, once. A row never changes and never goes, so that a number may be
  -- remembered by any process for as long as it lives.
  CREATE TABLE names (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE records (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL, version TEXT NOT NULL, num TEXT, buried TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX records_num ON records (num) WHERE num IS NOT NULL;
  CREATE INDEX records_buried ON records (n) WHERE buried IS NOT NULL;

  -- A link runs from src to dst; all are numbers of names. The key begins with the younger end: a new thing's links then lie
  -- side by side at the table's end. A link with one maker is the row alone; with several, "makers" holds all of them
  -- with their sorts as JSON [[maker, sort], ...], "sort" is the smallest and "maker" who gave it.
  CREATE TABLE links (
    young INTEGER NOT NULL, old INTEGER NOT NULL, kind INTEGER NOT NULL, leaves INTEGER NOT NULL,
    src INTEGER NOT NULL, dst INTEGER NOT NULL, sort TEXT NOT NULL, maker INTEGER NOT NULL, makers TEXT,
    PRIMARY KEY (young, old, kind, leaves)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX links_out ON links (src, kind, sort, dst);
  CREATE INDEX links_in ON links (dst, kind, sort, src);
  -- Finds links by a maker that is neither end of them. A row may outlive its link; it is a hint, not the set.
  CREATE TABLE made (
    maker INTEGER NOT NULL, young INTEGER NOT NULL, old INTEGER NOT NULL, kind INTEGER NOT NULL, leaves INTEGER NOT NULL,
    PRIMARY KEY (maker, young, old, kind, leaves)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE docs (num INTEGER PRIMARY KEY, n INTEGER NOT NULL UNIQUE) STRICT;
  -- Words come folded and apart; the tokenizer only splits at blanks.
  CREATE VIRTUAL TABLE words USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii separators ' ' tokenchars '!""#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~'"
  );
  INSERT INTO words (words, rank) VALUES ('automerge', 8);
`;

const DOCUMENT_MARKS = `
  -- A short hash of what a document was made of; a document that is put again as it stands is left as it stands.
  ALTER TABLE docs ADD COLUMN mark INTEGER;
`;

/** `kept` is what cannot be made again: the log, the queues, the small values. */
export const STEPS = {
  kept: [
    `
  CREATE TABLE log (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, via TEXT NOT NULL, at INTEGER NOT NULL, v INTEGER NOT NULL,
    event TEXT NOT NULL, raw TEXT
  ) STRICT;

  -- A lane is ready (turn is set), held (token is set and turn is not, due is the end of the lease), resting (due is
  -- set, turn and token are not) or idle (none is set; kept for its failures).
  CREATE TABLE lanes (
    n INTEGER PRIMARY KEY, queue TEXT NOT NULL, lane TEXT NOT NULL, due INTEGER, turn INTEGER, token TEXT,
    rest INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, error TEXT, UNIQUE (queue, lane)
  ) STRICT;
  CREATE INDEX lanes_ready ON lanes (queue, turn) WHERE turn IS NOT NULL;
  CREATE INDEX lanes_later ON lanes (queue, due) WHERE turn IS NULL AND due IS NOT NULL;
  CREATE TABLE jobs (
    n INTEGER PRIMARY KEY, queue TEXT NOT NULL, key TEXT NOT NULL, lane INTEGER NOT NULL, ord ANY NOT NULL,
    due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, payload TEXT NOT NULL, UNIQUE (queue, key)
  ) STRICT;
  CREATE INDEX jobs_lane ON jobs (lane, ord);
  CREATE TABLE dead (
    n INTEGER PRIMARY KEY, queue TEXT NOT NULL, key TEXT NOT NULL, lane TEXT NOT NULL, ord ANY NOT NULL,
    tries INTEGER NOT NULL, payload TEXT NOT NULL, error TEXT NOT NULL, died INTEGER NOT NULL, UNIQUE (queue, key)
  ) STRICT;
  CREATE INDEX dead_died ON dead (died);

  CREATE TABLE state (
    space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER, PRIMARY KEY (space, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX state_expires ON state (expires) WHERE expires IS NOT NULL;
  CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
${DERIVED}`,
    DOCUMENT_MARKS,
    `
  -- What is made from the log has a file of its own now; it is made again there, as far as it was applied (../rebuild.ts).
  INSERT OR IGNORE INTO state (space, key, value)
    SELECT 'rebuild', 'now', json_object('what', 'replay', 'applied', coalesce(applied, 0), 'delivered', coalesce(delivered, 0))
    FROM (SELECT
      (SELECT CAST(body AS INTEGER) FROM records JOIN names USING (n) WHERE id = 'cursor:apply') AS applied,
      (SELECT CAST(body AS INTEGER) FROM records JOIN names USING (n) WHERE id = 'cursor:deliver') AS delivered)
    WHERE EXISTS (SELECT 1 FROM log);
  DROP TABLE words;
  DROP TABLE docs;
  DROP TABLE made;
  DROP TABLE links;
  DROP TABLE records;
  DROP TABLE names;
  `,
  ],
  derived: [DERIVED, DOCUMENT_MARKS],
};

/** Brings a file to the newest form; refuses one that a newer hub has written. */
export async function migrate(connection: Connection, what: keyof typeof STEPS): Promise<void> {
  const steps = STEPS[what];
  await useWriteAheadLog(connection);
  connection.write('durable', () => {
    const row = connection.db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (row.user_version > steps.length) {
      throw new Error(`The database has form ${row.user_version}; this hub knows up to ${steps.length}.`);
    }
    for (const step of steps.slice(row.user_version)) connection.db.exec(step);
    connection.db.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

// The switch needs the file alone, and SQLite answers "busy" at once when two processes make it together.
async function useWriteAheadLog({ db, read }: Connection): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      read(() => db.exec('PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864'));
      return;
    } catch (error) {
      if (!(error instanceof Unavailable) || tries === 100) throw error;
      await pause(50);
    }
  }
}
