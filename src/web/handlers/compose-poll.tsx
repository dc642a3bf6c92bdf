// Asking in a poll.
import type { Fault } from '../../domain/problem.ts';
import { openGroups } from '../../views/circles.ts';
import { readPoll } from '../drafts.ts';
import { valuesOf } from '../forms.ts';
import { PollFormPage } from '../pages/compose-poll.tsx';
import type { Values } from '../parts/form.tsx';
import { type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';
import { publish, submit } from './composing.ts';
import { query } from './query.ts';

const week = String(7 * 24 * 60);

export const newPoll: MemberReading = visit => {
  const language = visit.viewer.language ?? visit.words.language;
  const groups = query(visit, 'group');
  return showForm(visit, valuesOf({ language, visibility: 'public', multiple: 'no', ends: week, groups }));
};

export const publishPoll: Acting = async (visit, form) => {
  const { draft, faults } = await readPoll(visit, form, Date.now());
  return submit(visit, { faults, again: found => showForm(visit, form, found), act: () => publish(visit, draft) });
};

async function showForm(visit: MemberVisit, values: Values, faults: Fault[] = []): Promise<void> {
  const { words, reader, viewer } = visit;
  const title = words.t('compose.poll');
  const model = {
    action: '/new/poll',
    title,
    values,
    faults,
    groups: await openGroups(reader, viewer.id),
    submit: words.t('compose.publish'),
    editing: false,
    back: '/',
  };
  return show(visit, { title, status: faults.length > 0 ? 422 : 200 }, <PollFormPage {...model} />);
}
