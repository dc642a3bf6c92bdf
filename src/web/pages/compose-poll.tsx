// The form that asks in a poll: a question, two to eight answers, an end.
import { fewestOptions, optionLength } from '../../domain/kinds/poll.ts';
import { optionFields, pollLengths } from '../drafts.ts';
import { useWords } from '../frame.ts';
import { Choices, Select, TextArea, TextField } from '../parts/fields.tsx';
import { Form } from '../parts/form.tsx';
import { type ComposeModel, Language, Submit, Where } from './compose.tsx';

export function PollFormPage(model: ComposeModel) {
  const words = useWords();
  const { t } = words;
  const hours = (minutes: number) => minutes / 60;
  const lengths = pollLengths.map(minutes => ({
    value: String(minutes),
    label:
      hours(minutes) < 24 ? words.n('compose.hours', hours(minutes)) : words.n('compose.days', hours(minutes) / 24),
  }));
  return (
    <>
      <h1 dir="auto">{model.title}</h1>
      <Form action={model.action} values={model.values} faults={model.faults} class="compose">
        <TextField name="name" label={t('compose.nameOptional')} maxLength={200} />
        <TextArea
          name="text"
          label={t('compose.text')}
          hint={`${t('compose.textHint')} ${t('compose.mentionsHint')}`}
          required
          rows={4}
        />
        <fieldset class="field">
          <legend>{t('compose.options')}</legend>
          <p class="hint">{t('compose.optionsHint')}</p>
          {optionFields.map((name, index) => (
            <TextField
              name={name}
              label={t('compose.option', { n: words.number(index + 1) })}
              required={index < fewestOptions}
              maxLength={optionLength}
            />
          ))}
        </fieldset>
        <Choices
          name="multiple"
          label={t('compose.multiple')}
          radio
          options={[
            { value: 'no', label: t('compose.multipleOne') },
            { value: 'yes', label: t('compose.multipleMany') },
          ]}
        />
        <Select name="ends" label={t('compose.ends')} options={lengths} />
        <Language />
        <TextField name="warning" label={t('compose.warning')} hint={t('compose.warningHint')} maxLength={200} />
        <Where groups={model.groups} editing={false} />
        <Submit model={model} />
      </Form>
    </>
  );
}
