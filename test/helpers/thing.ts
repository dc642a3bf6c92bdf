import type { Discussion } from '../../src/domain/records.ts';

/** A public discussion by an author elsewhere, with one word to be found by unless it is told others. */
export function discussionOf(
  author: string,
  { id, at, ...more }: { id: string; at: string } & Partial<Discussion>,
): Discussion {
  return {
    record: 'thing',
    kind: 'discussion',
    id,
    author,
    content: '<p>quokka</p>',
    published: at,
    visibility: 'public',
    addressed: [],
    groups: [],
    mentions: [],
    hashtags: [],
    attachments: [],
    ...more,
  };
}
