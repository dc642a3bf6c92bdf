// Quoting with consent (FEP-044f): who may quote or answer a thing by its author's word, and what asking, allowing, refusing and
// taking back leave behind. The policy is advice for those who ask; what counts is the stamp that the author gives.
import { type Change, link, put, unlink } from './changes.ts';
import type { Allowance } from './consent.ts';
import type { QuoteRefused, QuoteRequested, QuoteRevoked, QuoteStamped } from './events.ts';
import type { Thing } from './records.ts';
import { numOf } from './time.ts';
import { concerns } from './visibility.ts';

/** What is known of one who wants to quote or answer. */
export interface Asking {
  who: string;
  /** Who asks follows the author. */
  follows: boolean;
  /** The author follows who asks. */
  followed: boolean;
}

export type Answer = 'yes' | 'ask' | 'no';

/** Whether the actor may quote a thing. Where nothing is said of quotes one of this hub may be, and one of elsewhere not. */
export function mayQuote(thing: Thing, asking: Asking, ours: boolean): Answer {
  if (thing.author === asking.who) return 'yes';
  if (thing.visibility !== 'public' && thing.visibility !== 'unlisted') return 'no';
  return ours && !thing.mayQuote ? 'yes' : allows(thing.mayQuote, asking);
}

/** Whether the actor may answer a thing: everybody may unless its author says otherwise, and whom it names always. */
export function mayReply(thing: Thing, asking: Asking): Answer {
  const named = concerns(thing, asking.who);
  return !thing.mayReply || thing.author === asking.who || named ? 'yes' : allows(thing.mayReply, asking);
}

/** True when a quote is to be shown as one: the author allowed it, made it, or had named its author in the quoted words. */
export function isConsented(quote: Thing, quoted: Thing, stamped: boolean): boolean {
  return stamped || quote.author === quoted.author || quoted.mentions.some(({ id }) => id === quote.author);
}

function allows(allowance: Allowance | undefined, asking: Asking): Answer {
  const holds = (name: string) =>
    name === 'everybody' ||
    name === asking.who ||
    (name === 'followers' && asking.follows) ||
    (name === 'following' && asking.followed);
  if (allowance?.automatic.some(holds)) return 'yes';
  return allowance?.manual.some(holds) ? 'ask' : 'no';
}

export function quoteRequested({ id, actor, at, quote, what }: QuoteRequested): Change[] {
  const body = { record: 'quoteRequest' as const, id, who: actor, quote, what, published: at };
  return [put(body, { owner: actor, at, edit: false, entry: id }), link('quoteAsks', quote, what, id, numOf(id, at))];
}

export function quoteStamped({ id, actor, at, stamp, quote, what }: QuoteStamped): Change[] {
  const body = { record: 'stamp' as const, id: stamp, author: actor, quote, what, published: at };
  return [
    put(body, { owner: actor, at, edit: false, entry: id }),
    link('quotes', quote, what, stamp, numOf(stamp, at)),
  ];
}

export function quoteRefused({ id, at, quote, what }: QuoteRefused): Change[] {
  return [link('quoteRefused', quote, what, id, numOf(id, at))];
}

export function quoteRevoked({ id, actor, at, stamp, quote, what }: QuoteRevoked): Change[] {
  return [
    { do: 'bury', id: stamp, kind: 'stamp', owner: actor, at },
    unlink('quotes', quote, what, stamp),
    link('quoteRefused', quote, what, id, numOf(id, at)),
  ];
}
