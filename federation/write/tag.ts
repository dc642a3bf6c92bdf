// People and subjects named by a thing, as `tag`: always a list, because Lemmy refuses a single one (I46).
import type { Thing } from '../../src/domain/records.ts';
import { foldTag } from '../../src/domain/words.ts';
import type { Json } from '../read/json.ts';
import type { Lookups } from './lookups.ts';

/** Most hashtags of one thing. */
const hashtagLimit = 30;

/**
 * Mention and Hashtag nodes. Whom we address is mentioned too, even when the text does not name them: Mastodon notifies
 * nobody, not even the author of what is answered, without a Mention. `subjects` come before the typed hashtags.
 */
export function tagsOf(thing: Thing, lookups: Lookups, subjects: string[] = []): Json[] {
  return [...mentions(thing, lookups), ...hashtags([...subjects, ...thing.hashtags], lookups)];
}

function mentions(thing: Thing, lookups: Lookups): Json[] {
  const names = new Map(thing.mentions.map(({ id, handle }) => [id, handle]));
  const silent = lookups.urls.isOurs(thing.id) ? thing.addressed : [];
  const people = [...new Set([...names.keys(), ...silent])];
  return people
    .filter(id => id !== thing.author && !thing.groups.includes(id))
    .map(href => ({ type: 'Mention', href, name: handleOf(href, names.get(href), lookups) }));
}

/** `@name@host` as known, else as written, else read from the address. */
function handleOf(id: string, written: string | undefined, { known }: Lookups): string {
  const record = known(id);
  if (record?.record === 'actor') return `@${record.handle}@${record.host}`;
  const url = new URL(id);
  const name = written ?? `@${url.pathname.split('/').filter(Boolean).at(-1)?.replace(/^@/, '') ?? 'actor'}`;
  return name.indexOf('@', 1) > 0 ? name : `${name}@${url.host}`;
}

/** Mastodon refuses names of digits alone, and takes two spellings of one word for the same. */
function hashtags(words: string[], { urls }: Lookups): Json[] {
  const found = new Map<string, string>();
  for (const word of words) {
    const name = hashtagName(word);
    const folded = foldTag(name);
    if (folded && !/^\p{N}+$/u.test(folded) && !found.has(folded)) found.set(folded, name);
  }
  return [...found.values()]
    .slice(0, hashtagLimit)
    .map(name => ({ type: 'Hashtag', href: urls.tag(name), name: `#${name}` }));
}

/** Several words become one with capitals, so that it can be read, also aloud. */
function hashtagName(text: string): string {
  const words = text.split(/[^\p{L}\p{N}\p{M}_]+/u).filter(Boolean);
  if (words.length < 2) return words[0] ?? '';
  return words.map(word => word.replace(/^\p{Ll}/u, first => first.toUpperCase())).join('');
}
