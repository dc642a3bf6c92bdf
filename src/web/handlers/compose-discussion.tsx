// Starting a discussion, answering, and editing either.

import type { DiscussionDraft, PollDraft } from '../../domain/commands.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { plainText } from '../../domain/prose.ts';
import type { Discussion, Poll } from '../../domain/records.ts';
import { cardOf, thingPath } from '../../views/card.ts';
import { openGroups } from '../../views/circles.ts';
import { type Seen, seeThings } from '../../views/reader.ts';
import { readDiscussion } from '../drafts.ts';
import { type Form, valuesOf } from '../forms.ts';
import { DiscussionFormPage } from '../pages/compose.tsx';
import { type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';
import { editResource, reviseResource } from './compose-resource.tsx';
import { publish, type Sheet, submit } from './composing.ts';
import { query } from './query.ts';
import { mustFind } from './things.tsx';

interface DiscussionSheet extends Sheet {
  reply: boolean;
  /** The post that is edited. */
  before?: Discussion | Poll;
}

export const newDiscussion: MemberReading = visit =>
  showSheet(visit, {
    ...newSheet(visit),
    values: valuesOf({ ...beginning(visit), groups: query(visit, 'group'), quotes: query(visit, 'quote') }),
  });

export const publishDiscussion: Acting = async (visit, form) => {
  const { draft, faults } = await readDiscussion(visit, form, {});
  const again = (found: Fault[]) => showSheet(visit, { ...newSheet(visit), values: form, faults: found });
  return submit(visit, { faults, again, act: () => publish(visit, draft) });
};

export const replyForm: MemberReading = async visit => {
  const seen = await mustFind(visit);
  const { visibility } = seen.thing;
  return showSheet(visit, { ...replySheet(visit, seen), values: valuesOf({ ...beginning(visit), visibility }) });
};

export const reply: Acting = async (visit, form) => {
  const seen = await mustFind(visit);
  const sheet = replySheet(visit, seen);
  const { draft, faults } = await readDiscussion(visit, form, { inReplyTo: seen.thing.id });
  const again = (found: Fault[]) => showSheet(visit, { ...sheet, values: form, faults: found });
  const act = async () => `${sheet.back}#p${(await publish(visit, draft)).split('/').at(-1)}`;
  return submit(visit, { faults, again, act });
};

export const editForm: MemberReading = async visit => {
  const seen = await mustBeOwn(visit);
  const { thing } = seen;
  if (thing.kind === 'resource') return editResource(visit, seen, thing);
  const { name, language, warning } = thing;
  const values = valuesOf({ name, language, warning, text: thing.source ?? plainText(thing.content) });
  return showSheet(visit, { ...editSheet(visit, seen, thing), values });
};

export const editDiscussion: Acting = async (visit, form) => {
  const seen = await mustBeOwn(visit);
  if (seen.thing.kind === 'resource') throw new Problem('not-found', 404, 'error.notFound');
  const sheet = editSheet(visit, seen, seen.thing);
  const { draft: words, faults } = await readDiscussion(visit, form, { before: seen.thing });
  const draft = seen.thing.kind === 'poll' ? pollDraft(words, seen.thing) : words;
  const again = (found: Fault[]) => showSheet(visit, { ...sheet, values: form, faults: found });
  const act = async () => {
    await visit.site.perform(visit.viewer, { do: 'revise', what: seen.thing.id, draft });
    return sheet.back;
  };
  return submit(visit, { faults, again, act });
};

/** The edit of a resource: its form carries files. */
export const editUpload: Acting = async (visit, form: Form) => {
  const seen = await mustBeOwn(visit);
  if (seen.thing.kind !== 'resource') throw new Problem('not-found', 404, 'error.notFound');
  return reviseResource(visit, form, { seen, thing: seen.thing });
};

/** Of a poll the words may be edited; what it offers stays. */
function pollDraft(words: DiscussionDraft, { options, multiple, ends = '' }: Poll): PollDraft {
  return { ...words, kind: 'poll', options: options.map(({ name }) => name), multiple, ends };
}

async function mustBeOwn(visit: MemberVisit): Promise<Seen> {
  const seen = await mustFind(visit);
  if (seen.thing.author !== visit.viewer.id) throw new Problem('not-allowed', 403, 'error.notAllowed');
  return seen;
}

function beginning({ viewer, words }: MemberVisit): Record<string, string> {
  return { language: viewer.language ?? words.language, visibility: 'public' };
}

function newSheet({ words }: MemberVisit): Omit<DiscussionSheet, 'values'> {
  const title = words.t('compose.discussion');
  return { action: '/new/discussion', title, submit: words.t('compose.publish'), back: '/', faults: [], reply: false };
}

function replySheet({ words, reader }: MemberVisit, { thing, num, author }: Seen): Omit<DiscussionSheet, 'values'> {
  const path = thingPath(reader, thing, num);
  const title = words.t('compose.reply', { author: author.name });
  return { action: `${path}/reply`, title, submit: words.t('compose.send'), back: path, faults: [], reply: true };
}

function editSheet(
  { words, reader }: MemberVisit,
  { num }: Seen,
  thing: Discussion | Poll,
): Omit<DiscussionSheet, 'values'> {
  const path = thingPath(reader, thing, num);
  const reply = thing.inReplyTo !== undefined;
  const title = words.t(thing.kind === 'poll' ? 'compose.editPoll' : 'compose.editDiscussion');
  return {
    action: `${path}/edit`,
    title,
    submit: words.t('compose.save'),
    back: path,
    faults: [],
    reply,
    before: thing,
  };
}

async function showSheet(visit: MemberVisit, sheet: DiscussionSheet): Promise<void> {
  const quoted = sheet.values.text('quotes');
  const seen = quoted ? (await seeThings(visit.reader, [quoted])).get(quoted) : undefined;
  const groups = sheet.reply ? [] : await openGroups(visit.reader, visit.viewer.id);
  const model = {
    ...sheet,
    groups: groups.filter(({ id }) => !sheet.before?.groups.includes(id)),
    editing: sheet.before !== undefined,
    ...(seen && { quoted: await cardOf(visit.reader, seen) }),
  };
  const head = { title: sheet.title, status: sheet.faults.length > 0 ? 422 : 200 };
  return show(visit, head, <DiscussionFormPage {...model} />);
}
