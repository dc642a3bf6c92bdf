// The two doors: sign in, and the first run of a hub.
import type { Fault } from '../../domain/problem.ts';
import { useFrame } from '../frame.ts';
import { PasswordField, Select, TextField } from '../parts/fields.tsx';
import { Form, type Values } from '../parts/form.tsx';
import { languageOptions } from '../vocabulary.ts';

interface Model {
  values: Values;
  faults: Fault[];
}

export function SignInPage({ values, faults }: Model) {
  const { t } = useFrame().words;
  return (
    <>
      <h1>{t('signIn.title')}</h1>
      <Form action="/sign-in" values={values} faults={faults} class="narrow">
        <input type="hidden" name="next" value={values.text('next')} />
        <TextField name="name" label={t('signIn.name')} required autocomplete="username" maxLength={320} code />
        <PasswordField name="password" label={t('signIn.password')} required autocomplete="current-password" />
        <p>
          <button type="submit">{t('signIn.submit')}</button>
        </p>
      </Form>
      <p class="quiet">{t('signIn.none')}</p>
    </>
  );
}

export function SetupPage({ values, faults }: Model) {
  const { words } = useFrame();
  const { t } = words;
  return (
    <>
      <h1>{t('setup.title')}</h1>
      <p class="lead">{t('setup.lead')}</p>
      <Form action="/setup" values={values} faults={faults} class="narrow">
        <TextField name="name" label={t('setup.name')} required autocomplete="name" maxLength={100} />
        <TextField
          name="handle"
          label={t('setup.handle')}
          hint={t('setup.handleHint')}
          required
          autocomplete="username"
          maxLength={30}
          code
        />
        <PasswordField
          name="password"
          label={t('setup.password')}
          hint={t('setup.passwordHint')}
          required
          autocomplete="new-password"
        />
        <Select
          name="language"
          label={t('settings.language')}
          options={languageOptions(words, [values.text('language')])}
        />
        <p>
          <button type="submit">{t('setup.submit')}</button>
        </p>
      </Form>
    </>
  );
}
