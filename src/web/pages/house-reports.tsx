// Reports for those who keep the house: the queue, and one report with what it is about and what can be done.
import type { Fault } from '../../domain/problem.ts';
import { reportOutcomes } from '../../domain/records.ts';
import type { ReportEntry, ReportList, ReportPage as ReportModel, Subject } from '../../views/reports.ts';
import { useWords } from '../frame.ts';
import { AdminNav } from '../parts/admin-nav.tsx';
import { Attachments } from '../parts/attachments.tsx';
import { Choices, TextArea } from '../parts/fields.tsx';
import { Act, Form, type Values } from '../parts/form.tsx';
import { Badge } from '../parts/level.tsx';
import { Older } from '../parts/lists.tsx';
import { ActorLink, Handle, Moment, Prose } from '../parts/people.tsx';

export function ReportsPage({ list, all }: { list: ReportList; all: boolean }) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <AdminNav />
      <h1>{t('reports.title')}</h1>
      <p class="row">
        <a href="/admin/reports" aria-current={all ? undefined : 'page'}>
          {t('reports.waiting')} ({words.number(list.waiting)})
        </a>
        <a href="/admin/reports?show=all" aria-current={all ? 'page' : undefined}>
          {t('reports.all')}
        </a>
      </p>
      {list.items.length === 0 && <p class="empty">{t(all ? 'reports.noneAtAll' : 'reports.none')}</p>}
      <ul class="list">
        {list.items.map(entry => (
          <li>
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
      {list.next && <Older href={`/admin/reports?${all ? 'show=all&' : ''}after=${list.next}`} />}
    </>
  );
}

function Entry({ entry }: { entry: ReportEntry }) {
  const words = useWords();
  return (
    <article class="card discussion">
      <p class="kind">
        <span>{words.t(`reports.state.${entry.state}`)}</span>
        {entry.by && <ActorLink actor={entry.by} />}
      </p>
      <h2 dir="auto">
        <a href={entry.path}>{entry.reason || words.t('reports.noReason')}</a>
      </h2>
      <p class="byline">
        {words.rich('reports.by', { who: <ActorLink actor={entry.who} />, date: <Moment at={entry.at} /> })}{' '}
        {!entry.who.local && <Handle text={entry.who.address} />}
        <span class="from">{words.n('reports.subjects', entry.subjects)}</span>
      </p>
    </article>
  );
}

export interface ReportPageModel {
  report: ReportModel;
  /** The number of it, as it stands in its address. */
  values: Values;
  noteFaults: Fault[];
  faults: Fault[];
}

export function ReportPage({ report, values, faults, noteFaults }: ReportPageModel) {
  const words = useWords();
  const { t } = words;
  const open = report.state !== 'resolved';
  return (
    <>
      <AdminNav />
      <h1>{t('reports.one')}</h1>
      <p class="kind">
        <span>{t(`reports.state.${report.state}`)}</span>
        {report.done && <small>{t(`reports.done.${report.done}`)}</small>}
      </p>
      <p class="byline">
        {words.rich('reports.by', { who: <ActorLink actor={report.who} />, date: <Moment at={report.at} /> })}{' '}
        {!report.who.local && <Handle text={report.who.address} />}
      </p>
      <blockquote dir="auto">{report.words || t('reports.noReason')}</blockquote>
      {report.state === 'open' && <Act action={`${report.path}/take`} name={t('reports.take')} quiet />}
      <section aria-labelledby="about">
        <h2 id="about">{t('reports.about')}</h2>
        <ul class="list">
          {report.about.map(subject => (
            <li>
              <SubjectEntry subject={subject} />
            </li>
          ))}
        </ul>
      </section>
      <Steps report={report} />
      {open && (
        <section aria-labelledby="resolve">
          <h2 id="resolve">{t('reports.resolve')}</h2>
          <Form action={`${report.path}/resolve`} values={values} faults={faults} class="narrow">
            <Choices
              name="done"
              label={t('reports.done')}
              radio
              options={reportOutcomes.map(value => ({ value, label: t(`reports.done.${value}`) }))}
            />
            <TextArea name="reason" label={t('reports.note')} hint={t('reports.noteHint')} rows={3} />
            <p>
              <button type="submit">{t('reports.resolveSubmit')}</button>
            </p>
          </Form>
        </section>
      )}
      <Form action={`${report.path}/note`} values={values} faults={noteFaults} class="narrow">
        <TextArea name="note" label={t('reports.note')} hint={t('reports.noteHint')} rows={2} />
        <p>
          <button type="submit" class="quiet">
            {t('reports.noteSubmit')}
          </button>
        </p>
      </Form>
    </>
  );
}

function Steps({ report }: { report: ReportModel }) {
  const words = useWords();
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">{words.t('reports.steps')}</h2>
      {report.steps.length === 0 && <p class="quiet">{words.t('reports.noSteps')}</p>}
      <ol>
        {report.steps.map(({ step, who, at, done, note }) => (
          <li>
            {words.rich(`reports.step.${step}`, { who: <ActorLink actor={who} />, date: <Moment at={at} /> })}
            {done && <div class="quiet">{words.t(`reports.done.${done}`)}</div>}
            {note && <div dir="auto">{note}</div>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function SubjectEntry({ subject }: { subject: Subject }) {
  const words = useWords();
  if (subject.as === 'gone')
    return (
      <p class="quiet">
        {words.t('reports.gone')} <bdi dir="ltr">{subject.id}</bdi>
      </p>
    );
  if (subject.as === 'actor')
    return (
      <article class="card member">
        <h3 dir="auto">
          <a href={subject.view.path}>{subject.view.name}</a>
        </h3>
        <p class="byline">
          <Handle text={subject.view.address} /> <Badge level={subject.level} />
        </p>
        <Prose html={subject.actor.summary} language={subject.actor.language} />
      </article>
    );
  const { thing, author, path, level } = subject;
  return (
    <article class={`card ${thing.kind === 'resource' ? 'resource' : 'discussion'}`}>
      {thing.name && (
        <h3 lang={thing.language} dir="auto">
          <a href={path}>{thing.name}</a>
        </h3>
      )}
      <p class="byline">
        {words.rich('card.by', {
          author: <ActorLink actor={author} />,
          date: (
            <a href={path}>
              <Moment at={thing.published} />
            </a>
          ),
        })}{' '}
        <Badge level={level} />
      </p>
      <Prose html={thing.content} language={thing.language} />
      <Attachments attachments={thing.attachments} language={thing.language} />
    </article>
  );
}
