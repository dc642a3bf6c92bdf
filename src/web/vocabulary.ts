// Labels of the closed lists in the reader's language. A key that a peer made up is shown as it came.
import { commonLanguages, levels, licences, sdgs, skills } from '../domain/kinds/vocabulary.ts';
import { isTextKey } from './messages/index.ts';
import type { Option } from './parts/fields.tsx';
import type { Words } from './words.ts';

export function levelName(words: Words, level: string): string {
  return label(words, `level.${level}`, level);
}

/** A key of the skill scheme or an IRI that ends in one. */
export function skillName(words: Words, skill: string): string {
  const key = skill.split('/').at(-1) ?? skill;
  return label(words, `skill.${key}`, key);
}

/** `4 Quality education` */
export function goalName(words: Words, goal: number): string {
  return `${words.number(goal)} ${label(words, `sdg.${goal}`, '')}`.trim();
}

export function levelOptions(words: Words): Option[] {
  return levels.map(level => ({ value: level, label: levelName(words, level) }));
}

export function skillOptions(words: Words): Option[] {
  return skills.map(skill => ({ value: skill, label: skillName(words, skill) }));
}

export function goalOptions(words: Words): Option[] {
  return sdgs.map(goal => ({ value: String(goal), label: goalName(words, goal) }));
}

/** Licences by URI, with what they allow. */
export function licenceOptions(words: Words): Option[] {
  return licences.map(({ key, uri, name }) => ({ value: uri, label: `${name}: ${words.t(`licence.${key}`)}` }));
}

export function countryOptions(words: Words): Option[] {
  return words.countries().map(({ code, name }) => ({ value: code, label: name }));
}

/** The languages offered first, in the order of the reader's, with those that are in use here. */
export function languageOptions(words: Words, inUse: string[] = []): Option[] {
  const tags = new Set<string>([...commonLanguages, ...inUse.filter(Boolean)]);
  const options = [...tags].map(tag => ({ value: tag, label: words.languageName(tag) }));
  return options.sort((a, b) => words.compare(a.label, b.label));
}

function label(words: Words, key: string, otherwise: string): string {
  return isTextKey(key) ? words.t(key) : otherwise;
}
