// The fields of a learning resource that are its own (LRMI, schema.org); write/resource.ts is its mirror.
import type { Common } from '../../src/domain/kinds/kind.ts';
import { licenceUri } from '../../src/domain/kinds/vocabulary.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { Attachment, Credit, Resource } from '../../src/domain/records.ts';
import { foldTag } from '../../src/domain/words.ts';
import { readAttachment } from './attachment.ts';
import { textOf } from './content.ts';
import { address, idOf, isObject, type Json, list, text, wordsOf } from './json.ts';

type Own = Omit<Resource, keyof Common>;

/** What a resource has in common with other kinds, less what is its own: cover, link, themes and goals stand apart. */
type Shared = Pick<Resource, 'attachments' | 'hashtags'>;

const sdgForm = /^https?:\/\/metadata\.un\.org\/sdg\/(\d{1,2})(?:\.|$)/;

/** Reads with and without the `schema:` prefix; peers differ and the terms are the same. */
export function resourceFields(node: Json, common: Shared): Own & Shared {
  const term = (name: string) => node[name] ?? node[`schema:${name}`];
  const about = list(term('about'));
  const abstract = term('abstract');
  const summary = abstract === undefined ? textOf(wordsOf(node, 'summary'), 1000) : cleanText(abstract, 1000);
  const licence = licenceOf(term('license') ?? node.licence);
  const cover =
    list(node.attachment)
      .map(readAttachment)
      .find(attachment => attachment?.as === 'image') ??
    readAttachment(list(node.image)[0]) ??
    widest(list(node.icon).map(readAttachment));
  const link =
    address(isObject(term('mainEntityOfPage')) ? idOf(term('mainEntityOfPage')) : term('mainEntityOfPage')) ??
    linkAttached(node);
  const level = cleanText(nameOf(list(term('educationalLevel'))[0]), 60);
  const country = text(nameOf(list(term('spatialCoverage'))[0]), 2);
  const themes = list(term('keywords'))
    .flatMap(item => (typeof item === 'string' ? item.split(',') : []))
    .map(item => cleanText(item, 60))
    .filter(Boolean)
    .slice(0, 20);
  const sdgs = goalsOf(about);
  const said = new Set([...themes, ...sdgs.map(goal => `SDG${goal}`)].map(foldTag));
  return {
    kind: 'resource',
    attachments: common.attachments.filter(({ url }) => url !== cover?.url && url !== link),
    hashtags: common.hashtags.filter(tag => !said.has(foldTag(tag))),
    name: titleOf(node),
    ...(summary && { summary }),
    ...(licence && { licence }),
    ...(cover && { cover }),
    ...(link && { link }),
    themes,
    sdgs,
    skills: list(term('teaches'))
      .map(item => cleanText(idOf(item) ?? nameOf(item), 200))
      .filter(Boolean)
      .slice(0, 20),
    ...(level && { level }),
    ...(country && /^[A-Z]{2}$/.test(country) && { country }),
    basedOn: list(term('isBasedOn'))
      .slice(0, 10)
      .map(readCredit)
      .filter(credit => credit !== undefined),
  };
}

/** Of PeerTube's previews of a film the largest. */
function widest(pictures: (Attachment | undefined)[]): Attachment | undefined {
  return pictures
    .filter(picture => picture?.as === 'image')
    .reduce((best, picture) => ((picture?.width ?? 0) > (best?.width ?? -1) ? picture : best), undefined);
}

/** Its name, else how it begins. */
function titleOf(node: Json): string {
  const [name, ...others] = (['name', 'summary', 'content'] as const).map(term => wordsOf(node, term));
  return cleanText(name, 300) || others.map(words => cleanText(words, 100)).find(Boolean) || '';
}

/** A licence as peers write it: a URI, a node, PeerTube's `{ identifier, name }`, or a short name. */
function licenceOf(value: unknown): string | undefined {
  const first = list(value)[0];
  const said = isObject(first) ? (first.id ?? first['@id'] ?? first.url ?? first.name) : first;
  return typeof said === 'string' ? licenceUri(said) : undefined;
}

function goalsOf(about: unknown[]): number[] {
  const goals = about.map(item => Number(sdgForm.exec(String(isObject(item) ? item.id : item))?.[1]));
  return [...new Set(goals.filter(goal => goal >= 1 && goal <= 17))].sort((a, b) => a - b);
}

function readCredit(value: unknown): Credit | undefined {
  const id = idOf(value);
  if (!id) return undefined;
  if (!isObject(value)) return { id };
  const name = cleanText(value.name, 300);
  const author = cleanText(nameOf(list(value.author ?? value.creator)[0]), 200);
  const licence = licenceOf(value.license);
  return { id, ...(name && { name }), ...(author && { author }), ...(licence && { licence }) };
}

function linkAttached(node: Json): string | undefined {
  return list(node.attachment)
    .map(readAttachment)
    .find(attachment => attachment?.as === 'link')?.url;
}

function nameOf(value: unknown): unknown {
  return isObject(value) ? (value.name ?? value.identifier ?? value.id) : value;
}
