// A member keeps somebody off, lets them in again, and sees who is kept off.
import { Problem } from '../../domain/problem.ts';
import { actorView } from '../../views/actor-view.ts';
import { keptOff } from '../../views/circles.ts';
import { ofSort } from '../../views/reader.ts';
import type { Form } from '../forms.ts';
import { KeptOffPage } from '../pages/kept-off.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';

export const keptOffList: MemberReading = async visit => {
  const lists = await keptOff(visit.reader, visit.viewer.id);
  return show(visit, { title: visit.words.t('keptOff.title'), hidden: true }, <KeptOffPage {...lists} />);
};

export const block: Acting = (visit, form) => change(visit, form, 'block');
export const unblock: Acting = (visit, form) => change(visit, form, 'unblock');

async function change(visit: MemberVisit, form: Form, act: 'block' | 'unblock'): Promise<void> {
  const found = ofSort(await visit.site.storage.records.get(form.text('whom')), 'actor');
  if (!found) throw new Problem('not-found', 404, 'error.notFound');
  await visit.site.perform(visit.viewer, { do: act, whom: found.body.id, mute: form.text('mute') === 'yes' });
  go(visit, form.text('back') === 'list' ? '/settings/kept-off' : actorView(found).path);
}
