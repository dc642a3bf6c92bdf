// What editors and admins do with a report: take it up, note something, close it. Closing it does what it says was done.
import { Problem } from '../domain/problem.ts';
import type { Actor, Notice, ReportOutcome, ReportStep } from '../domain/records.ts';
import { type Action, type ActionDeps, stored } from './deps.ts';
import { judgeActor } from './judge.ts';
import { withdraw } from './withdraw.ts';

export const takeReport: Action<'takeReport'> = (deps, member, { report }) => handle(deps, member, report, 'taken');

export const noteReport: Action<'noteReport'> = (deps, member, { report, note }) => {
  if (!note.trim())
    throw new Problem('invalid', 422, 'Nothing is noted.', {
      faults: [{ field: 'note', message: 'fault.noteMissing' }],
    });
  return handle(deps, member, report, 'noted', { note });
};

export const resolveReport: Action<'resolveReport'> = async (deps, member, { report, done, note }) => {
  const notice = await reportOf(deps, report);
  await carryOut(deps, member, { notice, done, reason: note ?? notice.reason });
  return handle(deps, member, report, 'resolved', { done, ...(note !== undefined && { note }) });
};

/** Done before the report is closed: what is cut short is done again, and each part of it bears that. */
async function carryOut(
  deps: ActionDeps,
  member: Actor,
  { notice, done, reason }: { notice: Notice; done: ReportOutcome; reason: string },
): Promise<void> {
  if (done === 'nothing' || done === 'warned') return;
  const actors = new Set<string>();
  for (const id of notice.subjects) {
    const subject = await stored(deps, id);
    if (subject?.record === 'actor') actors.add(subject.id);
    if (subject?.record !== 'thing') continue;
    actors.add(subject.author);
    if (done === 'removed') await withdraw(deps, member, { do: 'withdraw', what: id, reason });
  }
  if (done === 'removed') return;
  const level = done === 'silenced' ? 'silence' : 'suspend';
  for (const whom of actors) await judgeActor(deps, member, { do: 'judgeActor', whom, level, reason });
}

async function handle(
  deps: ActionDeps,
  member: Actor,
  report: string,
  step: ReportStep,
  more: { done?: ReportOutcome; note?: string } = {},
) {
  await reportOf(deps, report);
  const activity = deps.addresses.newActivity();
  const note = more.note?.trim().slice(0, 5000);
  await deps.take({
    type: 'reportHandled',
    id: activity,
    actor: member.id,
    at: deps.now(),
    report,
    step,
    ...(more.done && { done: more.done }),
    ...(note && { note }),
  });
  return { activity, object: report };
}

async function reportOf(deps: ActionDeps, id: string): Promise<Notice> {
  const record = await stored(deps, id);
  if (record?.record !== 'notice' || record.about !== 'report') throw new Problem('not-found', 404, 'No such report.');
  return record;
}
