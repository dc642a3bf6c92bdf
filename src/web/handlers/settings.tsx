// Changing one's own profile, language and password.
import { isCircle } from '../../domain/consent.ts';
import type { Fault } from '../../domain/problem.ts';
import { plainText } from '../../domain/prose.ts';
import type { Actor } from '../../domain/records.ts';
import { faultsOf, valuesOf } from '../forms.ts';
import { rememberLanguage, spoken } from '../language.ts';
import { type SettingsModel, SettingsPage } from '../pages/settings.tsx';
import type { Values } from '../parts/form.tsx';
import { giveCookie } from '../session.ts';
import { go, type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';
import { query } from './query.ts';

export const settings: MemberReading = visit => showSettings(visit, {});

export const saveProfile: Acting = async (visit, form) => {
  const language = form.text('language');
  const consents = form.all('found');
  const [quotable, answerable] = [form.text('quotable'), form.text('answerable')];
  const draft = {
    ...(isCircle(quotable) && { quotable }),
    ...(isCircle(answerable) && { answerable }),
    name: form.text('name').trim(),
    summary: form.text('summary'),
    language,
    ...(form.text('asked') && {
      indexable: consents.includes('indexable'),
      discoverable: consents.includes('discoverable'),
    }),
  };
  try {
    await visit.site.perform(visit.viewer, { do: 'describe', draft });
  } catch (error) {
    return showSettings(visit, { values: form, profileFaults: faultsOf(error) });
  }
  const pages = spoken(language);
  if (pages) rememberLanguage(visit.res, pages, visit.site.secure);
  go(visit, '/settings?done=saved');
};

export const changePassword: Acting = async (visit, form) => {
  const { site, viewer, res, req } = visit;
  const refuse = (field: string, message: string) => showSettings(visit, { passwordFaults: [{ field, message }] });
  const attempt = { name: viewer.handle, member: viewer.id, password: form.text('old'), address: req.ip ?? '' };
  if (!(await site.accounts.confirm(attempt))) return refuse('old', 'fault.passwordWrong');
  try {
    await site.accounts.setPassword(viewer.id, form.text('password'));
  } catch (error) {
    return showSettings(visit, { passwordFaults: faultsOf(error) });
  }
  giveCookie(site, res, await site.accounts.openSession(viewer.id));
  go(visit, '/settings?done=changed');
};

interface Again {
  values?: Values;
  profileFaults?: Fault[];
  passwordFaults?: Fault[];
}

/** Who was not asked yet is asked with a yes. */
function consentsOf({ indexable = true, discoverable = true }: Actor): string[] {
  return [...(indexable ? ['indexable'] : []), ...(discoverable ? ['discoverable'] : [])];
}

function showSettings(visit: MemberVisit, { values, profileFaults = [], passwordFaults = [] }: Again): Promise<void> {
  const { viewer, words } = visit;
  const { name, language = words.language, quotable = 'everybody', answerable = 'everybody' } = viewer;
  const summary = plainText(viewer.summary);
  const asked = query(visit, 'done');
  const done: SettingsModel['done'] = asked === 'saved' || asked === 'changed' ? asked : undefined;
  const failed = profileFaults.length > 0 || passwordFaults.length > 0;
  const model = {
    profile: values ?? valuesOf({ name, language, summary, quotable, answerable, found: consentsOf(viewer) }),
    profileFaults,
    passwordFaults,
    ...(!failed && done && { done }),
  };
  const head = { title: words.t('settings.title'), status: failed ? 422 : 200 };
  return show(visit, head, <SettingsPage {...model} />);
}
