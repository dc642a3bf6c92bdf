// The closed lists a resource is described with: keys are stored, labels are in the message catalogue.
// Sources: Creative Commons deeds, the 17 goals (metadata.un.org/sdg), the Kolibri levels, the ten LearningPlanet skills.

/** Licences offered in forms: key, canonical URI, and the short name that is the same in every language. */
export const licences = [
  { key: 'by', uri: 'https://creativecommons.org/licenses/by/4.0/', name: 'CC BY 4.0' },
  { key: 'by-sa', uri: 'https://creativecommons.org/licenses/by-sa/4.0/', name: 'CC BY-SA 4.0' },
  { key: 'by-nc', uri: 'https://creativecommons.org/licenses/by-nc/4.0/', name: 'CC BY-NC 4.0' },
  { key: 'by-nc-sa', uri: 'https://creativecommons.org/licenses/by-nc-sa/4.0/', name: 'CC BY-NC-SA 4.0' },
  { key: 'by-nd', uri: 'https://creativecommons.org/licenses/by-nd/4.0/', name: 'CC BY-ND 4.0' },
  { key: 'by-nc-nd', uri: 'https://creativecommons.org/licenses/by-nc-nd/4.0/', name: 'CC BY-NC-ND 4.0' },
  { key: 'by-sa-igo', uri: 'https://creativecommons.org/licenses/by-sa/3.0/igo/', name: 'CC BY-SA 3.0 IGO' },
  { key: 'zero', uri: 'https://creativecommons.org/publicdomain/zero/1.0/', name: 'CC0 1.0' },
  { key: 'mark', uri: 'https://creativecommons.org/publicdomain/mark/1.0/', name: 'Public domain' },
] as const;

/** Kolibri's levels, the lists that coalitions already use. */
export const levels = [
  'preschool',
  'lower-primary',
  'upper-primary',
  'lower-secondary',
  'upper-secondary',
  'tertiary',
  'professional',
  'basic-skills',
  'work-skills',
] as const;

/** The ten LearningPlanet skills; their IRIs end in these keys. */
export const skills = [
  'critical-thinking',
  'collaboration',
  'collective-intelligence',
  'creativity',
  'learning-by-doing',
  'social-emotional-intelligence',
  'reflexivity',
  'systemic-approaches',
  'change-management',
  'frugal-innovation',
] as const;

/** Goals 1 to 17. */
export const sdgs = Array.from({ length: 17 }, (_, index) => index + 1);

/** Languages offered first in forms; any BCP 47 tag is accepted. */
export const commonLanguages = [
  'en',
  'fr',
  'es',
  'pt',
  'ar',
  'sw',
  'am',
  'ha',
  'yo',
  'zu',
  'ny',
  'bem',
  'so',
  'mg',
  'hi',
  'bn',
  'ur',
  'ne',
  'si',
  'ta',
  'fil',
  'id',
  'km',
  'vi',
  'th',
  'my',
  'mn',
  'sq',
  'ro',
  'ru',
  'uk',
  'tr',
  'fa',
  'qu',
  'gn',
  'ht',
  'de',
  'it',
  'nl',
  'zh',
  'ja',
] as const;

const byUri = new Map(licences.map(licence => [plain(licence.uri), licence]));

/** The short name of a licence URI: the list's, else `CC …` read from a Creative Commons URI, else its host. */
export function licenceName(uri: string): string {
  const known = byUri.get(plain(uri));
  if (known) return known.name;
  const cc = /^https?:\/\/creativecommons\.org\/licenses\/([a-z-]{2,8})\/(\d\.\d)(?:\/([a-z]{2,3}))?/.exec(uri);
  if (cc) return `CC ${cc[1]?.toUpperCase()} ${cc[2]}${cc[3] ? ` ${cc[3].toUpperCase()}` : ''}`;
  return URL.canParse(uri) ? new URL(uri).host : uri.slice(0, 60);
}

/** A licence key or URI as a URI; undefined when it is neither. */
export function licenceUri(text: string): string | undefined {
  const known = byUri.get(plain(text)) ?? licences.find(({ key, name }) => key === text || name === text);
  if (known) return known.uri;
  if (!URL.canParse(text) || text.length > 300) return undefined;
  return /^https?:$/.test(new URL(text).protocol) ? text : undefined;
}

/** True when a licence forbids adaptations. */
export function forbidsAdapting(uri: string | undefined): boolean {
  return uri !== undefined && /creativecommons\.org\/licenses\/[a-z-]*nd/.test(uri);
}

function plain(uri: string): string {
  return uri.replace(/^https?:\/\/(www\.)?/, '').replace(/(\/deed(\.[a-z-]+)?)?\/?$/, '');
}
