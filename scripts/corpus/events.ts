// A corpus as the events it is made of, in the order in which they happened, as a secretariat observes them: profiles,
// resources, discussions, answers, likes, shares and follows. Rule: the same seed and number give the same events.
import type { DomainEvent } from '../../src/domain/events.ts';
import { levels, licences, skills } from '../../src/domain/kinds/vocabulary.ts';
import type { Discussion, Resource } from '../../src/domain/records.ts';
import { authorOf, hubs, languageOf } from './cast.ts';
import { makeRandom, type Random } from './random.ts';
import { paragraphs, sentences, titleOf } from './text.ts';
import { type Language, languages, rareWord, vocabularyOf } from './vocabulary.ts';

/** Things of a corpus in which a language's rare word stands. */
export const rareThings = 5;

/** One in so many entries is a new author. */
const authorEvery = 40;
/** What a hundred entries are, new authors apart; what is left are follows. */
const upTo = { resources: 34, discussions: 44, answers: 70, likes: 86, shares: 95 };
/** Answers, likes and shares are of one of so many last things. */
const remembered = 4000;
const firstMs = Date.parse('2023-09-01T06:00:00Z');
const lastMs = Date.parse('2026-06-30T18:00:00Z');

/** The events of a corpus, `size` of them. With `first`, numbers begin there, and no rare word comes: what is named is then new to a shorter corpus. */
export function* corpusEvents({
  seed,
  size,
  first = 0,
}: {
  seed: number;
  size: number;
  first?: number;
}): Generator<DomainEvent> {
  const random = makeRandom(seed);
  const things: string[] = [];
  let authors = 0;
  const rareAt = first === 0 ? placesOfRareWords(size) : new Map<number, Language>();
  for (let n = 0; n < size; n += 1) {
    // Never a whole second, so that ids keep the order of time.
    const ms = firstMs + Math.floor(((n + random.below(1000) / 1000) / size) * (lastMs - firstMs));
    const at = new Date(ms % 1000 === 0 ? ms + 1 : ms).toISOString();
    if (n % authorEvery === 0) {
      const profile = authorOf(first + authors++, at);
      yield { type: 'profiled', id: `${profile.id}#profile`, actor: profile.id, at, profile };
      continue;
    }
    const author = first + random.early(authors);
    const happening = { n: first + n, at, author, random };
    const rare = rareAt.get(n);
    const what = lately(things, random);
    const draw = rare || !what ? 0 : random.below(100);
    if (draw >= upTo.answers)
      yield reaction(happening, { draw, what: what ?? '', whom: first + random.early(authors) });
    else {
      const thing =
        draw < upTo.resources
          ? resource(happening, rare)
          : discussion(happening, draw < upTo.discussions ? undefined : what);
      things.push(thing.id);
      if (things.length > 2 * remembered) things.splice(0, remembered);
      const id = `${thing.id}/create`;
      yield { type: 'published', id, actor: thing.author, at, thing, shown: true, box: [] };
    }
  }
}

/** What befalls at the n-th place. */
interface Happening {
  n: number;
  at: string;
  author: number;
  random: Random;
}

function reaction(
  { n, at, author }: Happening,
  { draw, what, whom }: { draw: number; what: string; whom: number },
): DomainEvent {
  const actor = idOf(author);
  const id = `${new URL(actor).origin}/e/${n.toString(36).padStart(8, '0')}`;
  if (draw < upTo.likes) return { type: 'liked', id, actor, at, what };
  if (draw < upTo.shares) return { type: 'shared', id, actor, at, what, into: [], shown: false, box: [] };
  return { type: 'followed', id, actor, at, whom: idOf(whom) };
}

/** One of the last things, the newest oftenest. */
function lately(things: string[], random: Random): string | undefined {
  return things.at(-1 - random.early(Math.min(things.length, remembered)));
}

function idOf(author: number): string {
  return `https://${hubs[author % hubs.length]?.host}/a/author${author}`;
}

function base({ n, at, author }: Happening, language: Language) {
  const actor = idOf(author);
  const origin = new URL(actor).origin;
  const id = `${origin}/o/${n.toString(36).padStart(8, '0')}`;
  return {
    record: 'thing' as const,
    id,
    url: id,
    author: actor,
    language,
    published: at,
    visibility: 'public' as const,
    addressed: [],
    groups: [`${origin}/a/hub`],
    mentions: [],
    attachments: [],
  };
}

function resource(happening: Happening, rare?: Language): Resource {
  const { author, random } = happening;
  const hub = hubs[author % hubs.length] as (typeof hubs)[number];
  const language = rare ?? languageOf(hub, random);
  const vocabulary = vocabularyOf(language);
  const some = <T>(list: readonly T[], most: number) => [
    ...new Set(Array.from({ length: random.below(most + 1) }, () => random.pick(list))),
  ];
  return {
    ...base(happening, language),
    kind: 'resource',
    name: `${titleOf(vocabulary, random)}${rare ? ` ${rareWord[rare]}` : ''}`,
    summary: sentences(vocabulary, random, 12 + random.below(40)),
    content: paragraphs(vocabulary, random, random.length(160, 1, 40, 3000)),
    licence: random.pick(licences).uri,
    themes: some(vocabulary.subjects, 4),
    sdgs: [...new Set([4, ...some(goals, 2)])],
    skills: some(skills, 2),
    level: random.pick(levels),
    country: hub.country,
    basedOn: [],
    hashtags: some(vocabulary.subjects, 3),
    ...(random.chance(0.3) && { link: `https://library.example/${happening.n}` }),
  };
}

const goals = Array.from({ length: 17 }, (_, n) => n + 1);

function discussion(happening: Happening, inReplyTo?: string): Discussion {
  const { author, random } = happening;
  const language = languageOf(hubs[author % hubs.length] as (typeof hubs)[number], random);
  const vocabulary = vocabularyOf(language);
  const words = inReplyTo ? random.length(30, 0.9, 5, 400) : random.length(60, 0.8, 15, 800);
  return {
    ...base(happening, language),
    kind: 'discussion',
    ...(!inReplyTo && { name: titleOf(vocabulary, random) }),
    content: paragraphs(vocabulary, random, words),
    hashtags: random.chance(0.3) ? [vocabulary.subject(random)] : [],
    ...(inReplyTo && { inReplyTo }),
  };
}

/** Where the rare words come, spread over the whole. */
function placesOfRareWords(size: number): Map<number, Language> {
  const places = new Map<number, Language>();
  const steps = rareThings * languages.length;
  for (let step = 0; step < steps; step += 1) {
    const place = Math.floor(((step + 0.5) * size) / steps);
    places.set(place % authorEvery === 0 ? place + 1 : place, languages[step % languages.length] as Language);
  }
  return places;
}
