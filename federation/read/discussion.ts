// The fields of a discussion that are its own; write/discussion.ts is its mirror.
import { cleanText } from '../../src/domain/prose.ts';
import type { Discussion } from '../../src/domain/records.ts';
import { textOf } from './content.ts';
import { idOf, type Json, types, wordsOf } from './json.ts';

/** Stands for a content warning that has no words: what is `sensitive`, as text too (I38), is opened by who wants to see it. */
const wordless = '⚠';

/** `summary` of a Note is a content warning, of anything else a subtitle (I37), and is then left out. */
export function discussionFields(node: Json): Pick<Discussion, 'kind' | 'name' | 'warning' | 'inReplyTo'> {
  const name = cleanText(wordsOf(node, 'name'), 300);
  const said = types(node).includes('Note') ? textOf(wordsOf(node, 'summary'), 500) : '';
  const warning = said || (node.sensitive === true || node.sensitive === 'true' ? wordless : '');
  const inReplyTo = idOf(node.inReplyTo);
  return { kind: 'discussion', ...(name && { name }), ...(warning && { warning }), ...(inReplyTo && { inReplyTo }) };
}
