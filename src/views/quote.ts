// What a thing quotes, as its page shows it: the quoted thing where its author consents, else that it waits or is withheld.
import { isConsented } from '../domain/quotes.ts';
import type { Thing } from '../domain/records.ts';
import { webAddress } from './actor-view.ts';
import { type Card, cardOf } from './card.ts';
import { type Reader, seeThings } from './reader.ts';

export type QuoteView =
  | { state: 'shown'; card: Card /** The consent, for who gave it. */; stamp?: string }
  | { state: 'pending' | 'withheld'; address: string };

export async function quoteView(reader: Reader, thing: Thing): Promise<QuoteView | undefined> {
  if (!thing.quote) return undefined;
  const { what } = thing.quote;
  const { links } = reader.storage;
  const [seen, stamped, asked, refused] = await Promise.all([
    seeThings(reader, [what]).then(found => found.get(what)),
    links.get('quotes', thing.id, what),
    links.get('quoteAsks', thing.id, what),
    links.get('quoteRefused', thing.id, what),
  ]);
  if (seen && isConsented(thing, seen.thing, stamped !== undefined)) {
    const stamp = reader.viewer?.id === seen.thing.author ? stamped?.by[0] : undefined;
    return { state: 'shown', card: await cardOf(reader, seen), ...(stamp && { stamp }) };
  }
  return { state: asked && !refused ? 'pending' : 'withheld', address: webAddress(what) ?? '' };
}
