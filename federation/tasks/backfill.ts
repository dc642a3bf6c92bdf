// A thread of elsewhere is brought up to date: what its collection lists (FEP-7888, FEP-f228), or where there is none what
// the answered thing lists as its replies, is asked at its own origin. A page at a time, bounded in every way, and a thing
// that does not belong to the thread is not taken because somebody lists it.
import type { Walk } from '../../src/domain/followups.ts';
import { hostOf, isOurs } from '../../src/domain/home.ts';
import { Problem } from '../../src/domain/problem.ts';
import type { Thing } from '../../src/domain/records.ts';
import { isShown } from '../../src/log/searching.ts';
import { isPut } from '../../storage/port.ts';
import type { Budget } from '../fetch.ts';
import { openCollection, readListPage, type ThreadPage } from './backfill-page.ts';
import { type Task, type TaskDeps, taskQueue } from './task.ts';

/** What a whole thread may cost: things taken, pages read, runs of this task, and listed things that belong elsewhere. */
const itemLimit = 500;
const pageLimit = 25;
const runLimit = 40;
const strayLimit = 5;
const patienceMs = 15_000;
/** A thread is not asked for again before this; one that cannot be had, or that lies, not before that. */
const restMs = 3_600_000;
const amissMs = 24 * 3_600_000;
const space = 'thread';

export const backfill: Task<'backfill'> = async (deps, task, { lane, order }) => {
  const about = await deps.know.stored(task.about);
  if (about?.record !== 'thing' || !(await isShown(deps.storage, about))) return;
  const budget = deps.budget();
  const walk = task.walk ?? (await begin(deps, about, budget));
  if (!walk) return;
  const next = await walkOn(deps, { about, walk, budget });
  if (!next) return;
  const payload = { ...task, walk: next };
  const key = `backfill ${walk.list} ${next.runs}`;
  await deps.storage.jobs.add([{ key, queue: taskQueue, lane, order, payload }]);
};

/** The walk through a thread that was not asked for lately; undefined when there is none to be had. */
async function begin(deps: TaskDeps, about: Thing, budget: Budget): Promise<Walk | undefined> {
  const parent = about.inReplyTo;
  const thread = about.thread && /^https?:/.test(about.thread) ? about.thread : undefined;
  const name = thread ?? parent;
  if (!name || isOurs(deps.home, name)) return undefined;
  if (!(await deps.storage.state.add(space, name, {}, Date.now() + restMs))) return undefined;
  for (const from of [thread, parent]) {
    if (!from || isOurs(deps.home, from) || (await deps.peers.isBlocked(hostOf(from)))) continue;
    const list = await openCollection(deps, { from, isThread: from === thread, budget });
    if (list) return { page: list, list, items: 0, pages: 0, runs: 0 };
  }
  await deps.storage.state.put(space, name, {}, Date.now() + amissMs);
  return undefined;
}

/** Takes what one page lists, as far as the budget goes; gives where the walk goes on. */
async function walkOn(
  deps: TaskDeps,
  { about, walk, budget }: { about: Thing; walk: Walk; budget: Budget },
): Promise<Walk | undefined> {
  const page = await readPage(deps, walk, budget);
  if (!page) return undefined;
  const taken = await takeAll(deps, { about, walk, page, budget });
  if (taken.lies) {
    await deps.storage.state.put(space, about.thread ?? walk.list, {}, Date.now() + amissMs);
    return undefined;
  }
  const items = walk.items + taken.items;
  const runs = walk.runs + 1;
  if (items >= itemLimit || runs >= runLimit) return undefined;
  if (taken.unfinished) return taken.items > 0 ? { ...walk, items, runs } : undefined;
  const { next } = page;
  if (!next || next === walk.page || next === walk.list || walk.pages + 1 >= pageLimit) return undefined;
  return { ...walk, page: next, items, pages: walk.pages + 1, runs };
}

async function readPage(deps: TaskDeps, { page, list }: Walk, budget: Budget): Promise<ThreadPage | undefined> {
  try {
    return await readListPage(deps, { url: page, list, budget });
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

interface Taken {
  items: number;
  /** The budget or the time was used up before the page was. */
  unfinished: boolean;
  lies: boolean;
}

async function takeAll(
  deps: TaskDeps,
  { about, walk, page, budget }: { about: Thing; walk: Walk; page: ThreadPage; budget: Budget },
): Promise<Taken> {
  const until = Date.now() + patienceMs;
  const inside = new Set([about.id, ...(about.inReplyTo ? [about.inReplyTo] : [])]);
  let [items, strays] = [0, 0];
  for (const id of page.items) {
    if (walk.items + items >= itemLimit) break;
    if (Date.now() > until) return { items, unfinished: true, lies: false };
    if (
      isOurs(deps.home, id) ||
      isPut(await deps.storage.records.get(id)) ||
      (await deps.storage.log.get(`${id}#observed`))
    )
      continue;
    if (await deps.peers.isBlocked(hostOf(id))) continue;
    const thing = await look(deps, id, budget);
    if (thing === 'spent') return { items, unfinished: true, lies: false };
    if (!thing || (thing.visibility !== 'public' && thing.visibility !== 'unlisted')) continue;
    if (!(await belongs(deps, thing, { about, inside }))) {
      if (++strays >= strayLimit) return { items, unfinished: false, lies: true };
      continue;
    }
    await keep(deps, thing, about.thread);
    inside.add(thing.id);
    items++;
  }
  return { items, unfinished: false, lies: false };
}

/** It names the same thread, or answers something that is in it. */
async function belongs(
  { know }: TaskDeps,
  thing: Thing,
  { about, inside }: { about: Thing; inside: Set<string> },
): Promise<boolean> {
  if (about.thread && thing.thread === about.thread) return true;
  if (!thing.inReplyTo) return false;
  if (inside.has(thing.inReplyTo)) return true;
  const parent = await know.stored(thing.inReplyTo);
  return parent?.record === 'thing' && about.thread !== undefined && parent.thread === about.thread;
}

async function look({ know }: TaskDeps, id: string, budget: Budget): Promise<Thing | 'spent' | undefined> {
  try {
    return await know.look(id, { budget });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === 'fetch-budget' ? 'spent' : undefined;
  }
}

async function keep({ know }: TaskDeps, thing: Thing, thread: string | undefined): Promise<void> {
  try {
    await know.keep(thing, { shown: true, ...(thread && { thread }) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
