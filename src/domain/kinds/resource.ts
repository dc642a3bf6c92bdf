// A learning resource: a text, a link or files, with the words of LRMI. Three fields are required of a member:
// title, language and licence; everything else may come later and from others.
import type { ResourceDraft } from '../commands.ts';
import type { Fault } from '../problem.ts';
import { plainText } from '../prose.ts';
import type { Resource } from '../records.ts';
import { clip } from '../signs.ts';
import type { Kind } from './kind.ts';
import { levels, licenceName, licenceUri, skills } from './vocabulary.ts';

export const resource: Kind<Resource> = {
  check(draft) {
    const faults: Fault[] = [];
    const name = draft.name.trim();
    if (!name) faults.push({ field: 'name', message: 'fault.nameMissing' });
    if (name.length > 200) faults.push({ field: 'name', message: 'fault.nameLong' });
    if (draft.licence && !licenceUri(draft.licence)) faults.push({ field: 'licence', message: 'fault.licence' });
    if (draft.link && !isWebAddress(draft.link)) faults.push({ field: 'link', message: 'fault.link' });
    if ((draft.summary ?? '').length > 1000) faults.push({ field: 'summary', message: 'fault.summaryLong' });
    if (draft.cover && !draft.cover.name?.trim()) faults.push({ field: 'coverAlt', message: 'fault.coverAlt' });
    if (draft.sdgs?.some(goal => !Number.isInteger(goal) || goal < 1 || goal > 17))
      faults.push({ field: 'sdgs', message: 'fault.sdgs' });
    if (draft.country && !/^[A-Z]{2}$/.test(draft.country)) faults.push({ field: 'country', message: 'fault.country' });
    return faults;
  },

  fields: draft => ({
    kind: 'resource',
    name: draft.name.trim(),
    ...optional('summary', draft.summary?.trim()),
    ...optional('licence', draft.licence && licenceUri(draft.licence)),
    ...optional('cover', draft.cover),
    ...optional('link', draft.link?.trim()),
    themes: tidyList(draft.themes, 20, 60),
    sdgs: [...new Set(draft.sdgs ?? [])].sort((a, b) => a - b),
    skills: tidyList(draft.skills, 20, 200),
    ...optional('level', draft.level),
    ...optional('country', draft.country),
    basedOn: (draft.basedOn ?? []).slice(0, 10),
  }),

  searchText: thing => ({
    title: thing.name,
    body: [
      thing.summary ?? '',
      plainText(thing.content),
      thing.themes.join(' '),
      thing.hashtags.join(' '),
      thing.sdgs.map(goal => `SDG${goal}`).join(' '),
      thing.skills.map(skill => skill.split('/').at(-1)?.replaceAll('-', ' ')).join(' '),
      thing.licence ? licenceName(thing.licence) : '',
      thing.attachments.map(attachment => attachment.name ?? '').join(' '),
    ].join('\n'),
  }),
};

/** What a form must ask beyond what a peer or an app may send: language and licence. */
export function checkForm(draft: ResourceDraft): Fault[] {
  const faults = resource.check(draft);
  if (!draft.language) faults.push({ field: 'language', message: 'fault.languageMissing' });
  if (!draft.licence) faults.push({ field: 'licence', message: 'fault.licenceMissing' });
  return faults;
}

/** True for a key of the level list. */
export function isLevel(text: string): boolean {
  return (levels as readonly string[]).includes(text);
}

/** True for a key of the skill scheme. */
export function isSkill(text: string): boolean {
  return (skills as readonly string[]).includes(text);
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function tidyList(list: string[] = [], count: number, length: number): string[] {
  return [...new Set(list.map(item => clip(item.trim(), length)).filter(Boolean))].slice(0, count);
}

function optional<K extends string, V>(key: K, value: V | undefined | ''): { [P in K]?: V } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]?: V });
}
