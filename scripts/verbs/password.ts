// A password that can be read out over the telephone: five made-up words of four letters, some 63 bits of chance.
import { randomInt } from 'node:crypto';

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aeiou';

/** `lomi karu bote zana dipu` */
export function makePassword(): string {
  return Array.from({ length: 5 }, () => syllable() + syllable()).join(' ');
}

function syllable(): string {
  return one(consonants) + one(vowels);
}

function one(letters: string): string {
  return letters[randomInt(letters.length)] ?? '';
}
