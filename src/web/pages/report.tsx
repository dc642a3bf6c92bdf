// The form by which a member reports a thing or somebody.
import type { Fault } from '../../domain/problem.ts';
import { useWords } from '../frame.ts';
import { Choices, TextArea } from '../parts/fields.tsx';
import { Form, type Values } from '../parts/form.tsx';

export interface ReportModel {
  /** Where the form goes to, and the page it is about. */
  action: string;
  path: string;
  name: string;
  /** The other hub that it comes from. */
  host?: string;
  values: Values;
  faults: Fault[];
}

export function ReportFormPage({ action, path, name, host, values, faults }: ReportModel) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <h1>{name ? words.rich('report.title', { name: <bdi>{name}</bdi> }) : t('report.titlePost')}</h1>
      <p class="lead">{t('report.lead')}</p>
      <Form action={action} values={values} faults={faults} class="narrow">
        <TextArea name="reason" label={t('report.reason')} required rows={5} />
        {host && (
          <Choices
            name="forward"
            label={t('policy.switches')}
            options={[{ value: 'yes', label: t('report.forward', { host }) }]}
          />
        )}
        <p class="row">
          <button type="submit">{t('report.submit')}</button>
          <a href={path}>{t('compose.cancel')}</a>
        </p>
      </Form>
    </>
  );
}

export function ReportedPage({ path }: { path: string }) {
  const { t } = useWords();
  return (
    <>
      <h1>{t('report.titlePost')}</h1>
      <p class="done" role="status">
        {t('report.thanks')}
      </p>
      <p>
        <a href={path}>{t('error.back')}</a>
      </p>
    </>
  );
}
