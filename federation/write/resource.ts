// A learning resource as an Article with the words of LRMI; read/resource.ts is its mirror.
// `summary` is for those who show nothing else of an Article, `abstract` is what the member wrote, for those who read it.
import { licenceName } from '../../src/domain/kinds/vocabulary.ts';
import { escapeHtml } from '../../src/domain/prose.ts';
import type { Attachment, Credit, Resource } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { writeAttachment } from './attachment.ts';
import { formatsOf, summaryLimit, summaryOf } from './facts.ts';
import type { Lookups } from './lookups.ts';
import { tagsOf } from './tag.ts';
import { writeCommon } from './thing.ts';

export function writeResource(thing: Resource, lookups: Lookups): Json {
  const subjects = [...thing.sdgs.map(goal => `SDG${goal}`), ...thing.themes];
  return writeCommon(thing, lookups, {
    type: 'Article',
    name: thing.name,
    summary: summaryHtml(thing),
    // Never absent: a hub that reads it must not take the line of facts for the member's own words.
    abstract: thing.summary ?? '',
    sensitive: false,
    ...(thing.licence && { license: { id: thing.licence, name: licenceName(thing.licence) } }),
    learningResourceType: formatsOf(thing).map(format => `https://w3id.org/kim/hcrt/${format.type}`),
    ...(thing.level && { educationalLevel: thing.level }),
    ...some('teaches', thing.skills),
    ...some(
      'about',
      thing.sdgs.map(goal => `http://metadata.un.org/sdg/${goal}`),
    ),
    ...some('keywords', thing.themes),
    ...(thing.country && { spatialCoverage: thing.country }),
    ...some('isBasedOn', thing.basedOn.map(writeCredit)),
    content: thing.content,
    tag: tagsOf(thing, lookups, subjects),
    attachment: attachmentsOf(thing).map(writeAttachment),
  });
}

/** `summary` is HTML by its definition, and peers read it so; what escaping makes longer is cut shorter. */
function summaryHtml(thing: Resource): string {
  let limit = summaryLimit;
  let html = escapeText(summaryOf(thing, limit));
  while (html.length > summaryLimit) {
    limit -= html.length - summaryLimit;
    html = escapeText(summaryOf(thing, limit));
  }
  return html;
}

function escapeText(text: string): string {
  return escapeHtml(text).replaceAll('&quot;', '"');
}

/** The cover first, as some show one picture; then the page it lives on, then the files; each once. */
function attachmentsOf({ cover, link, attachments }: Resource): Attachment[] {
  const first: Attachment[] = [...(cover ? [cover] : []), ...(link ? [{ as: 'link' as const, url: link }] : [])];
  const named = new Set(first.map(({ url }) => url));
  return [...first, ...attachments.filter(({ url }) => !named.has(url))];
}

function writeCredit({ id, name, author, licence }: Credit): Json {
  return { id, ...(name && { name }), ...(author && { author }), ...(licence && { license: licence }) };
}

function some(term: string, values: unknown[]): Json {
  return values.length > 0 ? { [term]: values } : {};
}
