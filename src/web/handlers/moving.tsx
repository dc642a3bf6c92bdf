// Moving from and to other accounts. Going away asks for the password again: followers cannot be called back.
import type { Fault } from '../../domain/problem.ts';
import { actorView } from '../../views/actor-view.ts';
import { findMany } from '../../views/reader.ts';
import { faultsOf, valuesOf } from '../forms.ts';
import { MovingPage } from '../pages/moving.tsx';
import type { Values } from '../parts/form.tsx';
import { go, type MemberVisit, show } from '../visit.tsx';
import type { Acting, MemberReading } from './answering.ts';

export const moving: MemberReading = visit => showMoving(visit, {});

export const claimAccounts: Acting = async (visit, form) => {
  const accounts = form.text('accounts').split('\n');
  try {
    await visit.site.perform(visit.viewer, { do: 'claim', accounts });
  } catch (error) {
    return showMoving(visit, { accounts: form, accountFaults: faultsOf(error) });
  }
  go(visit, '/settings/moving');
};

export const moveAway: Acting = async (visit, form) => {
  const { site, viewer, req } = visit;
  const away = valuesOf({ account: form.text('account') });
  const attempt = { name: viewer.handle, member: viewer.id, password: form.text('password'), address: req.ip ?? '' };
  if (!(await site.accounts.confirm(attempt)))
    return showMoving(visit, { away, awayFaults: [{ field: 'password', message: 'fault.passwordWrong' }] });
  try {
    await site.perform(viewer, { do: 'move', account: form.text('account') });
  } catch (error) {
    return showMoving(visit, { away, awayFaults: faultsOf(error) });
  }
  go(visit, '/settings/moving');
};

export const stayHere: Acting = async visit => {
  await visit.site.perform(visit.viewer, { do: 'stay' });
  go(visit, '/settings/moving');
};

interface Again {
  accounts?: Values;
  accountFaults?: Fault[];
  away?: Values;
  awayFaults?: Fault[];
}

async function showMoving(visit: MemberVisit, again: Again): Promise<void> {
  const { viewer, words, reader } = visit;
  const { alsoKnownAs = [], movedTo } = viewer;
  const known = await findMany(reader, [...alsoKnownAs, ...(movedTo ? [movedTo] : [])], 'actor');
  const nameOf = (id: string) => {
    const found = known.get(id);
    return found ? actorView(found).address : id;
  };
  const gone = movedTo ? known.get(movedTo) : undefined;
  const model = {
    address: `@${viewer.handle}@${viewer.host}`,
    accounts: again.accounts ?? valuesOf({ accounts: alsoKnownAs.map(nameOf).join('\n') }),
    accountFaults: again.accountFaults ?? [],
    away: again.away ?? valuesOf({}),
    awayFaults: again.awayFaults ?? [],
    ...(gone && { gone: actorView(gone) }),
  };
  const failed = model.accountFaults.length > 0 || model.awayFaults.length > 0;
  return show(visit, { title: words.t('settings.moving'), status: failed ? 422 : 200 }, <MovingPage {...model} />);
}
