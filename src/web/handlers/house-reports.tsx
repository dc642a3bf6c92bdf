// The review queue, for editors and admins: reports are taken up, noted on and closed.
import type { Command } from '../../domain/commands.ts';
import { type Fault, Problem } from '../../domain/problem.ts';
import { reportOutcomes } from '../../domain/records.ts';
import { cursorOf } from '../../views/cursor.ts';
import { type ReportPage as Model, reportList, reportPage } from '../../views/reports.ts';
import { faultsOf, valuesOf } from '../forms.ts';
import { ReportPage, ReportsPage } from '../pages/house-reports.tsx';
import type { Values } from '../parts/form.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import { type Acting, type MemberReading, mustKeepHouse } from './answering.ts';
import { query } from './query.ts';

export const reports: MemberReading = async visit => {
  mustKeepHouse(visit);
  const all = query(visit, 'show') === 'all';
  const list = await reportList(visit.reader, all, cursorOf(query(visit, 'after')));
  await show(visit, { title: visit.words.t('reports.title'), hidden: true }, <ReportsPage list={list} all={all} />);
};

export const oneReport: MemberReading = async visit => showReport(visit, await found(visit));

export const takeReport: Acting = async visit => {
  const { id, path } = await found(visit);
  await visit.site.perform(visit.viewer, { do: 'takeReport', report: id });
  go(visit, path);
};

export const noteReport: Acting = async (visit, form) => {
  const report = await found(visit);
  const command: Command = { do: 'noteReport', report: report.id, note: form.text('note') };
  try {
    await visit.site.perform(visit.viewer, command);
  } catch (error) {
    return showReport(visit, report, { values: form, noteFaults: faultsOf(error) });
  }
  go(visit, report.path);
};

export const resolveReport: Acting = async (visit, form) => {
  const report = await found(visit);
  const done = reportOutcomes.find(each => each === form.text('done'));
  if (!done) return showReport(visit, report, { values: form, faults: [{ field: 'done', message: 'fault.done' }] });
  const note = form.text('reason').trim();
  await visit.site.perform(visit.viewer, { do: 'resolveReport', report: report.id, done, ...(note && { note }) });
  go(visit, report.path);
};

/** The report that the address names, for one who keeps the house. */
async function found(visit: MemberVisit): Promise<Model> {
  mustKeepHouse(visit);
  const report = await reportPage(visit.reader, String(visit.req.params.num));
  if (!report) throw new Problem('not-found', 404, 'error.notFound');
  return report;
}

interface Again {
  values: Values;
  faults?: Fault[];
  noteFaults?: Fault[];
}

function showReport(visit: MemberVisit, report: Model, again?: Again): Promise<void> {
  const { values = valuesOf({}), faults = [], noteFaults = [] } = again ?? {};
  const head = { title: visit.words.t('reports.one'), status: again ? 422 : 200, hidden: true };
  return show(visit, head, <ReportPage report={report} values={values} faults={faults} noteFaults={noteFaults} />);
}
