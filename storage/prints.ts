// The part of the port by which two states of what is made from the log are compared, whatever keeps them.
// Rule: a print is short, and says nothing but whether two pieces are alike.

/** What is made from the log. `words` are those that the index of search holds, where a document cannot be read back from it. */
export type Derived = 'records' | 'links' | 'search' | 'words';

/** A piece of what is made from the log: its name, and a short text that is another one when its content is. */
export interface Print {
  name: string;
  print: string;
}

export interface PrintStore {
  /**
   * Every piece of a part as it stands, a damaged one too, in an order of the store's own and at most 1,000 at a time. In one
   * database the same changes leave the same prints, also when they were made anew; those of two databases do not compare.
   * A link is named by its kind and its ends, with a blank between.
   */
  of(part: Derived): AsyncIterable<Print[]>;
}
