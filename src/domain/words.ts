// Words for search, in any script: what is stored and what is asked go through the same folding.

import { fold } from './fold-text.ts';
import { runsOf } from './runs.ts';

/** No script that is cut by dictionary has a sign outside of these; to look for one of them takes a fifth of the time. */
const far = /[\u0e00-\u1fff\u2e80-\uffff]/;
const segmented =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
const accents = /\p{Diacritic}+/gu;

/** At most this many words of one text are kept. */
export const wordLimit = 5000;

/** Of scripts without spaces so many runs and characters of a text are cut into words: a segmenter takes its time. */
const runLimit = 3000;
const runCharacters = 60_000;

/**
 * The distinct folded words of a text, in order of first appearance: NFKD, lower case, Latin and Arabic marks removed,
 * alef and yeh forms unified, split by spaces and signs, or by Intl.Segmenter for scripts without spaces. A word after
 * an apostrophe counts alone too (`l'école` is found by `école`). Words are at most 64 characters. `before` are words that
 * stand before those of the text.
 */
export function wordsOf(text: string, language?: string, before: string[] = []): string[] {
  const found = new Set(before);
  const folded = fold(text);
  const isSpaced = !far.test(folded) || !segmented.test(folded);
  let runs = 0;
  let characters = 0;
  for (const word of runsOf(folded)) {
    if (isSpaced || !segmented.test(word)) addSpaced(found, word);
    else if (runs < runLimit && characters < runCharacters) {
      segmentInto(found, word.slice(0, runCharacters - characters), language);
      runs += 1;
      characters += word.length;
    }
    if (found.size >= wordLimit) break;
  }
  return [...found];
}

/** A hashtag as Mastodon compares it: folded, letters, digits and `_` only. */
export function foldTag(tag: string): string {
  return tag
    .normalize('NFKD')
    .replace(accents, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_]/gu, '')
    .slice(0, 64);
}

function addSpaced(found: Set<string>, word: string): void {
  found.add(word.length > 64 ? word.slice(0, 64) : word);
  const cut = word.indexOf("'");
  if (cut > 0 && cut < word.length - 1) found.add(word.slice(cut + 1, cut + 65));
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmentInto(found: Set<string>, run: string, language = ''): void {
  const locale = /^(?:zh|ja|th|lo|km|my|bo)\b/.test(language) ? language.slice(0, 2) : 'zh';
  let segmenter = segmenters.get(locale);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(locale, { granularity: 'word' });
    segmenters.set(locale, segmenter);
  }
  for (const { segment, isWordLike } of segmenter.segment(run)) {
    if (isWordLike) found.add(segment.slice(0, 64));
    if (found.size >= wordLimit) return;
  }
}
