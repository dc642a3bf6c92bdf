// A discussion or an answer as a Note; read/discussion.ts is its mirror. A titled one stays a Note, because of an Article
// Mastodon would show no word of the content. Its title is in `name` for those who read it (Lemmy, NodeBB, Discourse,
// our own hubs) and stands as a first bold line for those who do not (Mastodon): a question without it is not understood.
import { escapeHtml } from '../../src/domain/prose.ts';
import type { Discussion } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { writeAttachment } from './attachment.ts';
import type { Lookups } from './lookups.ts';
import { tagsOf } from './tag.ts';
import { writeCommon } from './thing.ts';

export function writeDiscussion(thing: Discussion, lookups: Lookups): Json {
  const title = thing.name ? titleLine(thing.name) : '';
  return writeCommon(thing, lookups, {
    type: 'Note',
    ...(thing.name && { name: thing.name }),
    ...(thing.warning && { summary: escapeHtml(thing.warning) }),
    sensitive: thing.warning !== undefined,
    ...(thing.inReplyTo && { inReplyTo: thing.inReplyTo }),
    content: thing.content.startsWith(title) ? thing.content : title + thing.content,
    tag: tagsOf(thing, lookups),
    attachment: thing.attachments.map(writeAttachment),
  });
}

/** The first line that a titled Note's content begins with; who reads `name` may take it off. */
export function titleLine(name: string): string {
  return `<p><strong>${escapeHtml(name)}</strong></p>`;
}
