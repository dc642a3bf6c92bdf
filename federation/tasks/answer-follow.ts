// Somebody asked to follow an actor of this hub: members, communities and the hub accept at once.
import { derivedId } from './derived-id.ts';
import type { Task } from './task.ts';

export const answerFollow: Task<'answerFollow'> = async ({ know, urls, take, storage }, { follow: id }) => {
  const follow = await know.stored(id);
  if (follow?.record !== 'follow') return;
  const followed = await know.stored(follow.whom);
  if (followed?.record !== 'actor' || !followed.local) return;
  // The signing actor has nothing to follow; a relay that it asked follows it back all the same (LitePub, FEP-ae0c).
  if (followed.office === 'instance' && !(await storage.links.get('asks', followed.id, follow.who))) return;
  await take(
    {
      type: 'followAccepted',
      id: derivedId(urls, 'accept', id),
      actor: follow.whom,
      at: new Date().toISOString(),
      follow: id,
      who: follow.who,
    },
    'local',
  );
};
