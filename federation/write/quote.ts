// Quotes on the wire (FEP-044f): the request, its answers, the stamp, and what a thing says of quotes; read/quote.ts and
// read/policy.ts are its mirrors.

import type { Allowance, Stamp } from '../../src/domain/consent.ts';
import type { QuoteRefused, QuoteRequested, QuoteRevoked, QuoteStamped } from '../../src/domain/events.ts';
import { escapeHtml } from '../../src/domain/prose.ts';
import type { Thing } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { everyone } from './audience.ts';
import type { Lookups } from './lookups.ts';
import { writeThing } from './things.ts';

/** The quoting post is embedded, so that its words can be looked at before they are allowed. */
export function writeQuoteRequested({ id, actor, quote, what }: QuoteRequested, lookups: Lookups): Json {
  const [quoted, post] = [lookups.known(what), lookups.known(quote)];
  const to = quoted?.record === 'thing' ? [quoted.author] : [];
  const instrument = post?.record === 'thing' ? writeThing(post, lookups) : quote;
  return { id, type: 'QuoteRequest', actor, to, object: what, instrument };
}

export function writeQuoteStamped({ id, actor, stamp, ...asked }: QuoteStamped): Json {
  return { id, type: 'Accept', actor, to: toOf(asked), object: requestOf(asked), result: stamp };
}

export function writeQuoteRefused({ id, actor, ...asked }: QuoteRefused): Json {
  return { id, type: 'Reject', actor, to: toOf(asked), object: requestOf(asked) };
}

/** The stamp alone is named: what it was for is nobody else's business. */
export function writeQuoteRevoked({ id, actor, stamp, who }: QuoteRevoked): Json {
  return { id, type: 'Delete', actor, to: who ? [who] : [], object: stamp };
}

export function writeStamp({ id, author, quote, what }: Stamp): Json {
  return { id, type: 'QuoteAuthorization', attributedTo: author, interactingObject: quote, interactionTarget: what };
}

/** The terms of a quoting thing, under each name that peers read. */
export function quoteTerms({ quote }: Thing): Json {
  if (!quote) return {};
  const { what, authorization } = quote;
  const names = { quote: what, quoteUrl: what, quoteUri: what, _misskey_quote: what };
  return { ...names, ...(authorization && { quoteAuthorization: authorization }) };
}

/** The content with a line for those who show no quotes; those who do take it off. */
export function withQuoteLine({ content, quote }: Pick<Thing, 'quote'> & { content: string }): string {
  if (!quote) return content;
  const address = escapeHtml(quote.what);
  return `${content}<p><span class="quote-inline">RE: <a href="${address}">${address}</a></span></p>`;
}

/** What is open may be quoted and answered by all unless its author says otherwise; the answers are given at once (tasks/answer-quote.ts). */
export function policyTerms({ author, visibility, mayQuote, mayReply }: Thing, { urls }: Lookups): Json {
  const open = visibility === 'public' || visibility === 'unlisted';
  const terms = (allowance: Allowance | undefined) => ({
    automaticApproval: allowance ? namesOf(allowance, author, urls) : [everyone],
  });
  if (!open) return { interactionPolicy: { canQuote: { automaticApproval: [author] } } };
  return { interactionPolicy: { canQuote: terms(mayQuote), canReply: terms(mayReply) } };
}

/** Nobody is written as the author alone: an empty list would say nothing to who reads an absent one as all. */
function namesOf({ automatic }: Allowance, author: string, urls: Lookups['urls']): string[] {
  const names = automatic.map(name => {
    if (name === 'everybody') return everyone;
    return name === 'followers' || name === 'following' ? urls.actorPart(author, name) : name;
  });
  return names.length > 0 ? names : [author];
}

interface Asked {
  request?: string;
  who?: string;
  quote: string;
  what: string;
}

function toOf({ who }: Asked): string[] {
  return who ? [who] : [];
}

function requestOf({ request, who, quote, what }: Asked): Json {
  return { id: request, type: 'QuoteRequest', actor: who, object: what, instrument: quote };
}
