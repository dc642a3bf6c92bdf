// A member reports a thing or somebody to those who keep the house, and if they wish to the hub that it comes from.
import type { Fault } from '../../domain/problem.ts';
import { actorByHandle } from '../../views/actor-page.ts';
import { actorView } from '../../views/actor-view.ts';
import { homeOf, thingPath } from '../../views/card.ts';
import { ofSort } from '../../views/reader.ts';
import { valuesOf } from '../forms.ts';
import { ReportedPage, ReportFormPage } from '../pages/report.tsx';
import type { Values } from '../parts/form.tsx';
import { type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';
import { mustFind } from './things.tsx';

/** What is reported: a thing and who made it, or somebody. */
interface Reported {
  subjects: string[];
  path: string;
  name: string;
  host?: string;
}

export const reportForm: MemberReading = async visit => showForm(visit, await reportedBy(visit));

export const report: Acting = async (visit, form) => {
  const about = await reportedBy(visit);
  const reason = form.text('reason').trim();
  if (!reason)
    return showForm(visit, about, { values: form, faults: [{ field: 'reason', message: 'fault.reasonMissing' }] });
  const forward = about.host !== undefined && form.all('forward').includes('yes');
  await visit.site.perform(visit.viewer, { do: 'flag', subjects: about.subjects, reason, forward });
  await show(visit, { title: visit.words.t('report.titlePost') }, <ReportedPage path={about.path} />);
};

async function reportedBy(visit: MemberVisit): Promise<Reported> {
  const { req, reader, site } = visit;
  const handle = req.params.handle;
  const num = req.params.num;
  const stored = num ? await site.storage.records.byNum(String(num)) : undefined;
  const actor = handle ? await actorByHandle(reader, String(handle)) : ofSort(stored, 'actor');
  if (actor) {
    const { name, path, local, host } = actorView(actor);
    return { subjects: [actor.body.id], path, name, ...(!local && { host }) };
  }
  const { thing, num: own } = await mustFind(visit);
  const home = homeOf(reader, thing);
  const path = thingPath(reader, thing, own);
  return { subjects: [thing.author, thing.id], path, name: thing.name ?? '', ...(home && { host: home.host }) };
}

function showForm(visit: MemberVisit, about: Reported, again?: { values: Values; faults: Fault[] }): Promise<void> {
  const { path, name, host } = about;
  const model = {
    action: `${path}/report`,
    path,
    name,
    ...(host && { host }),
    values: again?.values ?? valuesOf({}),
    faults: again?.faults ?? [],
  };
  const head = { title: visit.words.t('report.titlePost'), status: again ? 422 : 200, hidden: true };
  return show(visit, head, <ReportFormPage {...model} />);
}
