// Everything a page says in one language: messages, counts, dates, sizes, names of languages and countries.
// Values are set into messages whole; whoever renders them escapes them.
import type { ComponentChild } from 'preact';
import { type CountKey, catalogues, type PageLanguage, type Plural, type TextKey } from './messages/index.ts';

type Values = Record<string, string | number>;

/** The words of one language. Dates are UTC: the server does not know the reader's clock. */
export interface Words {
  language: PageLanguage;
  direction: 'ltr' | 'rtl';
  /** A message. */
  t(key: TextKey, values?: Values): string;
  /** A message for a count; `{n}` stands for the count as the language writes it. */
  n(key: CountKey, count: number, values?: Values): string;
  /** A message with elements in the places of its values. */
  rich(key: TextKey, values: Record<string, ComponentChild>): ComponentChild[];
  number(value: number): string;
  date(iso: string): string;
  /** A date with its time of day, in UTC. */
  time(iso: string): string;
  bytes(count: number): string;
  languageName(tag: string): string;
  countryName(code: string): string;
  /** ISO 3166-1 codes with names, in the order of the language. */
  countries(): { code: string; name: string }[];
  compare(a: string, b: string): number;
}

/** How a language is written. */
export function directionOf(language: PageLanguage): Words['direction'] {
  return language === 'ar' ? 'rtl' : 'ltr';
}

const made = new Map<PageLanguage, Words>();

/** The words of a language, made once. */
export function wordsFor(language: PageLanguage): Words {
  const words = made.get(language) ?? makeWords(language);
  made.set(language, words);
  return words;
}

function makeWords(language: PageLanguage): Words {
  const messages = catalogues[language];
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  const times = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const languages = new Intl.DisplayNames(language, { type: 'language' });
  const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  const collator = new Intl.Collator(language);
  const compare = collator.compare;
  const day = remembering(date => dates.format(new Date(date)));
  let countryList: { code: string; name: string }[] | undefined;

  return {
    language,
    direction: directionOf(language),
    t: (key, values) => fill(messages[key], values),
    n(key, count, values) {
      const forms: Plural = messages[key];
      return fill(forms[plural.select(count)] ?? forms.other, { ...values, n: numbers.format(count) });
    },
    rich: (key, values) => messages[key].split(/\{(\w+)\}/).map((part, index) => (index % 2 ? values[part] : part)),
    number: value => numbers.format(value),
    date: iso => day(iso.slice(0, 'YYYY-MM-DD'.length)),
    time: iso => `${times.format(new Date(iso))} UTC`,
    bytes: count => size(language, count),
    languageName: remembering(tag => nameIn(languages, tag)),
    countryName: code => (/^[A-Z]{2}$/.test(code) && regions.of(code)) || code,
    countries() {
      countryList ??= countryCodes()
        .map(code => ({ code, name: regions.of(code) ?? code }))
        .sort((a, b) => compare(a.name, b.name));
      return countryList;
    },
    compare,
  };
}

/** Makes each name once; strangers choose what is asked for, so not without end. */
function remembering(make: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return key => {
    const old = known.get(key);
    if (old !== undefined) return old;
    if (known.size >= 500) known.clear();
    const name = make(key);
    known.set(key, name);
    return name;
  };
}

function nameIn(languages: Intl.DisplayNames, tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function fill(message: string, values: Values = {}): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Decimal units, as a reader's data bundle counts them. */
function size(language: string, count: number): string {
  const step = count < 1000 ? 0 : count < 1e6 ? 1 : count < 1e9 ? 2 : 3;
  const unit = ['byte', 'kilobyte', 'megabyte', 'gigabyte'][step];
  const value = count / 1000 ** step;
  const digits = step > 1 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: unit ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** Codes that CLDR names as regions today, without groups of countries and private use. */
function countryCodes(): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap(first => letters.map(second => first + second));
  const groups = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA']);
  return codes.filter(
    code => !groups.has(code) && names.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code,
  );
}
