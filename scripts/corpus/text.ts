// Titles, sentences and paragraphs of one language, in the lengths that people write.
// Rule: what is made is HTML of the allowed form already, as the hub would have left it.
import type { Random } from './random.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A title of 3 to 12 words, the first with a capital. */
export function titleOf(vocabulary: Vocabulary, random: Random): string {
  const words = Array.from({ length: random.length(6, 0.4, 3, 12) }, (_, place) =>
    place % 3 === 0 ? vocabulary.subject(random) : vocabulary.word(random),
  );
  return capital(words.join(' '));
}

/** Plain sentences of so many words in all. */
export function sentences(vocabulary: Vocabulary, random: Random, words: number): string {
  let text = '';
  for (let left = words; left > 0; ) {
    const length = Math.min(left, random.length(14, 0.5, 4, 40));
    let sentence = vocabulary.word(random);
    for (let place = 1; place < length; place += 1) {
      sentence += place % 9 === 8 ? ', ' : ' ';
      sentence += vocabulary.word(random);
    }
    text += `${text ? ' ' : ''}${capital(sentence)}.`;
    left -= length;
  }
  return text;
}

/** Paragraphs of so many words in all, of some eighty words each. */
export function paragraphs(vocabulary: Vocabulary, random: Random, words: number): string {
  let html = '';
  for (let left = words; left > 0; ) {
    const length = Math.min(left, random.length(80, 0.5, 20, 200));
    html += `<p>${sentences(vocabulary, random, length)}</p>`;
    left -= length;
  }
  return html;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
