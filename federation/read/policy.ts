// What a thing says of who may quote and answer it (`interactionPolicy`, FEP-044f and GoToSocial); write/policy.ts is its
// mirror. GoToSocial's older names, `always` and `approvalRequired`, are read as well.
import type { Allowance } from '../../src/domain/consent.ts';
import { isPublicName } from './audience.ts';
import { idOf, idsOf, isObject, type Json, list } from './json.ts';

/** Most actors that one policy names. */
const nameLimit = 50;

const quoteRels = new Set([
  'https://misskey-hub.net/ns#_misskey_quote',
  'https://misskey-hub.net/ns/#_misskey_quote',
  'https://w3id.org/fep/044f#quote',
]);

/** Longest line that is taken for one that stands in for a quote, in characters. */
const quoteLineLimit = 5000;

/** The policies of a node; what it does not speak of is absent. `author` is whose followers are meant. */
export function policyFields(node: Json, author: string): { mayQuote?: Allowance; mayReply?: Allowance } {
  const policy = isObject(node.interactionPolicy) ? node.interactionPolicy : {};
  return {
    ...(isObject(policy.canQuote) && { mayQuote: readAllowance(policy.canQuote, author) }),
    ...(isObject(policy.canReply) && { mayReply: readAllowance(policy.canReply, author) }),
  };
}

/** What a node quotes, under each of the names that peers use (I17, FEP-e232), and the stamp that it claims. */
export function quoteField(node: Json): { quote?: { what: string; authorization?: string } } {
  const links = list(node.tag).filter(isObject).filter(isQuoteLink);
  const names = [node.quote, node.quoteUrl, node.quoteUri, node._misskey_quote, ...links.map(({ href }) => href)];
  const what = names.map(idOf).find(id => id !== undefined);
  const authorization = idOf(node.quoteAuthorization);
  return what ? { quote: { what, ...(authorization && { authorization }) } } : {};
}

/** An object link (FEP-e232) that stands for a quote, by the relation that Misskey or FEP-044f names. */
function isQuoteLink({ type, rel }: Json): boolean {
  return list(type).includes('Link') && list(rel).some(name => typeof name === 'string' && quoteRels.has(name));
}

/** HTML, as it came, without the first line that stands in for a quote where none is shown. */
export function withoutQuoteLine(html: unknown): unknown {
  if (typeof html !== 'string') return html;
  const [opening, tag] = /<(p|span) class="quote-inline">/.exec(html) ?? [];
  if (!opening) return html;
  const start = html.indexOf(opening);
  const closing = `</a></${tag}>`;
  const end = html.indexOf(closing, start);
  if (end < 0 || end - start > quoteLineLimit) return html;
  return (html.slice(0, start) + html.slice(end + closing.length)).replace('<p></p>', '');
}

function readAllowance(policy: Json, author: string): Allowance {
  const names = (value: unknown) =>
    idsOf(value)
      .slice(0, nameLimit)
      .map(id => nameOf(id, author));
  return {
    automatic: names(policy.automaticApproval ?? policy.always),
    manual: names(policy.manualApproval ?? policy.approvalRequired),
  };
}

/** Collections are named by what they are: which they are cannot be told from an address alone, but its end is the custom. */
function nameOf(id: string, author: string): string {
  if (isPublicName(id)) return 'everybody';
  if (/\/followers\/?$/.test(id)) return 'followers';
  return /\/following\/?$/.test(id) ? 'following' : id === author ? author : id;
}
