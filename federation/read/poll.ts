// The fields of a poll that are its own (FEP-9967); write/poll.ts is its mirror. `closed` says the same as `endTime`, and
// some send it while the poll is open.
import { optionLength, optionLimit } from '../../src/domain/kinds/poll.ts';
import { cleanText } from '../../src/domain/prose.ts';
import type { Poll, PollOption } from '../../src/domain/records.ts';
import { discussionFields } from './discussion.ts';
import { count, isObject, type Json, list, types, wordsOf } from './json.ts';

type PollFields = Pick<Poll, 'kind' | 'name' | 'warning' | 'inReplyTo' | 'options' | 'multiple' | 'ends' | 'voters'>;

const mostVotes = 1e9;
/** The last moment that a date can name in the form that we compare. */
const lastTime = Date.parse('9999-12-31T23:59:59Z');

/** The fields of a poll, or undefined for a question without answers to choose from. */
export function pollFields(node: Json): PollFields | undefined {
  const multiple = list(node.anyOf).length > 0;
  const options = optionsOf(multiple ? node.anyOf : node.oneOf);
  if (options.length === 0) return undefined;
  const ends = timeOf(node.closed) ?? timeOf(node.endTime);
  const voters = count(node.votersCount, mostVotes);
  return {
    ...discussionFields(questionAsNote(node)),
    kind: 'poll',
    options,
    multiple,
    ...(ends && { ends }),
    ...(voters !== undefined && { voters }),
  };
}

/** `summary` is a content warning on a Question as on a Note. */
function questionAsNote(node: Json): Json {
  return types(node).includes('Question') ? { ...node, type: 'Note' } : node;
}

function optionsOf(value: unknown): PollOption[] {
  const options = new Map<string, PollOption>();
  for (const item of list(value).slice(0, optionLimit)) {
    if (!isObject(item)) continue;
    const name = cleanText(wordsOf(item, 'name'), optionLength);
    const replies = isObject(item.replies) ? item.replies : {};
    if (name && !options.has(name)) options.set(name, { name, votes: count(replies.totalItems, mostVotes) ?? 0 });
  }
  return [...options.values()];
}

/** A date that may be in the future; some write `closed: true`, which is none. */
function timeOf(value: unknown): string | undefined {
  const time = typeof value === 'string' && value.length <= 64 ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) || time < 0 ? undefined : new Date(Math.min(time, lastTime)).toISOString();
}
