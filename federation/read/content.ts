// The words of a thing and the language that they are in. What is no HTML is made HTML; what a date has beside its words, when
// and where, stands before them, as no page here would show it otherwise.
import { isLanguage } from '../../src/domain/kinds/index.ts';
import { cleanHtml, cleanText, escapeHtml, fromTyped, plainText } from '../../src/domain/prose.ts';
import { eventFacts } from './event.ts';
import { isObject, type Json, list, types, wordsOf } from './json.ts';
import { quoteField, withoutQuoteLine } from './policy.ts';

/** Longest text that is made HTML, in characters. */
const typedLimit = 200_000;

/** The words of a node as safe HTML. PeerTube and others send text or Markdown, and say so (`mediaType`). */
export function contentOf(node: Json): string {
  const words = wordsOf(node, 'content');
  const isTyped = node.mediaType === 'text/markdown' || node.mediaType === 'text/plain';
  const html = isTyped && typeof words === 'string' ? fromTyped(words.slice(0, typedLimit), { mentions: [] }) : words;
  const content = cleanHtml(quoteField(node).quote ? withoutQuoteLine(html) : html);
  const facts = types(node).includes('Event') ? eventFacts(node) : '';
  return facts ? `<p>${escapeHtml(facts)}</p>${content}` : content;
}

/** HTML of a stranger, such as a `summary`, as plain text of at most so many characters. */
export function textOf(html: unknown, limit: number): string {
  return cleanText(
    typeof html === 'string' && /[<&]/.test(html) ? plainText(cleanHtml(html, limit * 10)) : html,
    limit,
  );
}

/** BCP 47, by whichever of the names that peers use for it; undefined for none and for `und`. */
export function languageOf(node: Json): string | undefined {
  const inLanguage = list(node.inLanguage ?? node['schema:inLanguage'])[0];
  const maps = [node.contentMap, node.nameMap, node.summaryMap].filter(isObject).map(map => Object.keys(map)[0]);
  const language = isObject(node.language) ? node.language.identifier : node.language;
  const claimed = [isObject(inLanguage) ? (inLanguage.id ?? inLanguage.name) : inLanguage, ...maps, language];
  return claimed.find(
    (tag): tag is string => typeof tag === 'string' && tag !== '' && tag !== 'und' && isLanguage(tag),
  );
}
