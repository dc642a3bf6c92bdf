// From a form to what the hub is asked to do: words into fields, handles into ids, files into attachments.
// It gathers faults and throws none away; whether the member may is decided elsewhere.
import type { DiscussionDraft, PollDraft, ResourceDraft } from '../domain/commands.ts';
import { checkDraft } from '../domain/kinds/index.ts';
import { mostOptions } from '../domain/kinds/poll.ts';
import { checkForm } from '../domain/kinds/resource.ts';
import { type Fault, Problem } from '../domain/problem.ts';
import { typedHashtags } from '../domain/prose.ts';
import type { Attachment, Credit, Resource, Thing, Visibility } from '../domain/records.ts';
import { findMany, ofSort } from '../views/reader.ts';
import { keepCover } from './cover.ts';
import { fileAddress, fileSize, mediaTypeOf, parseFileAddress } from './files.ts';
import { type Form, splitList } from './forms.ts';
import type { MemberVisit } from './visit.tsx';

/** A draft and what is wrong with it. */
export interface Read<D> {
  draft: D;
  faults: Fault[];
}

/** The resource that a form gives. `before`: what it edits; `basedOn`: what it adapts. */
export async function readResource(
  visit: MemberVisit,
  form: Form,
  { before, basedOn }: { before?: Resource; basedOn?: Credit[] },
): Promise<Read<ResourceDraft>> {
  const faults = [...form.faults];
  const country = form.text('country');
  const draft: ResourceDraft = {
    kind: 'resource',
    ...words(form),
    name: form.text('name').trim(),
    summary: form.text('summary').trim(),
    licence: form.text('licence'),
    link: form.text('link').trim(),
    themes: splitList(form.text('themes')),
    sdgs: form.all('sdgs').map(Number),
    skills: form.all('skills'),
    level: form.text('level'),
    ...(country && { country }),
    attachments: await readFiles(visit, form, before?.attachments ?? []),
    basedOn: basedOn ?? before?.basedOn ?? [],
    groups: await readGroups(visit, form, faults),
  };
  const cover = await readCover(visit, form, { before, faults });
  if (cover) draft.cover = cover;
  faults.push(
    ...checkForm(draft),
    ...checkDraft(draft).filter(({ field }) => field === 'language' || field === 'text'),
  );
  return { draft, faults: distinct(faults) };
}

/** The post that a form gives. */
export async function readDiscussion(
  visit: MemberVisit,
  form: Form,
  { before, inReplyTo }: { before?: Thing; inReplyTo?: string },
): Promise<Read<DiscussionDraft>> {
  const faults = [...form.faults];
  const draft: DiscussionDraft = {
    kind: 'discussion',
    ...words(form),
    name: form.text('name').trim(),
    warning: form.text('warning').trim(),
    attachments: before?.attachments ?? [],
    groups: await readGroups(visit, form, faults),
    ...(inReplyTo && { inReplyTo }),
    ...(form.text('quotes') && !before && { quotes: form.text('quotes') }),
  };
  if (!draft.text?.trim()) faults.push({ field: 'text', message: 'fault.textMissing' });
  faults.push(...checkDraft(draft));
  return { draft, faults: distinct(faults) };
}

/** The poll that a form gives; its end counts from `now` (ms). */
export async function readPoll(visit: MemberVisit, form: Form, now: number): Promise<Read<PollDraft>> {
  const faults = [...form.faults];
  const minutes = Number(form.text('ends'));
  const draft: PollDraft = {
    kind: 'poll',
    ...words(form),
    name: form.text('name').trim(),
    warning: form.text('warning').trim(),
    options: optionFields.map(field => form.text(field)),
    multiple: form.text('multiple') === 'yes',
    ends: pollLengths.includes(minutes) ? new Date(now + minutes * 60_000).toISOString() : '',
    groups: await readGroups(visit, form, faults),
  };
  faults.push(...checkDraft(draft));
  return { draft, faults: distinct(faults) };
}

/** The fields of a poll's answers. */
export const optionFields = Array.from({ length: mostOptions }, (_, index) => `option${index + 1}`);
/** How long a poll may be open, in minutes. */
export const pollLengths = [60, 6 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60, 14 * 24 * 60, 30 * 24 * 60];

const visibilities: readonly string[] = ['public', 'unlisted', 'followers', 'direct'];

function words(form: Form): Pick<ResourceDraft, 'text' | 'language' | 'visibility' | 'hashtags'> {
  const language = form.text('languageOther').trim() || form.text('language');
  const visibility = form.text('visibility');
  const tags = form
    .text('hashtags')
    .split(/[\s,،、]+/)
    .map(tag => (tag.startsWith('#') ? tag : `#${tag}`));
  return {
    text: form.text('text'),
    language,
    ...(visibilities.includes(visibility) && { visibility: visibility as Visibility }),
    hashtags: typedHashtags(tags.join(' ')),
  };
}

/** Ids of the communities that are ticked, and of those named by handle. */
export async function readGroups(visit: MemberVisit, form: Form, faults: Fault[]): Promise<string[]> {
  const ticked = form.all('groups').filter(Boolean).slice(0, 50);
  const found = await findMany(visit.reader, ticked, 'actor');
  const ids = [...found.values()].filter(({ body }) => body.kind === 'group').map(({ body }) => body.id);
  for (const handle of splitList(form.text('moreGroups')).slice(0, 5)) {
    const id = await groupNamed(visit, handle);
    if (id) ids.push(id);
    else faults.push({ field: 'moreGroups', message: visit.words.t('fault.group', { name: handle }) });
  }
  return [...new Set(ids)];
}

async function groupNamed({ site }: MemberVisit, handle: string): Promise<string | undefined> {
  try {
    const id = await site.resolve(handle);
    const actor = id ? ofSort(await site.storage.records.get(id), 'actor')?.body : undefined;
    return actor?.kind === 'group' ? actor.id : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Files that stay, as far as they really are here, then the new ones. */
async function readFiles(visit: MemberVisit, form: Form, before: Attachment[]): Promise<Attachment[]> {
  const { origin } = visit.site;
  const attachments: Attachment[] = [];
  for (const url of form.all('kept').slice(0, 20)) {
    const known = before.find(attachment => attachment.url === url) ?? (await ownFile(visit, url));
    if (known) attachments.push(known);
  }
  for (const { sha256, bytes, name } of form.files) {
    const url = fileAddress(origin, sha256, name);
    if (!attachments.some(attachment => attachment.url === url)) {
      attachments.push({ as: 'file', url, mediaType: mediaTypeOf(name).type, name, bytes, sha256 });
    }
  }
  return attachments;
}

/** A file of ours, from its address. */
async function ownFile({ site }: MemberVisit, url: string): Promise<Attachment | undefined> {
  const named = parseFileAddress(site.origin, url);
  if (!named) return undefined;
  const bytes = await fileSize(site.storage.blobs, named.sha256);
  if (bytes === undefined) return undefined;
  const { sha256, name } = named;
  return { as: 'file', url, mediaType: mediaTypeOf(name).type, name, bytes, sha256 };
}

async function readCover(
  visit: MemberVisit,
  form: Form,
  { before, faults }: { before: Resource | undefined; faults: Fault[] },
): Promise<Attachment | undefined> {
  const { site } = visit;
  const alt = form.text('coverAlt').trim();
  if (form.cover) {
    const cover = await keepCover(site.storage.blobs, site.origin, { picture: form.cover, alt });
    if (!cover) faults.push({ field: 'cover', message: 'fault.cover' });
    return cover;
  }
  const url = form.text('coverKept');
  if (before?.cover && before.cover.url === url) return { ...before.cover, name: alt };
  const own = url ? await ownFile(visit, url) : undefined;
  return own && own.mediaType === 'image/webp' ? { ...own, as: 'image', name: alt } : undefined;
}

function distinct(faults: Fault[]): Fault[] {
  return faults.filter((fault, index) => faults.findIndex(({ field }) => field === fault.field) === index);
}
