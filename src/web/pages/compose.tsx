// The forms that write: a resource, a discussion, a reply; new, edited or adapted. Three fields are required of a
// resource, and they come first.
import type { Fault } from '../../domain/problem.ts';
import type { Credit, Visibility } from '../../domain/records.ts';
import type { ActorView } from '../../views/actor-view.ts';
import type { Card } from '../../views/card.ts';
import { useFrame, useWords } from '../frame.ts';
import { Choices, FileField, Select, TextArea, TextField } from '../parts/fields.tsx';
import { Form, filled, type Values } from '../parts/form.tsx';
import { CreditLine } from '../parts/thing-facts.tsx';
import {
  countryOptions,
  goalOptions,
  languageOptions,
  levelOptions,
  licenceOptions,
  skillOptions,
} from '../vocabulary.ts';

/** A form that writes. */
export interface ComposeModel {
  action: string;
  title: string;
  values: Values;
  faults: Fault[];
  /** Communities that it may name. */
  groups: ActorView[];
  /** The button's words. */
  submit: string;
  /** It changes what is there: who sees it stays as it is. */
  editing: boolean;
  /** Where "cancel" leads. */
  back: string;
}

/** Files that are already here and stay while their box is ticked. */
export interface KeptFile {
  value: string;
  label: string;
}

export interface ResourceFormModel extends ComposeModel {
  kept: KeptFile[];
  basedOn: Credit[];
  /** Files of one form, and bytes of one file. */
  limits: { files: number; bytes: number };
}

export function ResourceFormPage(model: ResourceFormModel) {
  const { t } = useWords();
  return (
    <>
      <h1 dir="auto">{model.title}</h1>
      {model.basedOn.length > 0 ? <Origins basedOn={model.basedOn} /> : <p class="lead">{t('compose.required')}</p>}
      <Form action={model.action} values={model.values} faults={model.faults} files class="compose">
        {model.basedOn.map(({ id }) => (
          <input type="hidden" name="basedOn" value={id} />
        ))}
        <TextField name="name" label={t('compose.name')} required maxLength={200} />
        <div class="pair">
          <Language />
          <LicenceField />
        </div>
        <TextArea name="text" label={t('compose.text')} hint={t('compose.textHint')} rows={8} />
        <TextField
          name="link"
          keyboard="url"
          label={t('compose.link')}
          hint={t('compose.linkHint')}
          maxLength={2000}
          code
        />
        <Files model={model} />
        <Further />
        <Where groups={model.groups} editing={model.editing} />
        <Submit model={model} />
      </Form>
    </>
  );
}

export function DiscussionFormPage({ reply, quoted, ...model }: ComposeModel & { reply: boolean; quoted?: Card }) {
  const { t } = useWords();
  return (
    <>
      <h1 dir="auto">{model.title}</h1>
      <Form action={model.action} values={model.values} faults={model.faults} class="compose">
        {quoted && <Quoted card={quoted} />}
        {!reply && <TextField name="name" label={t('compose.nameOptional')} maxLength={200} />}
        <TextArea
          name="text"
          label={t('compose.text')}
          hint={`${t('compose.textHint')} ${t('compose.mentionsHint')}`}
          required
          rows={8}
        />
        <Language />
        <TextField name="warning" label={t('compose.warning')} hint={t('compose.warningHint')} maxLength={200} />
        {!reply && <Where groups={model.groups} editing={model.editing} />}
        {reply && !model.editing && <VisibilityField />}
        <Submit model={model} />
      </Form>
    </>
  );
}

/** What is quoted, so that one sees it while one writes. */
function Quoted({ card }: { card: Card }) {
  const { t, rich } = useWords();
  return (
    <blockquote lang={card.language} dir="auto">
      <input type="hidden" name="quotes" value={card.id} />
      <p class="byline">{rich('quote.of', { author: <bdi>{card.author.name}</bdi> })}</p>
      <p>{card.name || card.excerpt || t('card.untitled', { author: card.author.name })}</p>
    </blockquote>
  );
}

function Origins({ basedOn }: { basedOn: Credit[] }) {
  const { t } = useWords();
  return (
    <>
      <p class="lead">{t('compose.adaptLead')}</p>
      <ul>
        {basedOn.map(credit => (
          <li>
            <CreditLine credit={credit} />
          </li>
        ))}
      </ul>
    </>
  );
}

export const Language = filled((_, { values }) => {
  const words = useWords();
  return (
    <div>
      <Select
        name="language"
        label={words.t('compose.language')}
        required
        options={languageOptions(words, [values.text('language')])}
      />
      <details {...(values.text('languageOther') && { open: true })}>
        <summary>{words.t('compose.languageOther')}</summary>
        <TextField
          name="languageOther"
          label={words.t('compose.languageOther')}
          hint={words.t('compose.languageOtherHint')}
          maxLength={35}
          code
        />
      </details>
    </div>
  );
});

const LicenceField = filled((_, { values }) => {
  const words = useWords();
  const chosen = values.text('licence');
  const offered = licenceOptions(words);
  const other = chosen && !offered.some(({ value }) => value === chosen) ? [{ value: chosen, label: chosen }] : [];
  return (
    <Select
      name="licence"
      label={words.t('compose.licence')}
      hint={words.t('compose.licenceHint')}
      blank={words.t('compose.chooseLicence')}
      required
      options={[...offered, ...other]}
    />
  );
});

function Files({ model }: { model: ResourceFormModel }) {
  const words = useWords();
  const { files, bytes } = model.limits;
  return (
    <>
      {model.kept.length > 0 && <Choices name="kept" label={words.t('compose.kept')} options={model.kept} />}
      <FileField
        name="files"
        label={words.t('compose.files')}
        hint={words.t('compose.filesHint', { count: words.number(files), size: words.bytes(bytes) })}
        multiple
      />
    </>
  );
}

const furtherFields = ['summary', 'cover', 'coverAlt', 'themes', 'hashtags', 'level', 'country', 'sdgs', 'skills'];

const Further = filled((_, { values, faults }) => {
  const words = useWords();
  const { t } = words;
  const filled = furtherFields.some(name => values.text(name) !== '');
  const open = filled || faults.some(({ field }) => furtherFields.includes(field));
  const cover = values.text('coverKept');
  return (
    <details class="further" {...(open && { open })}>
      <summary>{t('compose.more')}</summary>
      <TextArea name="summary" label={t('compose.summary')} hint={t('compose.summaryHint')} rows={3} />
      {cover && (
        <Choices
          name="coverKept"
          label={t('compose.cover')}
          options={[{ value: cover, label: t('compose.coverKept') }]}
        />
      )}
      <FileField name="cover" label={t('compose.cover')} hint={t('compose.coverHint')} accept="image/*" />
      <TextField name="coverAlt" label={t('compose.coverAlt')} hint={t('compose.coverAltHint')} maxLength={1000} />
      <TextField name="themes" label={t('compose.themes')} hint={t('compose.themesHint')} maxLength={1000} />
      <TextField name="hashtags" label={t('compose.hashtags')} hint={t('compose.hashtagsHint')} maxLength={1000} />
      <div class="pair">
        <Select name="level" label={t('compose.level')} blank={t('compose.anyLevel')} options={levelOptions(words)} />
        <Select
          name="country"
          label={t('compose.country')}
          blank={t('compose.noCountry')}
          options={countryOptions(words)}
        />
      </div>
      <Choices name="sdgs" label={t('thing.sdgs')} options={goalOptions(words)} />
      <Choices name="skills" label={t('thing.skills')} options={skillOptions(words)} />
    </details>
  );
});

export const Where = filled(({ groups, editing }: { groups: ActorView[]; editing: boolean }, { values }) => {
  const { t } = useWords();
  const options = groups.map(({ id, name, handle, local }) => ({
    value: id,
    label: local ? name : `${name} (${handle})`,
  }));
  return (
    <>
      {options.length > 0 && (
        <Choices name="groups" label={t('compose.where')} hint={t('compose.whereHint')} options={options} />
      )}
      <details {...(values.text('moreGroups') && { open: true })}>
        <summary>{t('compose.moreGroups')}</summary>
        <TextArea name="moreGroups" label={t('compose.moreGroups')} hint={t('compose.moreGroupsHint')} rows={2} />
      </details>
      {!editing && <VisibilityField />}
    </>
  );
});

const visibilities: Visibility[] = ['public', 'unlisted', 'followers', 'direct'];

function VisibilityField() {
  const { t } = useWords();
  return (
    <Select
      name="visibility"
      label={t('compose.visibility')}
      options={visibilities.map(value => ({ value, label: t(`visibility.${value}`) }))}
    />
  );
}

export function Submit({ model }: { model: ComposeModel }) {
  const { t } = useFrame().words;
  return (
    <p class="row">
      <button type="submit">{model.submit}</button>
      <a href={model.back}>{t('compose.cancel')}</a>
    </p>
  );
}
