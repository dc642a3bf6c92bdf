// The answers to a thing as a tree that can be read: bounded in depth and number, with a way on where it is cut.
import type { ActorView } from './actor-view.ts';
import { type Home, homeOf, thingPath } from './card.ts';
import { type Reader, type Seen, seeThings } from './reader.ts';

/** One post of a thread. */
export interface Post {
  id: string;
  path: string;
  name: string;
  /** Safe HTML, whole. */
  content: string;
  warning?: string;
  language?: string;
  published: string;
  updated?: string;
  author: ActorView;
  home?: Home;
  attachments: Seen['thing']['attachments'];
  /** The viewer wrote it. */
  own: boolean;
  answers: Post[];
  /** Answers that the tree leaves out; they are on the post's own page. */
  more: number;
}

/** Levels of answers that one page shows, and posts on all of them. */
export const threadDepth = 5;
export const threadLength = 100;

/** The answers to a thing, oldest first. `more` counts those that are left out. */
export async function threadOf(reader: Reader, thing: string): Promise<{ answers: Post[]; more: number }> {
  const root: Branch = { id: thing, answers: [], more: 0 };
  let level = [root];
  let room = threadLength;
  for (let depth = 0; depth < threadDepth && level.length > 0; depth += 1) {
    const next: Branch[] = [];
    for (const branch of level) {
      const grown = await grow(reader, branch, room);
      room -= grown.length;
      next.push(...grown);
    }
    level = next;
  }
  for (const branch of level) branch.more = await countAnswers(reader, branch.id);
  return { answers: root.answers, more: root.more };
}

/** What the tree hangs on: a post, or the thing that is answered. */
type Branch = Pick<Post, 'id' | 'answers' | 'more'>;

async function grow(reader: Reader, branch: Branch, room: number): Promise<Post[]> {
  const total = await countAnswers(reader, branch.id);
  if (total === 0) return [];
  const links =
    room > 0
      ? await reader.storage.links.list({ kind: 'replies', to: branch.id }, { limit: Math.min(room, 50), oldest: true })
      : [];
  const seen = await seeThings(
    reader,
    links.map(({ from }) => from),
  );
  for (const { from } of links) {
    const found = seen.get(from);
    if (found && !found.quiet) branch.answers.push(postOf(reader, found));
  }
  branch.more = total - links.length;
  return branch.answers as Post[];
}

function countAnswers(reader: Reader, id: string): Promise<number> {
  return reader.storage.links.count({ kind: 'replies', to: id });
}

/** A thing as a post of a thread, without its answers. */
export function postOf(reader: Reader, { thing, num, author }: Seen): Post {
  const home = homeOf(reader, thing);
  const warning = thing.kind === 'resource' ? undefined : thing.warning;
  return {
    id: thing.id,
    path: thingPath(reader, thing, num),
    name: thing.name ?? '',
    content: thing.content,
    ...(warning && { warning }),
    ...(thing.language && { language: thing.language }),
    published: thing.published,
    ...(thing.updated && { updated: thing.updated }),
    author,
    ...(home && { home }),
    attachments: thing.attachments,
    own: thing.author === reader.viewer?.id,
    answers: [],
    more: 0,
  };
}
