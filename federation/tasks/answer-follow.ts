// Somebody asked to follow an actor of this hub: members, communities and the hub accept at once. A relay that follows the hub's
// group is followed in return, as LitePub has it (FEP-ae0c), until it leaves.
import type { Actor, Follow } from '../../src/domain/records.ts';
import { derivedId } from './derived-id.ts';
import type { Task, TaskDeps } from './task.ts';

export const answerFollow: Task<'answerFollow'> = async (deps, { follow: id }) => {
  const { know, urls, take, storage } = deps;
  const follow = await know.stored(id);
  if (follow?.record !== 'follow') return leave(deps, id);
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
  if (await isRelay(deps, followed, follow)) await askInReturn(deps, follow);
};

/** A machine that follows the hub's group by its name; who asks for everything public, in Mastodon's way, expects nothing in return. */
async function isRelay({ know }: TaskDeps, followed: Actor, { who, everything }: Follow): Promise<boolean> {
  const follower = followed.office === 'hub' && !everything ? await know.stored(who) : undefined;
  return follower?.record === 'actor' && follower.kind === 'application';
}

async function askInReturn({ take, urls }: TaskDeps, { id, who, whom }: Follow): Promise<void> {
  const at = new Date().toISOString();
  await take({ type: 'followed', id: inReturn(urls, id), actor: whom, at, whom: who, inReturn: true }, 'local');
}

async function leave({ know, take, urls }: TaskDeps, id: string): Promise<void> {
  const undoes = await know.stored(inReturn(urls, id));
  if (undoes?.record !== 'follow') return;
  const at = new Date().toISOString();
  await take({ type: 'undone', id: derivedId(urls, 'undo', undoes.id), actor: undoes.who, at, undoes }, 'local');
}

function inReturn(urls: TaskDeps['urls'], follow: string): string {
  return derivedId(urls, 'in return', follow);
}
