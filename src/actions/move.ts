// A member moves: in, by naming the accounts they had elsewhere, which the old places ask for; and away, by naming the account
// that they go to, which must name this one first. Their followers are told, once in a week at most.
import { isOurs } from '../domain/home.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor } from '../domain/records.ts';
import { type Action, type ActionDeps, stored } from './deps.ts';

const weekMs = 7 * 86_400_000;
const aliasLimit = 10;

/** Sets the accounts that are the member's as well (`alsoKnownAs`). */
export const claim: Action<'claim'> = async (deps, member, { accounts }) => {
  const named = [...new Set(accounts.map(account => account.trim()).filter(Boolean))];
  if (named.length > aliasLimit) throw refused('accounts', 'fault.accountsMany');
  const alsoKnownAs: string[] = [];
  for (const account of named) alsoKnownAs.push((await find(deps, account, 'accounts')).id);
  if (alsoKnownAs.includes(member.id)) throw refused('accounts', 'fault.accountOwn');
  return describe(deps, member, { alsoKnownAs });
};

/** Points to the account that the member goes to, and tells the followers. */
export const move: Action<'move'> = async (deps, member, { account }) => {
  const target = await find(deps, account, 'account');
  if (target.id === member.id) throw refused('account', 'fault.accountOwn');
  if (target.movedTo) throw refused('account', 'fault.accountMoved');
  if (!target.alsoKnownAs?.includes(member.id)) throw refused('account', 'fault.accountUnclaimed');
  const { state } = deps.storage;
  const fresh = await state.add('moved', member.id, { to: target.id }, Date.now() + weekMs);
  const before = fresh ? undefined : ((await state.get('moved', member.id)) as { to: string } | undefined);
  if (before && before.to !== target.id) throw refused('account', 'fault.movedLately');
  await describe(deps, member, { movedTo: target.id });
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'moved', id: activity, actor: member.id, at: deps.now(), to: target.id });
  return { activity, object: target.id };
};

/** Takes the pointer back; who went along stays there. */
export const stay: Action<'stay'> = (deps, member) => describe(deps, member, { movedTo: undefined });

async function describe(
  deps: ActionDeps,
  member: Actor,
  change: { alsoKnownAs?: string[]; movedTo?: string | undefined },
): Promise<{ activity: string; object: string }> {
  const { movedTo, ...before } = (await stored(deps, member.id)) as Actor;
  const at = deps.now();
  const kept = 'movedTo' in change ? change.movedTo : movedTo;
  const { movedTo: _pointer, ...rest } = change;
  const profile: Actor = { ...before, ...rest, ...(kept && { movedTo: kept }), updated: at };
  const activity = deps.addresses.newActivity();
  await deps.take({ type: 'profiled', id: activity, actor: member.id, at, profile });
  return { activity, object: member.id };
}

/** The actor as it is now at its origin: what it says of its other accounts may be minutes old. */
async function find(deps: ActionDeps, account: string, field: string): Promise<Actor> {
  const id = account.trim() && (await deps.resolve(account.trim(), { fresh: true }).catch(unreachable));
  const found = id ? await stored(deps, id) : undefined;
  if (found?.record !== 'actor' || (found.kind !== 'person' && !isOurs(deps.home, found.id)))
    throw refused(field, 'fault.whom');
  return found;
}

function unreachable(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

function refused(field: string, message: string): Problem {
  return new Problem('invalid', 422, 'This account cannot be moved so.', { faults: [{ field, message }] });
}
