// The kinds of things that hubs share, by name: the one list to which a new kind is added.
import type { Draft } from '../commands.ts';
import { hostOf } from '../home.ts';
import type { Fault } from '../problem.ts';
import { plainText } from '../prose.ts';
import type { Rec, Thing, ThingKind } from '../records.ts';
import { numOf } from '../time.ts';
import { isListed, mayBeFound, mayBeListed } from '../visibility.ts';
import { wordLimit, wordsOf } from '../words.ts';
import { discussion } from './discussion.ts';
import type { Common, Kind } from './kind.ts';
import { poll } from './poll.ts';
import { resource } from './resource.ts';

const kinds: { [K in ThingKind]: Kind<Extract<Thing, { kind: K }>> } = {
  resource,
  discussion,
  poll,
};

/** The names of all kinds, as search filters know them. */
export const thingKinds = Object.keys(kinds) as ThingKind[];

/** What search keeps of a record; the shape of `SearchDoc` in storage/port.ts. */
export interface Searchable {
  id: string;
  num: string;
  title: string[];
  words: string[];
  kind: string;
  language: string;
  hub: string;
}

/** What is wrong with a draft, field by field; none means it can be published. */
export function checkDraft(draft: Draft): Fault[] {
  const faults = kindNamed(draft.kind).check(draft);
  if (draft.language && !isLanguage(draft.language)) faults.push({ field: 'language', message: 'fault.language' });
  if ((draft.text ?? draft.content ?? '').length > 200_000) faults.push({ field: 'text', message: 'fault.textLong' });
  return faults;
}

/** A thing from its common fields and a draft that was checked. */
export function makeThing(common: Common, draft: Draft, before?: Thing): Thing {
  return { ...common, ...kindNamed(draft.kind).fields(draft, before) } as Thing;
}

/**
 * The search document of a record, or undefined when search must not find it. `shown`: on somebody's account here it is
 * shown to all; `author` is the record of who made a thing, as far as it is known.
 */
export function searchable(record: Rec | undefined, shown: boolean, author?: Rec): Searchable | undefined {
  if (record?.record === 'thing')
    return isListed(record, shown) && mayBeFound(author) ? thingDocument(record) : undefined;
  if (record?.record !== 'actor' || !(record.local || shown) || !mayBeListed(record)) return undefined;
  if (record.office === 'instance' || (record.kind !== 'person' && record.kind !== 'group')) return undefined;
  return document(record.id, record.published, {
    title: `${record.name} ${record.handle}`,
    body: plainText(record.summary),
    kind: record.kind === 'group' ? 'community' : 'member',
    language: record.language,
  });
}

/** Answers that were given lately: the same few languages are asked about again and again, and Intl takes its time. */
const wellFormed = new Map<string, boolean>();

/** True for a well-formed BCP 47 tag. */
export function isLanguage(tag: string): boolean {
  if (tag.length > 35) return false;
  const known = wellFormed.get(tag);
  if (known !== undefined) return known;
  if (wellFormed.size >= 200) wellFormed.clear();
  const answer = isCanonical(tag);
  wellFormed.set(tag, answer);
  return answer;
}

function isCanonical(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function thingDocument(thing: Thing): Searchable {
  const { title, body } = kindNamed(thing.kind).searchText(thing);
  return document(thing.id, thing.published, { title, body, kind: thing.kind, language: thing.language });
}

function document(
  id: string,
  published: string,
  facets: { title: string; body: string; kind: string; language: string | undefined },
): Searchable {
  const title = wordsOf(facets.title, facets.language).slice(0, 200);
  const words = wordsOf(facets.body, facets.language, title).slice(0, wordLimit);
  const language = (facets.language ?? '').toLowerCase().split('-')[0] ?? '';
  return { id, num: numOf(id, published), title, words, kind: facets.kind, language, hub: hostOf(id) };
}

function kindNamed<K extends ThingKind>(kind: K): Kind<Thing> {
  return kinds[kind] as unknown as Kind<Thing>;
}
