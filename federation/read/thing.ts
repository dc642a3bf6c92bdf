// Reads an ActivityStreams object as a thing. Nothing is taken on trust but the words: who may say them is for the caller.

import { cleanText, escapeHtml } from '../../src/domain/prose.ts';
import type { Attachment, Mention, Thing } from '../../src/domain/records.ts';
import { claimedTime } from '../../src/domain/time.ts';
import { sameOrigin } from '../urls.ts';
import { readAttachment } from './attachment.ts';
import { readAudience } from './audience.ts';
import { contentOf, languageOf } from './content.ts';
import { discussionFields } from './discussion.ts';
import { address, idOf, idsOf, isObject, type Json, list, pageOf, text, types } from './json.ts';
import { policyFields, quoteField } from './policy.ts';
import { pollFields } from './poll.ts';
import { resourceFields } from './resource.ts';
import { isVote } from './vote.ts';

/** Types that are read as a learning resource; everything else that can be read is a discussion. */
const resourceTypes = new Set(['Article', 'Document', 'Video', 'Audio', 'Image']);
const discussionTypes = new Set(['Note', 'Page', 'Event', 'Question', 'ChatMessage']);

/** Most people that one thing mentions, and most files and links of it. */
const mentionLimit = 50;
/** Most tags that one thing bears. */
const hashtagLimit = 50;
const attachmentLimit = 20;

/**
 * The thing that a document describes, or undefined when it is none that we know. `now` in ms bounds its dates; `by` is who
 * has just said that they made it. Dates, ids and texts are bounded; HTML is made safe; a vote (a Note with a name and no
 * content, I9) is no thing.
 */
export function readThing(document: unknown, now: number, by?: string): Thing | undefined {
  if (!isObject(document)) return undefined;
  const id = address(document.id);
  const author = authorOf(document, by);
  const named = types(document);
  const isResource = named.some(type => resourceTypes.has(type)) && !idOf(document.inReplyTo);
  if (!id || !author || !(isResource || named.some(type => discussionTypes.has(type) || resourceTypes.has(type))))
    return undefined;
  if (isVote(document)) return undefined;
  const common = readCommon(document, { id, author, now });
  const direct = named.includes('ChatMessage') ? { visibility: 'direct' as const } : {};
  if (isResource) return { ...common, ...resourceFields(document, common) };
  const own = (named.includes('Question') && pollFields(document)) || discussionFields(document);
  return { ...common, content: withoutTitle(common.content, own.name), ...own, ...direct };
}

/** The thing in the thread of what it answers, or in the one where it was known to be; that counts before its own word. */
export function inThread(thing: Thing, thread: string | undefined): Thing {
  return thread ? { ...thing, thread } : thing;
}

/**
 * The id of the one who made a node: `by`, where that is one of its authors and all are of one origin; else its first author that
 * is a person or unmarked, else `actor`. A date that Mobilizon attributes to a group names the person who made it as `actor` (I23).
 */
export function authorOf(node: Json, by?: string): string | undefined {
  const authors = list(node.attributedTo);
  const together = authors.every(author => sameOrigin(idOf(author), by));
  if (by && together && authors.some(author => idOf(author) === by)) return by;
  const maker = types(node).includes('Event') ? idOf(node.actor) : undefined;
  if (maker && authors.every(author => sameOrigin(idOf(author), maker))) return maker;
  const person = authors.find(author => !isObject(author) || !types(author).includes('Group')) ?? authors[0];
  return idOf(person) ?? idOf(node.actor);
}

/**
 * A newer form of a known thing; undefined when it would become another kind. Who made it and when, for whom it is and what
 * it answers were settled when it came: an edit changes words, and does not open what was closed.
 */
export function newForm(known: Thing, thing: Thing): Thing | undefined {
  const { author, published, visibility } = known;
  const groups = [...new Set([...known.groups, ...thing.groups])];
  const settled = { author, published, visibility, groups };
  if (known.kind === 'resource') return thing.kind === 'resource' ? { ...thing, ...settled } : undefined;
  if (thing.kind === 'resource') return undefined;
  const { inReplyTo: _claimed, ...words } = thing;
  return { ...words, ...settled, ...(known.inReplyTo && { inReplyTo: known.inReplyTo }) };
}

function readCommon(node: Json, { id, author, now }: { id: string; author: string; now: number }) {
  const published = claimedTime(node.published, now);
  const updated = typeof node.updated === 'string' ? claimedTime(node.updated, now) : undefined;
  const url = pageOf(node.url, id);
  const language = languageOf(node);
  const tags = list(node.tag).filter(isObject);
  return {
    record: 'thing' as const,
    id,
    ...(url && url !== id && { url }),
    author,
    content: contentOf(node),
    ...quoteField(node),
    ...policyFields(node, author),
    ...(language && { language }),
    published,
    ...(updated && updated > published && { updated }),
    ...readAudience(node),
    ...threadOf(node, id),
    mentions: mentionsOf(node).filter(isAddressed),
    hashtags: hashtagsOf(tags),
    attachments: attachmentsOf(node),
  };
}

/** What is attached, and the picture that Lemmy and others name apart, each address once. */
function attachmentsOf(node: Json): Attachment[] {
  const found = new Map<string, Attachment>();
  for (const value of [...list(node.attachment).slice(0, attachmentLimit), list(node.image)[0]]) {
    const attachment = readAttachment(value);
    if (attachment && !found.has(attachment.url)) found.set(attachment.url, attachment);
  }
  return [...found.values()];
}

/** A title that stands as the first line too is taken off there: `name` has it (see write/discussion.ts). */
function withoutTitle(content: string, name: string | undefined): string {
  const line = name ? `<p><strong>${escapeHtml(name)}</strong></p>` : '';
  return line && content.startsWith(line) ? content.slice(line.length) : content;
}

/**
 * The thread as a node names it: `context` (FEP-7888), else the `conversation` of Mastodon and its kin. What starts a
 * thread cannot start it in a collection of somebody with whom it has nothing to do.
 */
function threadOf(node: Json, id: string): { thread?: string } {
  const context = idOf(node.context);
  const hosts = [id, ...idsOf(node.audience), ...idsOf(node.to), ...idsOf(node.cc)];
  const own = context && (idOf(node.inReplyTo) || hosts.some(host => sameOrigin(context, host)));
  const thread = own ? context : text(node.conversation, 500);
  return thread ? { thread } : {};
}

function hashtagsOf(tags: Json[]): string[] {
  const names = tags
    .filter(tag => types(tag).includes('Hashtag'))
    .slice(0, hashtagLimit)
    .map(tag => cleanText(tag.name, 100).replace(/^#/, ''));
  return [...new Set(names.filter(Boolean))];
}

/** Whom a node mentions, as it says it: by an address, by a name alone, or both. */
export function mentionsOf(node: Json): (Pick<Mention, 'handle'> & Partial<Mention>)[] {
  return list(node.tag)
    .filter(isObject)
    .filter(tag => types(tag).includes('Mention'))
    .slice(0, mentionLimit)
    .map(tag => ({ id: address(tag.href), handle: cleanText(tag.name, 320) }))
    .map(({ id, handle }) => ({ ...(id && { id }), handle }))
    .filter(({ id, handle }) => id || handle);
}

function isAddressed(mention: Partial<Mention>): mention is Mention {
  return mention.id !== undefined;
}
