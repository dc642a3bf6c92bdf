// Moving: the accounts that are one's own as well, and the one that one goes to.
import type { Fault } from '../../domain/problem.ts';
import type { ActorView } from '../../views/actor-view.ts';
import { useFrame } from '../frame.ts';
import { PasswordField, TextArea, TextField } from '../parts/fields.tsx';
import { Act, Form, type Values } from '../parts/form.tsx';
import { ActorLink, Handle } from '../parts/people.tsx';

export interface MovingModel {
  /** The own handle, as others write it. */
  address: string;
  accounts: Values;
  accountFaults: Fault[];
  away: Values;
  awayFaults: Fault[];
  /** Where one has gone. */
  gone?: ActorView;
}

export function MovingPage({ address, accounts, accountFaults, away, awayFaults, gone }: MovingModel) {
  const { words } = useFrame();
  const { t } = words;
  return (
    <>
      <h1>{t('settings.moving')}</h1>
      <p class="lead">{t('moving.lead')}</p>
      <section aria-labelledby="in">
        <h2 id="in">{t('moving.in')}</h2>
        <Form action="/settings/accounts" values={accounts} faults={accountFaults} class="narrow">
          <TextArea name="accounts" label={t('moving.accounts')} hint={t('moving.accountsHint')} rows={3} />
          <button type="submit">{t('settings.save')}</button>
        </Form>
      </section>
      <section aria-labelledby="away">
        <h2 id="away">{t('moving.away')}</h2>
        {gone ? (
          <>
            <p>{words.rich('moving.gone', { who: <ActorLink actor={gone} /> })}</p>
            <Act action="/settings/stay" name={t('moving.stay')} quiet />
          </>
        ) : (
          <Form action="/settings/move" values={away} faults={awayFaults} class="narrow">
            <p>
              {t('moving.awayLead')} <Handle text={address} />
            </p>
            <TextField name="account" label={t('moving.account')} hint={t('follow.whomHint')} required code />
            <PasswordField name="password" label={t('settings.oldPassword')} required autocomplete="current-password" />
            <button type="submit">{t('moving.submit')}</button>
          </Form>
        )}
      </section>
    </>
  );
}
