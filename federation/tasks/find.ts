// Something known speaks of an address that is not: a thing is asked at its own origin, then what it answers, up the
// thread; an actor is met. That it was passed on is what shows it (the share in the log), for as long as that stands.
import { isOurs } from '../../src/domain/home.ts';
import type { Thing } from '../../src/domain/records.ts';
import { isPut } from '../../storage/port.ts';
import { accountOf } from '../urls.ts';
import type { Task, TaskDeps } from './task.ts';

/** How far up a thread is asked, and for how long. */
const parentLimit = 10;
const patienceMs = 20_000;
/** What is older is the past, and no news to anybody, in ms. */
const newsMs = 7 * 86_400_000;

export const find: Task<'find'> = async (deps, { address, shownBy }) => {
  const budget = deps.budget();
  const until = Date.now() + patienceMs;
  const found: Thing[] = [];
  try {
    let next: string | undefined = address;
    for (let height = 0; next !== undefined && height <= parentLimit && Date.now() < until; height++) {
      if (isOurs(deps.home, next) || isPut(await deps.storage.records.get(next))) return;
      if (await deps.peers.isBlocked(next)) return;
      const thing = await deps.know.look(next, { budget });
      if (!thing) await deps.know.actor(next, { budget });
      if (!thing || found.some(({ id }) => id === thing.id) || (await deps.peers.isBlocked(thing.author))) return;
      found.push(thing);
      next = thing.inReplyTo;
    }
  } finally {
    const [first] = found;
    await keepAll(deps, found, first && shownBy ? await concerned(deps, first) : []);
    if (first && shownBy && first.id !== address) await show(deps, shownBy, first.id);
  }
};

/** From the top down, so that each is kept in the thread of what it answers, the one above it; the first before these members. */
async function keepAll(
  { know, storage }: Pick<TaskDeps, 'know' | 'storage'>,
  found: Thing[],
  box: string[],
): Promise<void> {
  let thread: string | undefined;
  for (const thing of found.toReversed()) {
    if (isPut(await storage.records.get(thing.id))) continue;
    const before = thing === found[0] ? { box } : {};
    ({ thread } = await know.keep(thing, { shown: false, ...(thread && { thread }), ...before }));
  }
}

/** Members whom something new is for, or answers, though it came by a group: nobody else may have told them. */
async function concerned(deps: TaskDeps, thing: Thing): Promise<string[]> {
  if (Date.parse(thing.published) < Date.now() - newsMs) return [];
  return (await deps.context().relate(thing)).box;
}

/** Somebody passed on the activity that made a thing, by its address: it is the thing that is shown. */
async function show({ take }: Pick<TaskDeps, 'take'>, by: string, what: string): Promise<void> {
  const at = new Date().toISOString();
  const id = accountOf(by, what);
  await take({ type: 'shared', id, actor: by, at, what, into: [], shown: true, box: [] }, 'observed');
}
