// A member reports actors or things to those who keep the house, here and, unless it is to stay here, at the hub they are from.
import { Problem } from '../domain/problem.ts';
import type { Action } from './deps.ts';

export const flag: Action<'flag'> = async (deps, member, { subjects, reason, forward }) => {
  if (subjects.length === 0) throw new Problem('invalid', 422, 'A report is about somebody or something.');
  const found = await deps.storage.records.getMany(subjects.slice(0, 50));
  const known = found.filter(({ kind }) => kind === 'actor' || kind === 'thing');
  if (known.length === 0) throw new Problem('not-found', 404, 'Nothing of this is known here.');
  const activity = deps.addresses.newActivity();
  await deps.take({
    type: 'flagged',
    id: activity,
    actor: member.id,
    at: deps.now(),
    subjects: known.map(({ id }) => id),
    reason: reason.slice(0, 5000),
    ...(forward !== undefined && { forward }),
  });
  return { activity };
};
