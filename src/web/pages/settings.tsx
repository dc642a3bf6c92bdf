// What a member can change about oneself: profile, language, password, devices.
import { circles } from '../../domain/consent.ts';
import type { Fault } from '../../domain/problem.ts';
import { useFrame } from '../frame.ts';
import { Choices, PasswordField, Select, TextArea, TextField } from '../parts/fields.tsx';
import { Act, Form, type Values } from '../parts/form.tsx';
import { languageOptions } from '../vocabulary.ts';

export interface SettingsModel {
  profile: Values;
  profileFaults: Fault[];
  passwordFaults: Fault[];
  /** What has just been done. */
  done?: 'saved' | 'changed';
}

export function SettingsPage({ profile, profileFaults, passwordFaults, done }: SettingsModel) {
  const { words } = useFrame();
  const { t } = words;
  return (
    <>
      <h1>{t('settings.title')}</h1>
      {done && (
        <p class="done" role="status">
          {t(`settings.${done}`)}
        </p>
      )}
      <section aria-labelledby="profile">
        <h2 id="profile">{t('settings.profile')}</h2>
        <Form action="/settings/profile" values={profile} faults={profileFaults} class="narrow">
          <TextField name="name" label={t('settings.name')} required autocomplete="name" maxLength={100} />
          <TextArea name="summary" label={t('settings.summary')} hint={t('settings.summaryHint')} rows={4} />
          <Select
            name="language"
            label={t('settings.language')}
            hint={t('settings.languageHint')}
            options={languageOptions(words, [profile.text('language')])}
          />
          <input type="hidden" name="asked" value="found" />
          <Choices
            name="found"
            label={t('settings.found')}
            hint={t('settings.foundHint')}
            options={[
              { value: 'indexable', label: t('settings.indexable') },
              { value: 'discoverable', label: t('settings.discoverable') },
            ]}
          />
          <Select
            name="answerable"
            label={t('settings.answerable')}
            options={circles.map(value => ({ value, label: t(`settings.answerable.${value}`) }))}
          />
          <Select
            name="quotable"
            label={t('settings.quotable')}
            hint={t('settings.quotableHint')}
            options={circles.map(value => ({ value, label: t(`settings.quotable.${value}`) }))}
          />
          <p>
            <button type="submit">{t('settings.save')}</button>
          </p>
        </Form>
      </section>
      <section aria-labelledby="secret">
        <h2 id="secret">{t('settings.password')}</h2>
        <Form action="/settings/password" faults={passwordFaults} class="narrow">
          <PasswordField name="old" label={t('settings.oldPassword')} required autocomplete="current-password" />
          <PasswordField
            name="password"
            label={t('settings.newPassword')}
            hint={t('setup.passwordHint')}
            required
            autocomplete="new-password"
          />
          <p>
            <button type="submit">{t('settings.change')}</button>
          </p>
        </Form>
      </section>
      <section aria-labelledby="devices">
        <h2 id="devices">{t('settings.sessions')}</h2>
        <Act action="/sign-out-everywhere" name={t('settings.everywhere')} quiet />
      </section>
      <p>
        <a href="/settings/moving">{t('settings.moving')}</a>
      </p>
      <p>
        <a href="/settings/kept-off">{t('keptOff.title')}</a>
      </p>
    </>
  );
}
