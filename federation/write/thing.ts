// The fields that every thing has on the wire; read/thing.ts is its mirror. Ours get addresses of what belongs to them;
// a stranger's keep their own id and page, and nothing of ours is put beside them.
import type { Thing } from '../../src/domain/records.ts';
import type { Json } from '../read/json.ts';
import { type Addressing, thingAudience } from './audience.ts';
import type { Lookups } from './lookups.ts';
import { policyTerms, quoteTerms, withQuoteLine } from './quote.ts';

/** Longest content, in characters, that is sent again beside itself: Mastodon and Lemmy refuse documents over 1 MiB (I43). */
const repeatLimit = 50_000;

/** What a kind says for itself. */
interface Own {
  type: 'Article' | 'Note' | 'Question';
  content: string;
  tag: Json[];
  attachment: Json[];
  [term: string]: unknown;
}

/** The node of a thing, without @context. `content` is whole; `tag` and `attachment` are always lists (I46). */
export function writeCommon(thing: Thing, lookups: Lookups, { type, content, tag, attachment, ...own }: Own): Json {
  const ours = lookups.urls.isOurs(thing.id);
  const quoting = withQuoteLine({ ...thing, content });
  return {
    id: thing.id,
    type,
    attributedTo: thing.author,
    ...own,
    content: quoting,
    ...inLanguage(thing, quoting),
    ...(ours && thing.source && content.length <= repeatLimit && { source: sourceOf(thing.source) }),
    url: thing.url ?? thing.id,
    published: thing.published,
    ...(thing.updated && { updated: thing.updated }),
    ...(thingAudience(thing, lookups) satisfies Addressing),
    tag,
    attachment,
    ...quoteTerms(thing),
    ...threadOf(thing, lookups),
    ...(ours && policyTerms(thing, lookups)),
    ...(ours && partsOf(thing, lookups)),
  };
}

/** `contentMap` is where Mastodon reads the language from, `nameMap` comes next; both have one key (I46). */
function inLanguage({ language, name }: Thing, content: string): Json {
  if (!language) return {};
  return {
    inLanguage: language,
    ...(content.length <= repeatLimit && { contentMap: { [language]: content } }),
    ...(name && { nameMap: { [language]: name } }),
  };
}

function sourceOf(content: string): Json {
  return { content, mediaType: 'text/plain' };
}

/**
 * The thread: as a collection that can be read, where it is one (FEP-7888), and as the word that Mastodon and its kin join
 * a thread by. What is not open to all is in no collection.
 */
function threadOf({ id, thread, visibility, ...thing }: Thing, { urls }: Lookups): Json {
  const starts = urls.isOurs(id) && !thing.inReplyTo;
  const named = thread ?? (starts ? urls.thingPart(id, 'context') : undefined);
  if (!named) return {};
  const open = visibility === 'public' || visibility === 'unlisted';
  return { ...(open && /^https?:/.test(named) && { context: named }), conversation: named };
}

/** The collections of a thing of ours. */
function partsOf({ id }: Thing, { urls }: Lookups): Json {
  return {
    replies: urls.thingPart(id, 'replies'),
    likes: urls.thingPart(id, 'likes'),
    shares: urls.thingPart(id, 'shares'),
  };
}
