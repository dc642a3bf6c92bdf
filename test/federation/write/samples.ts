// Records with fixed ids and dates, from which the golden files are written.
import { makeUrls } from '../../../federation/urls.ts';
import type { Lookups } from '../../../federation/write/index.ts';
import type { PublicKey } from '../../../federation/write/lookups.ts';
import type { Actor, Discussion, Poll, Rec, Resource } from '../../../src/domain/records.ts';

export const urls = makeUrls('https://hub.example');
const { origin } = urls;

/** The n-th fixed address of a sort: `a` actors, `o` things, `e` activities. */
export function address(sort: 'a' | 'o' | 'e', n: number): string {
  return `${origin}/${sort}/01K${String(n).padStart(23, '0')}`;
}

function local(id: string, handle: string): Omit<Actor, 'kind' | 'name'> {
  return {
    record: 'actor',
    id,
    handle,
    host: 'hub.example',
    summary: '',
    url: urls.page(handle),
    inbox: urls.actorPart(id, 'inbox'),
    sharedInbox: urls.sharedInbox,
    outbox: urls.actorPart(id, 'outbox'),
    followers: urls.actorPart(id, 'followers'),
    featured: urls.actorPart(id, 'featured'),
    local: true,
    published: '2026-01-01T08:00:00.000Z',
  };
}

export const amina: Actor = {
  ...local(address('a', 1), 'amina'),
  kind: 'person',
  name: 'Amina Banda',
  summary: '<p>Teacher in Lusaka</p>',
  icon: `${origin}/files/abc/amina.png`,
  role: 'member',
  language: 'en',
  updated: '2026-01-02T08:00:00.000Z',
};

export const budgets: Actor = {
  ...local(address('a', 2), 'budgets'),
  kind: 'group',
  name: 'Education budgets',
  summary: '<p>Who pays for school?</p>',
  moderators: [amina.id],
};

export const hub: Actor = { ...local(urls.hub, 'hub'), kind: 'group', office: 'hub', name: 'Example Hub' };

export const instance: Actor = {
  ...local(urls.instance, 'instance'),
  kind: 'application',
  office: 'instance',
  name: 'Example Hub',
};

export const ana: Actor = {
  record: 'actor',
  id: 'https://m.example/users/ana',
  kind: 'person',
  handle: 'ana',
  host: 'm.example',
  name: 'Ana',
  summary: '',
  url: 'https://m.example/@ana',
  inbox: 'https://m.example/users/ana/inbox',
  followers: 'https://m.example/users/ana/followers',
  local: false,
  published: '2025-05-05T05:05:05.000Z',
};

export const guide: Resource = {
  record: 'thing',
  kind: 'resource',
  id: address('o', 1),
  author: amina.id,
  name: 'Tracking the education budget',
  summary: 'Six steps for a school committee & its friends.',
  content: '<p>Follow the money from the ministry to the classroom.</p>',
  source: 'Follow the money from the ministry to the classroom.',
  language: 'en',
  published: '2026-02-03T04:05:06.789Z',
  visibility: 'public',
  addressed: [],
  groups: [budgets.id],
  mentions: [],
  hashtags: ['budget', 'opendata'],
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  cover: {
    as: 'image',
    url: `${origin}/files/111/cover.jpg`,
    mediaType: 'image/jpeg',
    name: 'A committee around a table',
    bytes: 52_000,
    width: 800,
    height: 600,
  },
  link: 'https://budget.example.org/guide',
  attachments: [
    {
      as: 'file',
      url: `${origin}/files/222/guide.pdf`,
      mediaType: 'application/pdf',
      name: 'guide.pdf',
      bytes: 412_345,
    },
  ],
  themes: ['education finance', 'Open data'],
  sdgs: [4, 16],
  skills: ['critical-thinking', 'http://data.europa.eu/esco/skill/1'],
  level: 'lower-secondary',
  country: 'ZM',
  basedOn: [
    {
      id: 'https://other.example/o/9',
      name: 'Budget tracking',
      author: 'Kenya hub',
      licence: 'https://creativecommons.org/licenses/by-sa/4.0/',
    },
  ],
};

export const question: Discussion = {
  record: 'thing',
  kind: 'discussion',
  id: address('o', 2),
  author: amina.id,
  name: 'Who has tried this with parents?',
  content:
    '<p><span class="h-card"><a href="https://m.example/users/ana" class="u-url mention">@<span>ana</span></a></span> what did you find?</p>',
  source: '@ana@m.example what did you find?',
  language: 'en',
  published: '2026-02-04T04:05:06.789Z',
  visibility: 'public',
  addressed: [],
  groups: [budgets.id, 'https://l.example/c/education'],
  mentions: [{ id: ana.id, handle: '@ana@m.example' }],
  hashtags: [],
  attachments: [],
};

export const poll: Poll = {
  record: 'thing',
  kind: 'poll',
  id: address('o', 5),
  author: amina.id,
  name: 'When shall we meet?',
  content: '<p>All times are Lusaka time.</p>',
  source: 'All times are Lusaka time.',
  language: 'en',
  published: '2026-02-05T04:05:06.789Z',
  visibility: 'public',
  addressed: [],
  groups: [budgets.id],
  mentions: [],
  hashtags: [],
  attachments: [],
  options: [
    { name: 'Monday', votes: 3 },
    { name: 'Friday at 4 & later', votes: 1 },
  ],
  multiple: false,
  ends: '2026-03-01T12:00:00.000Z',
  voters: 4,
};

export const answer: Discussion = {
  record: 'thing',
  kind: 'discussion',
  id: address('o', 3),
  author: amina.id,
  content: '<p>Asante sana.</p>',
  language: 'sw',
  published: '2026-02-05T04:05:06.789Z',
  visibility: 'unlisted',
  addressed: [ana.id],
  groups: [],
  mentions: [],
  hashtags: [],
  attachments: [],
  inReplyTo: 'https://m.example/users/ana/statuses/1',
  thread: 'https://m.example/contexts/1',
  warning: 'Money',
};

/** A thing of another hub, as it was read. */
export const remote: Discussion = {
  record: 'thing',
  kind: 'discussion',
  id: 'https://m.example/users/ana/statuses/1',
  url: 'https://m.example/@ana/1',
  author: ana.id,
  content: '<p>Muy bien.</p>',
  language: 'es',
  published: '2026-02-04T10:00:00.000Z',
  visibility: 'public',
  addressed: [amina.id],
  groups: [],
  mentions: [{ id: amina.id, handle: '@amina@hub.example' }],
  hashtags: [],
  attachments: [],
};

/** A post that quotes one of another hub, whose author has agreed. */
export const quoting: Discussion = {
  record: 'thing',
  kind: 'discussion',
  id: address('o', 6),
  author: amina.id,
  content: '<p>As she says.</p>',
  language: 'en',
  published: '2026-02-06T04:05:06.789Z',
  visibility: 'public',
  addressed: [ana.id],
  groups: [],
  mentions: [],
  hashtags: [],
  attachments: [],
  quote: { what: remote.id, authorization: 'https://m.example/users/ana/stamps/1' },
};

const all: Rec[] = [quoting, amina, budgets, hub, instance, ana, guide, question, answer, remote];
const byId = new Map(all.map(record => [record.id, record]));

/** A public key whose private half was thrown away. */
export const publicPem = [
  '-----BEGIN PUBLIC KEY-----',
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv0lK70E+MKtyPE7S/A1a',
  '0zBFnLp+nvxQfOI6c/QbVxnrp5lfzedDSHPEjqjoLAlBOVGC5CqO4dfe1P04qIW8',
  'w2nHGpzhNHThJVNwt5Dejgn3Fntw50SYsXyMXxdUhHtHQ9D9jPaLKw7E4Q0M7Uhj',
  'Gn9BH5QtOKJUwOTg5lmvoqNgzrDR4BoXIosXnRtPcBcEihkc3d0xuGSf8MLu9Ti9',
  'mHBg7LQcizccz5xy2j6M0y6XJkh+WJHkznj/UbK2eY6N2rv84ksczEx2F0bm0leg',
  '2yDe4HlWSiMiXT6mlDRfSO0EuexydS8xyjvLGJUlpRNVMQwTEJwRcTbWxaPEfQNV',
  'swIDAQAB',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');

/** What the writers look up, from the samples. */
export function lookups(more: Partial<Lookups> = {}): Lookups {
  return { urls, known: id => byId.get(id), ...more };
}

/** Of FEP-521a. */
const multibase = 'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';

export function keyOf(actor: Actor): PublicKey {
  const proofKey = { keyId: urls.proofKeyOf(actor.id), multibase };
  return { keyId: urls.keyOf(actor.id), publicPem, proofKey };
}
