// What each kind of thing must be able to say of itself. A new kind is one file beside this one.
import type { Draft } from '../commands.ts';
import type { Fault } from '../problem.ts';
import type { Thing } from '../records.ts';

/** The rules of one kind. */
export interface Kind<T extends Thing> {
  /** What is wrong with what a member gave; messages are keys of the message catalogue. */
  check(draft: Extract<Draft, { kind: T['kind'] }>): Fault[];
  /** The fields that are this kind's own, from a draft; `before` when it is an edit. */
  fields(draft: Extract<Draft, { kind: T['kind'] }>, before?: T): Omit<T, keyof Common>;
  /** What search finds it by. */
  searchText(thing: T): { title: string; body: string };
}

/** The fields that every kind has. */
export type Common = Pick<
  Thing,
  | 'record'
  | 'id'
  | 'url'
  | 'author'
  | 'content'
  | 'source'
  | 'language'
  | 'published'
  | 'updated'
  | 'visibility'
  | 'addressed'
  | 'blind'
  | 'groups'
  | 'inReplyTo'
  | 'quote'
  | 'mayQuote'
  | 'mayReply'
  | 'thread'
  | 'mentions'
  | 'hashtags'
  | 'attachments'
>;
