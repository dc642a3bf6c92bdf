// The words of the pages in every language the hub speaks. English names the keys; the compiler refuses a catalogue
// that lacks one.
import { ar } from './ar.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

/** A message that depends on a count: one form per plural category of its language (CLDR). */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
/** A catalogue with the keys of the English one. `{name}` stands for a value. */
export type Messages = { [K in keyof typeof en]: (typeof en)[K] extends string ? string : Plural };

type KeysOf<T> = { [K in keyof typeof en]: (typeof en)[K] extends T ? K : never }[keyof typeof en];
/** A key of a plain message. */
export type TextKey = KeysOf<string>;
/** A key of a message that depends on a count. */
export type CountKey = KeysOf<{ other: string }>;

/** The catalogues by language tag, in the order in which the languages are offered. */
export const catalogues = { en, fr, es, pt, ar } satisfies Record<string, Messages>;

/** A language that the pages speak. */
export type PageLanguage = keyof typeof catalogues;
export const pageLanguages = Object.keys(catalogues) as PageLanguage[];

/** True for a key of a plain message: refusals name their sentences by key or bring them along. */
export function isTextKey(text: string): text is TextKey {
  return Object.hasOwn(en, text) && typeof en[text as TextKey] === 'string';
}
