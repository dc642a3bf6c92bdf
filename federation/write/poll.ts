// A poll as a Question (FEP-9967), as Mastodon takes it; read/poll.ts is its mirror. Who voted for what is told to nobody.
import { escapeHtml } from '../../src/domain/prose.ts';
import type { Poll } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { writeAttachment } from './attachment.ts';
import { titleLine } from './discussion.ts';
import type { Lookups } from './lookups.ts';
import { tagsOf } from './tag.ts';
import { writeCommon } from './thing.ts';

export function writePoll(thing: Poll, lookups: Lookups): Json {
  const title = thing.name ? titleLine(thing.name) : '';
  return writeCommon(thing, lookups, {
    type: 'Question',
    ...(thing.name && { name: thing.name }),
    ...(thing.warning && { summary: escapeHtml(thing.warning) }),
    sensitive: thing.warning !== undefined,
    ...(thing.inReplyTo && { inReplyTo: thing.inReplyTo }),
    [thing.multiple ? 'anyOf' : 'oneOf']: thing.options.map(({ name, votes }) => ({
      type: 'Note',
      name,
      replies: { type: 'Collection', totalItems: votes },
    })),
    ...(thing.ends && { endTime: thing.ends }),
    ...(lookups.over && thing.ends && { closed: thing.ends }),
    ...(thing.voters !== undefined && { votersCount: thing.voters }),
    content: thing.content.startsWith(title) ? thing.content : title + thing.content,
    tag: tagsOf(thing, lookups),
    attachment: thing.attachments.map(writeAttachment),
  });
}
