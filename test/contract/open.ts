// How the parts of the suite get a database: a fresh one for each test, gone after it.
// Rule: nothing here or in the parts knows which database it is.
import type { Storage } from '../../storage/port.ts';

/** A fresh, empty database. */
export interface Opened {
  storage: Storage;
  /** Closes it as a stopping hub does and opens it again; `storage` is then closed. */
  reopen(): Promise<Storage>;
  cleanup(): Promise<void>;
  /** How many times as long the server of the tests may take as the database that is meant; 1 when it is that database. */
  patience?: number;
}

export type Open = () => Promise<Opened>;

/** Opens before each test of the surrounding `describe` and cleans up after it. */
export function opened(open: Open): { now: Opened; storage: Storage } {
  let current: Opened | undefined;
  const now = () => {
    if (!current) throw new Error('The database is open only inside a test.');
    return current;
  };
  beforeEach(async () => {
    current = await open();
  });
  afterEach(async () => {
    await current?.cleanup();
    current = undefined;
  });
  return {
    get now() {
      return now();
    },
    get storage() {
      return now().storage;
    },
  };
}

/** A numeric id or sort: 18 digits. */
export function digits(n: number): string {
  return String(170_000_000_000_000_000n + BigInt(n));
}
