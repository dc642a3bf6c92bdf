// The table of tasks that follow from what happened, one file for each. A new task does not compile until it stands here.
import type { FollowUp } from '../../src/domain/followups.ts';
import { isPassing, Problem } from '../../src/domain/problem.ts';
import { GiveUp, TryLater } from '../../src/log/worker.ts';
import type { Job } from '../../storage/port.ts';
import { announce } from './announce.ts';
import { answerFollow } from './answer-follow.ts';
import { answerQuote } from './answer-quote.ts';
import { ask } from './ask.ts';
import { backfill } from './backfill.ts';
import { checkQuote } from './check-quote.ts';
import { checkStamp } from './check-stamp.ts';
import { clear } from './clear.ts';
import { count } from './count.ts';
import { enforce } from './enforce.ts';
import { find } from './find.ts';
import { gather } from './gather.ts';
import { giveBack } from './give-back.ts';
import { giveBackPast } from './give-back-past.ts';
import { joinRelay } from './join-relay.ts';
import { look } from './look.ts';
import { move } from './move.ts';
import { reindex } from './reindex.ts';
import { relay } from './relay.ts';
import { restamp } from './restamp.ts';
import { synchronise } from './synchronise.ts';
import type { Task, TaskDeps, TaskName } from './task.ts';

const tasks: { [Name in TaskName]: Task<Name> } = {
  answerFollow,
  answerQuote,
  joinRelay,
  checkQuote,
  checkStamp,
  restamp,
  announce,
  giveBack,
  giveBackPast,
  relay,
  synchronise,
  count,
  enforce,
  move,
  find,
  backfill,
  ask,
  reindex,
  clear,
  gather,
  look,
};

/** Makes the handler of the queue of tasks. A refusal ends a task, a passing one has it tried later. */
export function makeTasks(deps: TaskDeps): (job: Job, lane: string) => Promise<void> {
  return async (job, lane) => {
    const payload = job.payload as FollowUp | null;
    if (typeof payload?.task !== 'string') throw new GiveUp('its payload is malformed');
    const task = Object.hasOwn(tasks, payload.task) ? (tasks[payload.task] as Task<TaskName>) : undefined;
    // A process of this hub that is newer knows it, and takes the lane after a rest.
    if (!task) throw new TryLater(`no such task: ${payload.task}`);
    try {
      await task(deps, payload, { lane, order: job.order });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (isPassing(error)) throw new TryLater(error.message, retryAt(error));
      deps.log.debug({ task: payload.task, code: error.code }, 'a task was refused');
    }
  };
}

function retryAt({ extras }: Problem): number | undefined {
  return extras.retryAfter === undefined ? undefined : Date.now() + Math.min(extras.retryAfter, 86_400) * 1000;
}
