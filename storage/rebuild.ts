// The note, among the small values, that what is made from the log is not what the log says and must be made anew before
// anybody uses it. Rule: it is there before the first piece is taken away, and goes when the last one is back.

/** Where the note is kept. */
export const rebuildNote = { space: 'rebuild', key: 'now' } as const;

/** What a rebuild has to know to be finished by another process. */
export type Rebuild =
  | {
      what: 'replay';
      /** The last place of the log that had been applied. */
      applied: number;
      /** The last place of which everything had been handed over for delivery. */
      delivered: number;
    }
  | { what: 'restore' };
