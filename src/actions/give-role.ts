// An admin gives a member another role. The last admin keeps theirs, so that somebody can always run the hub.
import { Problem } from '../domain/problem.ts';
import type { Actor } from '../domain/records.ts';
import { type Action, type ActionDeps, stored } from './deps.ts';

export const giveRole: Action<'giveRole'> = async (deps, member, { whom, role, reason }) => {
  const known = await stored(deps, whom);
  if (known?.record !== 'actor' || !known.local || known.kind !== 'person')
    throw new Problem('not-found', 404, 'No such member.');
  if (known.role === role) return { activity: '', object: whom };
  if (known.role === 'admin' && !(await otherAdmin(deps, whom)))
    throw new Problem('invalid', 422, 'The last admin stays one.', {
      faults: [{ field: 'role', message: 'fault.lastAdmin' }],
    });
  const activity = deps.addresses.newActivity();
  await deps.take({
    type: 'profiled',
    id: activity,
    actor: whom,
    at: deps.now(),
    profile: { ...known, role },
    by: member.id,
    ...(reason?.trim() && { reason: reason.trim().slice(0, 5000) }),
  });
  return { activity, object: whom };
};

/** True when somebody else, among the first thousand members, is an admin who is not suspended. */
export async function otherAdmin({ storage, home, trust }: ActionDeps, whom: string): Promise<boolean> {
  const links = await storage.links.list({ kind: 'member', from: home.hub }, { limit: 1000, oldest: true });
  for (const record of await storage.records.getMany(links.map(({ to }) => to))) {
    const actor = record.body as Actor | null;
    if (actor?.role === 'admin' && actor.id !== whom && (await trust(actor.id)).level !== 'suspend') return true;
  }
  return false;
}
