// Who speaks in a corpus: twenty hubs, one of them much larger than the last, and their members.
// Rule: everybody has a home, a language and an address of one form, so that any of them can be named by a number.
import type { Actor } from '../../src/domain/records.ts';
import type { Random } from './random.ts';
import { type Language, languages, shares } from './vocabulary.ts';

/** One hub of the corpus. */
export interface CorpusHub {
  host: string;
  language: Language;
  country: string;
}

const countries: Record<Language, string[]> = {
  en: ['ZM', 'KE', 'GH', 'NG', 'NP', 'IN', 'PK', 'PH'],
  fr: ['SN', 'ML', 'BF', 'CD', 'HT'],
  es: ['BO', 'CO', 'GT', 'PE'],
  pt: ['BR', 'MZ'],
  ar: ['EG', 'JO', 'MA'],
};

/** Hubs of all languages in turn, so that each of them has a large one. */
export const hubs: CorpusHub[] = Array.from({ length: 20 }, (_, n) => {
  const language = languages[n % languages.length] as Language;
  const own = countries[language];
  const country = own[Math.floor(n / languages.length) % own.length] as string;
  return { host: `${country.toLowerCase()}${n}.coalition.example`, language, country };
});

const firsts = [
  'Amina',
  'Joseph',
  'Fatou',
  'María',
  'João',
  'Layla',
  'Chanda',
  'Kofi',
  'Inès',
  'Omar',
  'Rosa',
  'Bwalya',
];
const lasts = ['Mwila', 'Diallo', 'Quispe', 'Silva', 'Haddad', 'Banda', 'Otieno', 'Ndiaye', 'Rojas', 'Mansour'];

/** The n-th author; the lower its number, the more it writes. */
export function authorOf(n: number, at: string): Actor {
  const hub = hubs[n % hubs.length] as CorpusHub;
  const id = `https://${hub.host}/a/author${n}`;
  const name = `${firsts[n % firsts.length]} ${lasts[(n * 7) % lasts.length]}`;
  return {
    record: 'actor',
    id,
    kind: 'person',
    handle: `author${n}`,
    host: hub.host,
    name,
    summary: '',
    url: `https://${hub.host}/@author${n}`,
    inbox: `${id}/inbox`,
    sharedInbox: `https://${hub.host}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    local: false,
    language: hub.language,
    published: at,
  };
}

/** The language of an author's next thing: mostly the hub's own. */
export function languageOf(hub: CorpusHub, random: Random): Language {
  if (random.chance(0.7)) return hub.language;
  let draw = random.below(100);
  for (const language of languages) {
    draw -= shares[language];
    if (draw < 0) return language;
  }
  return 'en';
}
