// The fields of forms. Each has a visible label, a hint where one helps, and its fault beside it, tied together for
// those who listen to the page (WCAG 2.2: 1.3.1, 3.3.1, 3.3.2).
import type { ComponentChildren } from 'preact';
import { useWords } from '../frame.ts';
import { type Filling, faultSentence, filled } from './form.tsx';

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
}

interface Bound {
  id: string;
  name: string;
  required: boolean;
  'aria-describedby': string | undefined;
  'aria-invalid': 'true' | undefined;
}

function bind(
  { name, hint, required = false }: FieldProps,
  { faults }: Filling,
): { bound: Bound; fault: string | undefined } {
  const words = useWords();
  const found = faults.find(({ field }) => field === name);
  const fault = found && faultSentence(words, found);
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ');
  return {
    fault,
    bound: {
      id: name,
      name,
      required,
      'aria-describedby': described || undefined,
      'aria-invalid': fault ? 'true' : undefined,
    },
  };
}

function Notes({ name, hint, fault }: { name: string; hint: string | undefined; fault: string | undefined }) {
  return (
    <>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${name}-fault`}>
          {fault}
        </p>
      )}
    </>
  );
}

const Field = filled((props: FieldProps & { children: (bound: Bound) => ComponentChildren }, filling) => {
  const { bound, fault } = bind(props, filling);
  return (
    <div class="field">
      <label for={props.name}>{props.label}</label>
      <Notes name={props.name} hint={props.hint} fault={fault} />
      {props.children(bound)}
    </div>
  );
});

interface TextProps extends FieldProps {
  /** What a phone's keyboard offers. */
  keyboard?: 'url';
  autocomplete?: string;
  maxLength?: number;
  /** Left to right whatever the page is: handles, addresses, codes. */
  code?: boolean;
}

export const TextField = filled(
  ({ keyboard, autocomplete, maxLength, code = false, ...field }: TextProps, { values }) => {
    const plain = code
      ? ({ dir: 'ltr', autocapitalize: 'off', spellcheck: false } as const)
      : ({ dir: 'auto' } as const);
    return (
      <Field {...field}>
        {bound => (
          <input
            {...bound}
            type="text"
            inputmode={keyboard}
            value={values.text(field.name)}
            autocomplete={autocomplete}
            maxLength={maxLength}
            {...plain}
          />
        )}
      </Field>
    );
  },
);

/** A password; never shown again. */
export function PasswordField({
  autocomplete,
  ...field
}: FieldProps & { autocomplete: 'current-password' | 'new-password' }) {
  const minLength = autocomplete === 'new-password' ? 12 : undefined;
  return (
    <Field {...field}>
      {bound => <input {...bound} type="password" autocomplete={autocomplete} minLength={minLength} dir="ltr" />}
    </Field>
  );
}

export const TextArea = filled(({ rows = 6, ...field }: FieldProps & { rows?: number }, { values }) => {
  return (
    <Field {...field}>
      {bound => (
        <textarea {...bound} rows={rows} dir="auto">
          {`\n${values.text(field.name)}`}
        </textarea>
      )}
    </Field>
  );
});

/** One thing to choose. */
export interface Option {
  value: string;
  label: string;
}

type SelectProps = FieldProps & { options: Option[]; blank?: string };

export const Select = filled(({ options, blank, ...field }: SelectProps, { values }) => {
  const chosen = values.text(field.name);
  return (
    <Field {...field}>
      {bound => (
        <select {...bound}>
          {blank !== undefined && <option value="">{blank}</option>}
          {options.map(({ value, label }) => (
            <option value={value} selected={value === chosen}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
});

type ChoicesProps = FieldProps & { options: Option[]; radio?: boolean };

/** Several of a list; `radio`: one of a list. */
export const Choices = filled(({ options, radio = false, ...field }: ChoicesProps, filling) => {
  const chosen = new Set(filling.values.all(field.name));
  const { bound, fault } = bind(field, filling);
  return (
    <fieldset class="field" id={field.name} tabIndex={-1} aria-describedby={bound['aria-describedby']}>
      <legend>{field.label}</legend>
      <Notes name={field.name} hint={field.hint} fault={fault} />
      <div class="choices">
        {options.map(({ value, label }) => (
          <label>
            <input type={radio ? 'radio' : 'checkbox'} name={field.name} value={value} checked={chosen.has(value)} />
            <span dir="auto">{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
});

export function FileField({
  accept,
  multiple = false,
  ...field
}: FieldProps & { accept?: string; multiple?: boolean }) {
  return <Field {...field}>{bound => <input {...bound} type="file" accept={accept} multiple={multiple} />}</Field>;
}
