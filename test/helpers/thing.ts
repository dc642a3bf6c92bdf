import type { Thing } from '../../src/domain/records.ts';

/** A public discussion that an author elsewhere published, with one word to be found by. */
export function discussionOf(author: string, { id, at }: { id: string; at: string }): Thing {
  return {
    record: 'thing',
    kind: 'discussion',
    id,
    author,
    content: '<p>quokka</p>',
    language: 'en',
    published: at,
    visibility: 'public',
    addressed: [],
    groups: [],
    mentions: [],
    hashtags: [],
    attachments: [],
  };
}
