// A poll: a question with two to eight answers and an end. What it offers never changes once somebody may have voted;
// its words may be edited like those of a discussion.
import type { PollDraft } from '../commands.ts';
import type { Fault } from '../problem.ts';
import { plainText } from '../prose.ts';
import type { Poll } from '../records.ts';
import type { Kind } from './kind.ts';

/** Answers that a member may offer; peers send up to `optionLimit`. */
export const fewestOptions = 2;
export const mostOptions = 8;
/** Answers that are read of a peer's poll. */
export const optionLimit = 50;
/** Longest words of one answer, in characters. */
export const optionLength = 200;

export const poll: Kind<Poll> = {
  check(draft) {
    const faults: Fault[] = [];
    const words = (draft.text ?? plainText(draft.content ?? '')).trim();
    if (!words && !draft.name?.trim()) faults.push({ field: 'text', message: 'fault.textMissing' });
    if ((draft.name ?? '').length > 200) faults.push({ field: 'name', message: 'fault.nameLong' });
    const options = optionsOf(draft);
    if (options.length < fewestOptions) faults.push({ field: 'option1', message: 'fault.optionsFew' });
    if (options.length > mostOptions) faults.push({ field: 'option1', message: 'fault.optionsMany' });
    if (options.some(option => option.length > optionLength))
      faults.push({ field: 'option1', message: 'fault.optionLong' });
    if (new Set(options.map(folded)).size < options.length)
      faults.push({ field: 'option1', message: 'fault.optionsAlike' });
    if (Number.isNaN(Date.parse(draft.ends))) faults.push({ field: 'ends', message: 'fault.pollEnd' });
    return faults;
  },

  fields: (draft, before) => ({
    kind: 'poll',
    ...(draft.name?.trim() && { name: draft.name.trim() }),
    ...(draft.warning?.trim() && { warning: draft.warning.trim().slice(0, 500) }),
    ...(before ? offered(before) : { options: fresh(draft), multiple: draft.multiple, ends: isoOf(draft.ends) }),
  }),

  searchText: thing => ({
    title: thing.name ?? '',
    body: [
      plainText(thing.content),
      thing.options.map(option => option.name).join('\n'),
      thing.hashtags.join(' '),
    ].join('\n'),
  }),
};

/** True when votes no longer count. */
export function isOver({ ends }: Pick<Poll, 'ends'>, at: string): boolean {
  return ends !== undefined && ends <= at;
}

/** The place of an answer in a poll; undefined when the poll does not offer it. */
export function choiceOf({ options }: Pick<Poll, 'options'>, name: string): number | undefined {
  const choice = options.findIndex(option => option.name === name);
  return choice < 0 ? undefined : choice;
}

/** What makes the id of a vote: one for each voter, or for each voter and answer where several may be chosen. */
export function voteParts(poll: Pick<Poll, 'id' | 'multiple'>, voter: string, option: string): string[] {
  return ['vote', poll.id, voter, ...(poll.multiple ? [option] : [])];
}

/** True when two forms of a poll differ in nothing but their counts, their end and the time of the form. */
export function isSamePoll(a: Poll, b: Poll): boolean {
  const names = (one: Poll) => one.options.map(option => option.name).join('\n');
  const words = (one: Poll) =>
    [one.content, one.name, one.warning, one.multiple, one.visibility, names(one)].join('\0');
  return words(a) === words(b);
}

function optionsOf(draft: PollDraft): string[] {
  return draft.options.map(option => option.trim()).filter(Boolean);
}

function fresh(draft: PollDraft): Poll['options'] {
  return optionsOf(draft).map(name => ({ name, votes: 0 }));
}

function offered({ options, multiple, ends, voters }: Poll): Pick<Poll, 'options' | 'multiple' | 'ends' | 'voters'> {
  return { options, multiple, ...(ends && { ends }), ...(voters !== undefined && { voters }) };
}

function isoOf(time: string): string {
  return new Date(time).toISOString();
}

function folded(option: string): string {
  return option.normalize('NFKC').toLowerCase();
}
