// A thing is gone at its origin: the local groups that show it take it back, then it is withdrawn here. In this order,
// because a withdrawn thing no longer tells who showed it, and a crash between the two is made good by doing both again.
import { showings } from '../deliver/holders.ts';
import { takeBack } from './group.ts';
import type { TaskDeps } from './task.ts';

/** Withdraws a remote thing that its origin no longer has, as observed; `author` is the owner of its record. */
export async function takeDown(
  deps: Pick<TaskDeps, 'storage' | 'urls' | 'home' | 'take' | 'know' | 'peers'>,
  what: string,
  author: string,
): Promise<void> {
  for (const showing of await showings(deps, what)) await takeBack(deps, showing);
  const at = new Date().toISOString();
  await deps.take({ type: 'withdrawn', id: `${what}#gone`, actor: author, at, what, author }, 'observed');
}
