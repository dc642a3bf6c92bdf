// What the demo's members publish: the kinds of thing that education coalitions share, in the languages they share it in.

/** A resource of the demo; `text` is plain, with an empty line between paragraphs. */
export interface Sample {
  language: string;
  name: string;
  summary: string;
  text: string;
  /** Licence URI. */
  licence: string;
  sdgs: number[];
  themes: string[];
  /** Keys of the lists in src/domain/kinds/vocabulary.ts. */
  level?: string;
  skills?: string[];
  /** ISO 3166-1 alpha-2. */
  country?: string;
}

export const by = 'https://creativecommons.org/licenses/by/4.0/';
export const bySa = 'https://creativecommons.org/licenses/by-sa/4.0/';
export const byNcSa = 'https://creativecommons.org/licenses/by-nc-sa/4.0/';
