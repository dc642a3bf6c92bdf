// What an author lets others do with a thing, what asking to quote it leaves behind (FEP-044f), and which relays the operator
// has chosen (FEP-ae0c).

/** Who may at once, and who when the author agrees: `everybody`, `followers`, `following`, or the id of an actor. */
export interface Allowance {
  automatic: string[];
  manual: string[];
}

/** For whom a member lets what they publish be quoted or answered, unless a thing says otherwise. */
export const circles = ['everybody', 'followers', 'nobody'] as const;
export type Circle = (typeof circles)[number];

/** True for a text that names a circle. */
export function isCircle(text: string): text is Circle {
  return (circles as readonly string[]).includes(text);
}

/** What a circle says of one thing; undefined where nothing has to be said. */
export function allowanceOf(circle: Circle | undefined): Allowance | undefined {
  if (circle === undefined || circle === 'everybody') return undefined;
  return { automatic: circle === 'nobody' ? [] : [circle], manual: [] };
}

/** Somebody asked to quote a thing: `quote` is the quoting post, `what` the quoted. */
export interface QuoteRequest {
  record: 'quoteRequest';
  id: string;
  who: string;
  quote: string;
  what: string;
  published: string;
}

/** An author's consent to one quote (FEP-044f). */
export interface Stamp {
  record: 'stamp';
  id: string;
  /** Of the quoted thing. */
  author: string;
  quote: string;
  what: string;
  published: string;
}

/** A relay that the operator chose, or gave up. */
export interface Relay {
  record: 'relay';
  /** `relay:` and the address. */
  id: string;
  address: string;
  wanted: boolean;
  published: string;
}
