// Something known speaks of an address that is not: a thing is asked at its own origin, then what it answers, up the
// thread; an actor is met.
import { hostOf, isOurs } from '../../src/domain/home.ts';
import type { Task } from './task.ts';

/** How far up a thread is asked, and for how long. */
const parentLimit = 10;
const patienceMs = 20_000;

export const find: Task<'find'> = async (deps, { address, shownBy }) => {
  const budget = deps.budget();
  const until = Date.now() + patienceMs;
  let next: string | undefined = address;
  for (let height = 0; next !== undefined && height <= parentLimit && Date.now() < until; height++) {
    if (isOurs(deps.home, next) || (await deps.storage.records.get(next))) return;
    if (await deps.peers.isBlocked(hostOf(next))) return;
    const shown = height === 0 && shownBy !== undefined;
    const thing = await deps.know.thing(next, { shown, budget });
    if (!thing) await deps.know.actor(next, { budget });
    next = thing?.inReplyTo;
  }
};
