// The few facts that decide whether a resource is of use, in one line of plain text: Mastodon shows of an Article its
// name, its summary and a link, and nothing else. Short words and numbers; what differs between languages is left out.
import { licenceName } from '../../src/domain/kinds/vocabulary.ts';
import { plainText } from '../../src/domain/prose.ts';
import type { Attachment, Resource } from '../../src/domain/records.ts';

/** What a file is: for people, and as a type of the KIM list that AMB asks for (w3id.org/kim/hcrt). */
interface Format {
  name: string;
  type: 'text' | 'slide' | 'data' | 'video' | 'audio' | 'image' | 'web_page' | 'other';
}

const formats: [RegExp, Format][] = [
  [/^application\/pdf$/, { name: 'PDF', type: 'text' }],
  [/epub/, { name: 'EPUB', type: 'text' }],
  [/presentation|powerpoint/, { name: 'Slides', type: 'slide' }],
  [/spreadsheet|excel|csv/, { name: 'Spreadsheet', type: 'data' }],
  [/wordprocessing|msword|opendocument\.text|rtf/, { name: 'Document', type: 'text' }],
  [/^video\//, { name: 'Video', type: 'video' }],
  [/^audio\//, { name: 'Audio', type: 'audio' }],
  [/^image\//, { name: 'Image', type: 'image' }],
  [/^text\/html/, { name: 'Web page', type: 'web_page' }],
  [/^text\//, { name: 'Text', type: 'text' }],
];

/** The longest summary that is sent (FEP-b2b8), in characters. */
export const summaryLimit = 500;

/** The distinct formats of a resource: those of its files, else the page it points to, else its text. */
export function formatsOf(resource: Resource): Format[] {
  const files = filesOf(resource);
  if (files.length === 0) return [resource.link ? formatOf('text/html') : formatOf('text/plain')];
  return [...new Map(files.map(file => formatOf(file.mediaType)).map(format => [format.name, format])).values()];
}

/** `PDF 0.4 MB · English · CC BY 4.0 · lower primary · SDG 4 — ` and what it is about, within the limit. */
export function summaryOf(resource: Resource, limit = summaryLimit): string {
  const about = resource.summary ?? plainText(resource.content);
  const whole = [factsOf(resource).join(' · '), oneLine(about)].filter(Boolean).join(' — ');
  return cut(whole, limit);
}

function factsOf(resource: Resource): string[] {
  const names = formatsOf(resource).map(format => format.name);
  const bytes = filesOf(resource).reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  return [
    [names.slice(0, 3).join(', '), bytes > 0 ? sizeOf(bytes) : ''].filter(Boolean).join(' '),
    resource.language ? languageName(resource.language) : '',
    resource.licence ? licenceName(resource.licence) : '',
    oneLine(resource.level ?? '').replaceAll('-', ' '),
    resource.sdgs.length > 0 ? `SDG ${resource.sdgs.join(', ')}` : '',
  ].filter(Boolean);
}

function filesOf({ attachments, cover }: Resource): Attachment[] {
  return attachments.filter(attachment => attachment.as !== 'link' && attachment.url !== cover?.url);
}

function formatOf(mediaType = ''): Format {
  return formats.find(([form]) => form.test(mediaType))?.[1] ?? { name: 'File', type: 'other' };
}

function sizeOf(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A language by its own name, for those who read it know that name. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag, 'en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Cut at a word, and told so. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  const space = head.lastIndexOf(' ');
  return `${space > limit / 2 ? head.slice(0, space) : head}…`;
}
