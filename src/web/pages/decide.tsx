// Small pages that ask once more or ask where to: withdraw, bring into a community.
import type { Fault } from '../../domain/problem.ts';
import type { ActorView } from '../../views/actor-view.ts';
import { useWords } from '../frame.ts';
import { Choices, TextArea } from '../parts/fields.tsx';
import { Form, type Values } from '../parts/form.tsx';

/** `reason`: somebody else's thing is removed, and it is asked why. */
export function WithdrawPage({ path, name, reason }: { path: string; name: string; reason: boolean }) {
  const { t } = useWords();
  return (
    <>
      <h1 dir="auto">{name ? t('withdraw.title', { name }) : t('withdraw.titlePost')}</h1>
      <p class="lead">{t('withdraw.lead')}</p>
      <Form action={`${path}/withdraw`}>
        {reason && <TextArea name="reason" label={t('policy.reason')} hint={t('policy.reasonHint')} rows={2} />}
        <p class="row">
          <button type="submit" class="grave">
            {t('withdraw.submit')}
          </button>
          <a href={path}>{t('compose.cancel')}</a>
        </p>
      </Form>
    </>
  );
}

export interface BringModel {
  path: string;
  name: string;
  groups: ActorView[];
  values: Values;
  faults: Fault[];
}

export function BringPage({ path, name, groups, values, faults }: BringModel) {
  const { t } = useWords();
  const options = groups.map(({ id, name: label, handle, local }) => ({
    value: id,
    label: local ? label : `${label} (${handle})`,
  }));
  return (
    <>
      <h1 dir="auto">{t('bring.title', { name })}</h1>
      <p class="lead">{t('bring.lead')}</p>
      <Form action={`${path}/bring`} values={values} faults={faults}>
        {options.length > 0 && <Choices name="groups" label={t('bring.choose')} options={options} />}
        <TextArea name="moreGroups" label={t('compose.moreGroups')} hint={t('compose.moreGroupsHint')} rows={2} />
        <p class="row">
          <button type="submit">{t('bring.submit')}</button>
          <a href={path}>{t('compose.cancel')}</a>
        </p>
      </Form>
    </>
  );
}
