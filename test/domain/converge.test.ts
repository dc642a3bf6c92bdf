import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { DomainEvent } from '../../src/domain/events.ts';
import { foundersPlace } from '../../src/domain/moderation.ts';
import type { Actor, Discussion, Follow, Like, Measure, ModeratorAct, Poll, Share } from '../../src/domain/records.ts';
import { makeApply } from '../../src/log/apply.ts';
import type { Entry } from '../../src/log/entry.ts';
import type { Link, Storage, StoredRecord } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

const home = { origin: 'https://here.test', hub: 'https://here.test/a/hub' };
const people = ['https://here.test/a/1', 'https://x.test/u/1', 'https://y.test/u/1'];
/** Who departs; what such a one left is withdrawn by a task, so no consent of theirs is tested here. */
const leaver = people[2] as string;
const community = 'https://here.test/a/7';
const acts: ModeratorAct[] = ['remove', 'lock', 'pin', 'ban', 'appoint'];
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();

function actor(id: string, version: number): Actor {
  const host = new URL(id).host;
  return {
    record: 'actor',
    id,
    kind: 'person',
    handle: `p${id.at(-1)}`,
    host,
    name: `Name ${version}`,
    summary: '',
    url: id,
    inbox: `${id}/inbox`,
    local: host === 'here.test',
    ...(version % 2 === 1 && id !== leaver && { indexable: version === 3 }),
    published: day(0),
  };
}

function post(n: number, version: number): Discussion {
  const author = people[n % people.length] as string;
  const parent = n > 0 ? { inReplyTo: thingId(n - 1) } : {};
  return {
    record: 'thing',
    kind: 'discussion',
    id: thingId(n),
    author,
    content: `<p>words${version}</p>`,
    published: day(n),
    visibility: 'public',
    addressed: [],
    groups: [],
    thread: `${thingId(0)}/context`,
    mentions: [],
    hashtags: [],
    attachments: [],
    ...parent,
    ...(version > 0 && { updated: day(10 + version) }),
  };
}

/** A poll that was edited `version` times and counted at some time; two votes for each number of its counting. */
function poll(version: number, counting: number): Poll {
  const { record, id, author, content, published, visibility, addressed, groups, mentions, hashtags, attachments } = {
    ...post(2, version),
    id: pollId,
  };
  const common = {
    record,
    id,
    author,
    content,
    published,
    visibility,
    addressed,
    groups,
    mentions,
    hashtags,
    attachments,
  };
  return {
    ...common,
    kind: 'poll',
    options: ['a', 'b'].map(name => ({ name, votes: 2 * counting })),
    multiple: true,
    ...(version > 0 && { updated: day(10 + version) }),
  };
}

const pollId = 'https://y.test/o/poll';

function thingId(n: number): string {
  return `${new URL(people[n % people.length] as string).origin}/o/${n}`;
}

const who = fc.constantFrom(...people);
const small = fc.integer({ min: 0, max: 3 });

/** Events as they really come: every activity has one author, and is undone by the same. */
const own: fc.Arbitrary<DomainEvent> = fc.oneof(
  small.map(
    (n): DomainEvent => ({
      type: 'published',
      id: `${thingId(n)}/create`,
      actor: post(n, 0).author,
      at: day(n),
      thing: post(n, 0),
      shown: n % 2 === 0,
      box: n === 1 ? [people[0] as string] : [],
    }),
  ),
  fc.tuple(small, small).map(
    ([n, version]): DomainEvent => ({
      type: 'revised',
      id: `${thingId(n)}/edit/${version}`,
      actor: post(n, 0).author,
      at: day(10 + version),
      thing: post(n, version + 1),
    }),
  ),
  small.map(
    (n): DomainEvent => ({
      type: 'withdrawn',
      id: `${thingId(n)}/delete`,
      actor: post(n, 0).author,
      at: day(30),
      what: thingId(n),
      author: post(n, 0).author,
    }),
  ),
  fc.tuple(who, small).map(
    ([id, version]): DomainEvent => ({
      type: 'profiled',
      id: `${id}#profile-${version}`,
      actor: id,
      at: day(version),
      profile: actor(id, version),
    }),
  ),
  fc.constant<DomainEvent>({ type: 'departed', id: `${leaver}#gone`, actor: leaver, at: day(40) }),
  fc.tuple(who, small).map(
    ([voter, n]): DomainEvent => ({
      type: 'voted',
      id: `https://here.test/vote/${people.indexOf(voter)}/${n % 2}`,
      actor: voter,
      at: day(n),
      poll: pollId,
      choice: n % 2,
      option: n % 2 ? 'b' : 'a',
    }),
  ),
  fc.tuple(small, small).map(([version, counting]): DomainEvent => {
    const thing = poll(version, counting);
    const at = day(15 + counting);
    return { type: 'counted', id: `${pollId}/count/${version}/${counting}`, actor: thing.author, at, thing };
  }),
  small.map((version): DomainEvent => {
    const thing = poll(version, 0);
    const base = { id: `${pollId}/edit/${version}`, actor: thing.author, at: day(10 + version), thing };
    return version === 0 ? { type: 'published', ...base, shown: true, box: [] } : { type: 'revised', ...base };
  }),
  fc.constant({
    type: 'withdrawn',
    id: `${pollId}/delete`,
    actor: poll(0, 0).author,
    at: day(30),
    what: pollId,
    author: poll(0, 0).author,
  } satisfies DomainEvent),
  fc.tuple(small, small).map(([n, m]) => keeping(n)[m] as DomainEvent),
  fc.tuple(small, small).chain(([n, m]) => fc.constantFrom<DomainEvent>(...quoted(n, m))),
  fc.tuple(who, who, small).chain(([a, b, n]) => fc.constantFrom<DomainEvent>(...around(follow(a, b, n)))),
  fc.constantFrom<DomainEvent>(...blocking(true), ...blocking(false)),
  fc.tuple(who, small, small).chain(([a, n, m]) => fc.constantFrom<DomainEvent>(...undoable('liked', like(a, n, m)))),
  fc.tuple(who, small, small).chain(([a, n, m]) => fc.constantFrom<DomainEvent>(...undoable('shared', share(a, n, m)))),
  fc
    .tuple(who, fc.constantFrom(...acts), small, small)
    .chain(([a, act, n, m]) => fc.constantFrom<DomainEvent>(...moderation(measure(a, act, n, m)))),
  fc.tuple(who, small).chain(([a, n]) => fc.constantFrom<DomainEvent>(...pins(a, n))),
  fc.constantFrom<DomainEvent>(...groupLife()),
);

/** Of the host of the second of the people, and knows every id before it comes. */
const neighbour = 'https://x.test/u/2';

/** What a neighbour takes back of others: what is known by then is refused before it is an entry, but may have come meanwhile. */
const foreign: fc.Arbitrary<DomainEvent> = fc.tuple(who, small, small).chain(([a, n, m]) => {
  const by = { actor: neighbour, at: day(m) };
  const things = [thingId(n), pollId, `${a}/pin/${n}`, `${a}/flag/${n}#waiting`, `https://here.test/vote/1/${n % 2}`];
  const records = [follow(a, people[m % people.length] as string, n), like(a, n, m), share(a, n, m)];
  return fc.constantFrom<DomainEvent>(
    ...things.map(what => {
      return { type: 'withdrawn' as const, id: `${neighbour}/delete/${what}`, ...by, what, author: neighbour };
    }),
    ...records.map(record => {
      const undoes = { ...record, who: neighbour };
      return { type: 'undone' as const, id: `${neighbour}/undo/${record.id}`, ...by, undoes };
    }),
  );
});

const event = fc.oneof({ weight: 3, arbitrary: own }, { weight: 1, arbitrary: foreign });

/** What those do who keep the house: policies, a report and its handling, a removal. */
function keeping(n: number): DomainEvent[] {
  const [admin, other] = people as [string, string];
  const verdict = { level: n % 2 ? ('suspend' as const) : ('silence' as const), noMedia: n > 1, noReports: false };
  const report = `${other}/flag/${n}`;
  const act = (name: string) => ({ id: `${admin}/${name}/${n}`, actor: admin, at: day(n) });
  return [
    { type: 'hostJudged', ...act('host'), host: 'y.test', blocked: n % 2 === 1, ...verdict },
    {
      type: 'listImported',
      ...act('list'),
      rules: [
        { host: 'y.test', ...verdict },
        { host: 'z.test', ...verdict },
      ],
    },
    { type: 'flagged', id: report, actor: other, at: day(n), subjects: [admin], reason: 'Why.' },
    { type: 'reportHandled', ...act('done'), report, step: n === 0 ? 'taken' : 'resolved' },
  ];
}

function follow(a: string, b: string, n: number): Follow {
  return { record: 'follow', id: `${a}/follow/${n}/${people.indexOf(b)}`, who: a, whom: b, published: day(n) };
}
function like(a: string, n: number, m: number): Like {
  return { record: 'like', id: `${a}/like/${n}/${m}`, who: a, what: thingId(n), published: day(m) };
}
function share(a: string, n: number, m: number): Share {
  return { record: 'share', id: `${a}/share/${n}/${m}`, who: a, what: thingId(n), into: [], published: day(m) };
}

/** Done in a group by somebody; a removal ends the first share of the same thing by the group. */
function measure(group: string, act: ModeratorAct, n: number, m: number): Measure {
  const what = act === 'ban' || act === 'appoint' ? (people[n % people.length] as string) : thingId(n);
  return { record: 'measure', id: `${group}/${act}/${n}/${m}`, act, group, who: group, what, published: day(m) };
}

function moderation(done: Measure): DomainEvent[] {
  const { id, act, group, what, published } = done;
  const ends = act === 'remove' ? [share(group, Number(what.at(-1)), 0).id, `${group}#shows-${what}`] : [];
  return [
    { type: 'moderated', id, actor: group, at: published, group, act, what, trail: [], ends },
    { type: 'lifted', id: `${id}/lift`, actor: group, at: day(24), lifts: done },
  ];
}

function pins(a: string, n: number): DomainEvent[] {
  const id = `${a}/pin/${n}`;
  return [
    { type: 'pinned', id, actor: a, at: day(n), what: thingId(n) },
    { type: 'unpinned', id: `${id}/no`, actor: a, at: day(20), what: thingId(n), pins: [id] },
  ];
}

/** A community, its founder, who leaves it, and a thing that is shown on its word alone. */
function groupLife(): DomainEvent[] {
  const founder = people[1] as string;
  const profile: Actor = { ...actor(community, 0), kind: 'group', moderators: [founder] };
  const id = foundersPlace(community, founder);
  const base = { act: 'appoint' as const, group: community, what: founder, published: day(0) };
  const thing = { ...post(7, 0), author: people[1] as string, id: `${people[1]}/o/7` };
  const account = `${community}#shows-${thing.id}`;
  return [
    { type: 'profiled', id: `${community}#profile`, actor: community, at: day(0), profile },
    {
      type: 'lifted',
      id: `${id}/lift`,
      actor: community,
      at: day(9),
      lifts: { record: 'measure', id, who: community, ...base },
    },
    {
      type: 'published',
      id: `${thing.id}/create`,
      actor: thing.author,
      at: day(7),
      thing,
      shown: true,
      box: [],
      account,
    },
    {
      type: 'moderated',
      id: `${community}/remove/7`,
      actor: community,
      at: day(12),
      group: community,
      act: 'remove',
      what: thing.id,
      trail: [thing.id],
      ends: [account],
    },
  ];
}

/** A quote of one thing in another, from the request to the end of the consent. */
function quoted(n: number, m: number): DomainEvent[] {
  const pair = { quote: thingId(n), what: thingId(m) };
  const [asker, author] = [post(n, 0).author, post(m, 0).author];
  const id = `${author}/quote/${n}/${m}`;
  return [
    { type: 'quoteRequested', id: `${id}/ask`, actor: asker, at: day(n), ...pair },
    { type: 'quoteStamped', id: `${id}/yes`, actor: author, at: day(20), ...pair, stamp: `${id}/stamp` },
    { type: 'quoteRefused', id: `${id}/no`, actor: author, at: day(21), ...pair },
    { type: 'quoteRevoked', id: `${id}/back`, actor: author, at: day(22), ...pair, stamp: `${id}/stamp` },
  ];
}

function around(record: Follow): DomainEvent[] {
  const { id, who: asker, whom, published } = record;
  return [
    { type: 'followed', id, actor: asker, at: published, whom },
    { type: 'followAccepted', id: `${id}/yes`, actor: whom, at: day(20), follow: id, who: asker },
    { type: 'followRejected', id: `${id}/no`, actor: whom, at: day(21), follow: id, who: asker },
    { type: 'undone', id: `${id}/undo`, actor: asker, at: day(22), undoes: record },
  ];
}

/** A member blocks or mutes somebody, and takes it back. */
function blocking(mute: boolean): DomainEvent[] {
  const [who, whom] = people as [string, string];
  const id = `${who}/${mute ? 'mute' : 'block'}`;
  const more = mute ? { mute: true as const } : {};
  const record = { record: 'block' as const, id, who, whom, ...more, published: day(20) };
  return [
    { type: 'blocked', id, actor: who, at: day(20), whom, ...more },
    { type: 'undone', id: `${id}/undo`, actor: who, at: day(24), undoes: record },
  ];
}

function undoable(type: 'liked' | 'shared', record: Like | Share): DomainEvent[] {
  const base = { id: record.id, actor: record.who, at: record.published, what: record.what };
  return [
    type === 'liked' ? { type, ...base } : { type, ...base, into: [], shown: true, box: [] },
    { type: 'undone', id: `${record.id}/undo`, actor: record.who, at: day(23), undoes: record },
  ];
}

/** The records but for what one owner withdrew of what nobody has put. */
function without(records: StoredRecord[], owner: string): StoredRecord[] {
  return records.flatMap(({ graves, ...record }) => {
    if (!graves) return [record];
    const left = graves.filter(grave => grave.owner !== owner);
    const first = left.toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
    return first ? [{ ...record, owner: first.owner, kind: first.kind, buried: first.at, graves: left }] : [];
  });
}

async function fold(storage: Storage, events: DomainEvent[]): Promise<Known> {
  await storage.records.clear();
  const apply = makeApply({ storage, home, foldOnly: true });
  for (const [index, each] of events.entries()) {
    const entry: Entry = { seq: index + 1, id: each.id, via: 'observed', at: 0, event: each };
    await apply([entry]);
  }
  return known(storage);
}

const kinds = [
  'asks',
  'follows',
  'outbox',
  'circle',
  'direct',
  'box',
  'replies',
  'likes',
  'blocks',
  'mutes',
  'shares',
  'quotes',
  'quoteAsks',
  'quoteRefused',
  'voted',
  'vote:0',
  'vote:1',
  'shown',
  'home',
  'handle',
  'member',
  'community',
  'featured',
  'thread',
  'moderator',
  'banned',
  'removed',
  'locked',
  'measure',
  'notice',
  'waiting',
  'step',
  'audit',
];

interface Known {
  records: StoredRecord[];
  links: Link[];
  found: unknown;
}

async function known(storage: Storage): Promise<Known> {
  const records = await storage.records.scan('', 1000);
  const ends = [
    pollId,
    ...people,
    community,
    `${thingId(0)}/context`,
    ...[0, 1, 2, 3].map(thingId),
    ...records.map(record => record.id),
    'x.test',
    'y.test',
    'here.test',
    home.hub,
    `${home.hub}#hosts`,
    `${home.hub}#reports`,
    `${home.hub}#communities`,
    'p1@x.test',
    'p1@y.test',
    'p1@here.test',
  ];
  const links: Link[] = [];
  for (const kind of kinds)
    for (const from of new Set(ends)) links.push(...(await storage.links.list({ kind, from }, { limit: 1000 })));
  const found = await storage.search.find({ words: [], limit: 100 });
  return { records, links, found };
}

describe('what is known', () => {
  let storage: Storage;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'converge-'));
    storage = await openSqlite({ folder });
  });

  after(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  it('is the same in whatever order the entries come', async function () {
    this.timeout(60_000);
    const shuffled = fc
      .array(event, { minLength: 1, maxLength: 12 })
      .chain(events => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));
    await fc.assert(
      fc.asyncProperty(shuffled, async ([events, other]) => {
        expect(await fold(storage, other)).to.deep.equal(await fold(storage, events));
      }),
      { numRuns: 150 },
    );
  });

  it('is the same whatever a neighbour of its author takes back, before it is known and after', async function () {
    this.timeout(60_000);
    const mixed = fc
      .tuple(fc.array(own, { minLength: 1, maxLength: 10 }), fc.array(foreign, { minLength: 1, maxLength: 5 }))
      .chain(([events, others]) => {
        const all = [...events, ...others];
        return fc.tuple(fc.constant(events), fc.shuffledSubarray(all, { minLength: all.length }));
      });
    await fc.assert(
      fc.asyncProperty(mixed, async ([events, all]) => {
        const { records, ...rest } = await fold(storage, all);
        expect({ ...rest, records: without(records, neighbour) }).to.deep.equal(await fold(storage, events));
      }),
      { numRuns: 150 },
    );
  });

  it('is the same when entries come twice', async function () {
    this.timeout(60_000);
    const twice = fc
      .array(event, { minLength: 1, maxLength: 10 })
      .chain(events =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
      );
    await fc.assert(
      fc.asyncProperty(twice, async ([events, other]) => {
        expect(await fold(storage, other)).to.deep.equal(await fold(storage, events));
      }),
      { numRuns: 100 },
    );
  });
});
