// Signing in and out, and the first run of a hub.
import { type Fault, Problem } from '../../domain/problem.ts';
import type { Actor } from '../../domain/records.ts';
import { actorByHandle } from '../../views/actor-page.ts';
import { type Form, faultsOf, valuesOf } from '../forms.ts';
import { SetupPage, SignInPage } from '../pages/coming-in.tsx';
import type { Values } from '../parts/form.tsx';
import { giveCookie, takeCookie } from '../session.ts';
import { go, show, type Visit } from '../visit.tsx';
import type { Acting, OpenActing, Reading } from './answering.ts';
import { query, safePath } from './query.ts';

export const signInForm: Reading = async visit => {
  const next = safePath(query(visit, 'next'));
  if (visit.viewer) return go(visit, next);
  return showSignIn(visit, { values: valuesOf({ next }), faults: [] });
};

export const signIn: OpenActing = async (visit, form) => {
  const { site, req } = visit;
  const name = form.text('name').trim();
  const member = await memberNamed(visit, name);
  const attempt = { name, member: member?.id, password: form.text('password'), address: req.ip ?? '' };
  const session = await site.accounts.signIn(attempt);
  if (!session) return showSignIn(visit, { values: form, faults: [{ field: 'name', message: 'fault.signIn' }] });
  // Said only to one who knows the password.
  if (member && (await site.trust(member.id)).level === 'suspend')
    return showSignIn(visit, { values: form, faults: [{ field: 'name', message: 'error.suspended' }] });
  giveCookie(site, visit.res, session);
  go(visit, safePath(form.text('next')));
};

export const signOut: Acting = async visit => {
  await visit.site.accounts.signOut(visit.session.secret);
  takeCookie(visit.site, visit.res);
  go(visit, '/');
};

export const signOutEverywhere: Acting = async visit => {
  await visit.site.accounts.signOutEverywhere(visit.viewer.id);
  takeCookie(visit.site, visit.res);
  go(visit, '/sign-in');
};

export const setupForm: Reading = async visit => {
  if (await visit.site.hasAdmin()) return go(visit, '/');
  return showSetup(visit, { values: valuesOf({ language: visit.words.language }), faults: [] });
};

export const setup: OpenActing = async (visit, form) => {
  const { site, res } = visit;
  if (await site.hasAdmin()) return go(visit, '/');
  const faults = setupFaults(visit, form);
  if (faults.length > 0) return showSetup(visit, { values: form, faults });
  // Two browsers at the open door: one of them gets in, the other is told to wait.
  if (!(await site.storage.state.add('setup', 'admin', true, Date.now() + 60_000))) {
    throw new Problem('busy', 503, 'error.busy', { retryAfter: 60 });
  }
  try {
    const admin = await site.members.register({
      handle: handleOf(form),
      name: form.text('name').trim(),
      role: 'admin',
      language: form.text('language') || visit.words.language,
    });
    await site.accounts.setPassword(admin.id, form.text('password'));
    giveCookie(site, res, await site.accounts.openSession(admin.id));
  } catch (error) {
    return showSetup(visit, { values: form, faults: faultsOf(error) });
  } finally {
    await site.storage.state.delete('setup', 'admin');
  }
  go(visit, '/');
};

function setupFaults({ site }: Visit, form: Form): Fault[] {
  const faults: Fault[] = [];
  if (!form.text('name').trim()) faults.push({ field: 'name', message: 'fault.name' });
  if (!/^[a-z0-9_]{2,30}$/.test(handleOf(form))) faults.push({ field: 'handle', message: 'fault.handle' });
  try {
    site.accounts.mustBeStrong(form.text('password'));
  } catch (error) {
    faults.push(...faultsOf(error));
  }
  return faults;
}

function handleOf(form: Form): string {
  return form.text('handle').trim().replace(/^@/, '').toLowerCase();
}

/** The member of a name (`name`, `@name`, `@name@host`) or of an e-mail address. */
async function memberNamed({ site, reader }: Visit, name: string): Promise<Actor | undefined> {
  const found = await actorByHandle(reader, name.replace(/^@/, ''));
  if (found) return found.body.local && found.body.kind === 'person' ? found.body : undefined;
  const id = name.includes('@') ? await site.accounts.memberOfEmail(name) : undefined;
  return id === undefined ? undefined : ((await site.storage.records.get(id))?.body as Actor | undefined);
}

interface Model {
  values: Values;
  faults: Fault[];
}

function showSignIn(visit: Visit, model: Model): Promise<void> {
  const head = { title: visit.words.t('signIn.title'), status: model.faults.length > 0 ? 422 : 200, hidden: true };
  return show(visit, head, <SignInPage {...model} />);
}

function showSetup(visit: Visit, model: Model): Promise<void> {
  const title = visit.words.t('setup.title');
  const head = { title, status: model.faults.length > 0 ? 422 : 200, hidden: true, bare: true };
  return show(visit, head, <SetupPage {...model} />);
}
