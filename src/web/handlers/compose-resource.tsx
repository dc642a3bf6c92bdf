// Publishing, editing and adapting a resource.
import type { ResourceDraft } from '../../domain/commands.ts';
import { forbidsAdapting } from '../../domain/kinds/vocabulary.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { plainText, typedHashtags } from '../../domain/prose.ts';
import type { Credit, Resource } from '../../domain/records.ts';
import { thingPath } from '../../views/card.ts';
import { openGroups } from '../../views/circles.ts';
import { type Seen, seeThings } from '../../views/reader.ts';
import { readResource } from '../drafts.ts';
import { type Form, valuesOf } from '../forms.ts';
import { ResourceFormPage } from '../pages/compose.tsx';
import type { Values } from '../parts/form.tsx';
import { filesPerForm } from '../uploads.ts';
import { type MemberVisit, show } from '../visit.tsx';
import type { Words } from '../words.ts';
import type { Acting, MemberReading } from './answering.ts';
import { publish, type Sheet, submit } from './composing.ts';
import { query } from './query.ts';
import { mustFind } from './things.tsx';

interface ResourceSheet extends Sheet {
  basedOn: Credit[];
  /** The resource that is edited. */
  before?: Resource;
}

export const newResource: MemberReading = visit =>
  showSheet(visit, {
    ...newSheet(visit),
    values: valuesOf({
      language: visit.viewer.language ?? visit.words.language,
      visibility: 'public',
      groups: query(visit, 'group'),
    }),
  });

export const adaptForm: MemberReading = async visit => {
  const { thing, author } = await mustFind(visit);
  if (thing.kind !== 'resource') throw new Problem('not-found', 404, 'error.notFound');
  mustAllowAdapting(thing);
  const { licence = '' } = thing;
  const values = valuesOf({
    ...contentsOf(thing),
    link: undefined,
    kept: [],
    coverKept: undefined,
    coverAlt: undefined,
    // Share-alike asks for the same licence again; otherwise the adapter chooses.
    licence: /-sa\//.test(licence) ? licence : '',
    visibility: 'public',
  });
  const title = visit.words.t('compose.adapt', { name: thing.name });
  return showSheet(visit, { ...newSheet(visit), title, values, basedOn: [creditFor(thing, author.name)] });
};

export const publishResource: Acting = async (visit, form) => {
  const basedOn = await readBasedOn(visit, form);
  const { draft, faults } = await readResource(visit, form, { basedOn });
  const again = (found: Fault[]) =>
    showSheet(visit, { ...newSheet(visit), values: withFiles(form, draft), faults: found, basedOn });
  return submit(visit, { faults, again, act: () => publish(visit, draft) });
};

export async function editResource(visit: MemberVisit, seen: Seen, thing: Resource): Promise<void> {
  return showSheet(visit, { ...editSheet(visit, seen, thing), values: valuesOf(contentsOf(thing)) });
}

export async function reviseResource(
  visit: MemberVisit,
  form: Form,
  { seen, thing }: { seen: Seen; thing: Resource },
): Promise<void> {
  const { draft, faults } = await readResource(visit, form, { before: thing });
  const sheet = editSheet(visit, seen, thing);
  const again = (found: Fault[]) => showSheet(visit, { ...sheet, values: withFiles(form, draft), faults: found });
  const act = async () => {
    await visit.site.perform(visit.viewer, { do: 'revise', what: thing.id, draft });
    return sheet.back;
  };
  return submit(visit, { faults, again, act });
}

function newSheet({ words }: MemberVisit): Omit<ResourceSheet, 'values'> {
  return {
    action: '/new/resource',
    title: words.t('compose.resource'),
    submit: words.t('compose.publish'),
    back: '/',
    faults: [],
    basedOn: [],
  };
}

function editSheet({ words, reader }: MemberVisit, { num }: Seen, thing: Resource): Omit<ResourceSheet, 'values'> {
  const path = thingPath(reader, thing, num);
  return {
    action: `${path}/edit-resource`,
    title: words.t('compose.editResource'),
    submit: words.t('compose.save'),
    back: path,
    faults: [],
    basedOn: [],
    before: thing,
  };
}

async function showSheet(visit: MemberVisit, sheet: ResourceSheet): Promise<void> {
  const { reader, viewer, site, words } = visit;
  const groups = await openGroups(reader, viewer.id);
  const model = {
    ...sheet,
    kept: sheet.values.all('kept').map(url => ({ value: url, label: fileLabel(words, url, sheet.before) })),
    groups: groups.filter(({ id }) => !sheet.before?.groups.includes(id)),
    editing: sheet.before !== undefined,
    limits: { files: filesPerForm, bytes: site.uploadLimit },
  };
  const head = { title: sheet.title, status: sheet.faults.length > 0 ? 422 : 200 };
  return show(visit, head, <ResourceFormPage {...model} />);
}

/** A resource as it stands in the form. */
function contentsOf(thing: Resource): Record<string, string | string[] | undefined> {
  const text = thing.source ?? plainText(thing.content);
  const inText = new Set(typedHashtags(text));
  return {
    name: thing.name,
    language: thing.language,
    licence: thing.licence,
    text,
    summary: thing.summary,
    link: thing.link,
    kept: thing.attachments.map(({ url }) => url),
    coverKept: thing.cover?.url,
    coverAlt: thing.cover?.name,
    themes: thing.themes.join(', '),
    hashtags: thing.hashtags.filter(tag => !inText.has(tag)).join(' '),
    level: thing.level,
    country: thing.country,
    sdgs: thing.sdgs.map(String),
    skills: thing.skills.map(skill => skill.split('/').at(-1) ?? skill),
  };
}

/** What was typed, with the files that are already here: nobody sends a file twice. */
function withFiles(form: Form, draft: ResourceDraft): Values {
  const kept = (draft.attachments ?? []).map(({ url }) => url);
  const cover = draft.cover ? [draft.cover.url] : [];
  const all = (name: string) => (name === 'kept' ? kept : name === 'coverKept' ? cover : form.all(name));
  return { all, text: name => all(name)[0] ?? '' };
}

function fileLabel(words: Words, url: string, before: Resource | undefined): string {
  const known = before?.attachments.find(attachment => attachment.url === url);
  const name = known?.name || decodeURIComponent(url.split('/').at(-1) ?? url);
  return known?.bytes === undefined ? name : `${name} (${words.bytes(known.bytes)})`;
}

/** The works that an adaptation names, as they are known here. */
async function readBasedOn(visit: MemberVisit, form: Form): Promise<Credit[]> {
  const found = await seeThings(visit.reader, form.all('basedOn').slice(0, 10));
  return [...found.values()].flatMap(({ thing, author }) => {
    if (thing.kind !== 'resource') return [];
    mustAllowAdapting(thing);
    return creditFor(thing, author.name);
  });
}

function creditFor({ id, name, licence }: Resource, author: string): Credit {
  return { id, name, author, ...(licence && { licence }) };
}

function mustAllowAdapting({ licence }: Resource): void {
  if (forbidsAdapting(licence)) throw new Problem('not-allowed', 403, 'error.noAdapting');
}
