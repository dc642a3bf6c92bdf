// How somebody is dealt with: a word beside a name, and the fields by which it is decided.
import { type Level, levels } from '../../domain/trust.ts';
import { useWords } from '../frame.ts';
import { Choices, TextArea, TextField } from './fields.tsx';

/** Nothing for whom nothing is held against. */
export function Badge({ level }: { level: Level }) {
  const { t } = useWords();
  return level === 'open' ? null : <strong class="fault">{t(`level.${level}`)}</strong>;
}

/** `closed`: allowlist mode, where a host can be put on the list. */
export function PolicyFields({ closed }: { closed: boolean }) {
  const { t } = useWords();
  const switches = [
    { value: 'noMedia', label: t('policy.noMedia') },
    { value: 'noReports', label: t('policy.noReports') },
    ...(closed ? [{ value: 'listed', label: t('policy.listed') }] : []),
  ];
  return (
    <>
      <Choices
        name="level"
        label={t('policy.level')}
        radio
        options={levels.map(value => ({ value, label: t(`level.${value}Help`) }))}
      />
      <Choices name="switches" label={t('policy.switches')} options={switches} />
      <TextArea name="reason" label={t('policy.reason')} hint={t('policy.reasonHint')} rows={2} />
      <TextField name="comment" label={t('policy.comment')} hint={t('policy.commentHint')} maxLength={1000} />
    </>
  );
}
