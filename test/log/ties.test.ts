// What is remembered of who has to do with whom: never longer than until something is applied that may change it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Discussion } from '../../src/domain/records.ts';
import { reduce } from '../../src/domain/reducer.ts';
import { makeTies } from '../../src/log/ties.ts';
import type { LinkStore, Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

const home = { origin: 'https://here.test', hub: 'https://here.test/a/hub' };
const member = 'https://here.test/a/1';
const ana = 'https://x.test/u/ana';
const at = '2026-01-02T03:04:05.678Z';
const followId = 'https://here.test/e/1';

const followed: DomainEvent = { type: 'followed', id: followId, actor: member, at, whom: ana };
const accepted: DomainEvent = { type: 'followAccepted', id: `${ana}#1`, actor: ana, at, who: member, follow: followId };
const undone: DomainEvent = {
  type: 'undone',
  id: 'https://here.test/e/2',
  actor: member,
  at,
  undoes: { record: 'follow', id: followId, who: member, whom: ana, published: at },
};
const blocked: DomainEvent = { type: 'blocked', id: 'https://here.test/e/3', actor: member, at, whom: ana };
const added: DomainEvent = {
  type: 'peerAdded',
  id: 'https://here.test/e/4',
  actor: home.hub,
  at,
  origin: 'https://x.test',
};
const liked: DomainEvent = { type: 'liked', id: `${ana}#2`, actor: ana, at, what: 'https://here.test/o/1' };

describe('the ties of a hub', () => {
  let folder: string;
  let storage: Storage;
  let reads: number;
  let ties: ReturnType<typeof makeTies>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ties-'));
    storage = await openSqlite({ folder });
    reads = 0;
    const counted = <K extends 'any' | 'get'>(name: K): LinkStore[K] =>
      ((...given: never[]) => {
        reads += 1;
        return (storage.links[name] as (...given: never[]) => unknown)(...given);
      }) as LinkStore[K];
    ties = makeTies({ ...storage.links, any: counted('any'), get: counted('get') });
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const isFollowed = () => ties.links.any({ kind: 'follows', to: ana });
  async function apply(...events: DomainEvent[]): Promise<void> {
    await storage.records.apply(events.flatMap(event => reduce(event, home)));
    ties.heard(events);
  }

  it('are asked once, and known at once when they change', async () => {
    for (let n = 0; n < 3; n += 1) expect(await isFollowed()).to.equal(false);
    expect(reads).to.equal(1);
    await apply(followed, accepted);
    for (let n = 0; n < 3; n += 1) expect(await isFollowed()).to.equal(true);
    expect(reads).to.equal(2);
    await apply(undone);
    expect(await isFollowed()).to.equal(false);
    expect(await ties.links.get('blocks', member, ana)).to.equal(undefined);
    expect(await ties.links.any({ kind: 'peer', to: 'https://x.test' })).to.equal(false);
    await apply(blocked, added);
    expect((await ties.links.get('blocks', member, ana))?.by).to.deep.equal([blocked.id]);
    expect(await ties.links.any({ kind: 'peer', to: 'https://x.test' })).to.equal(true);
    expect(await ties.links.any({ kind: 'peer', from: home.hub })).to.equal(true);
  });

  it('stay known through what can change none of them', async () => {
    expect(await isFollowed()).to.equal(false);
    await apply(liked);
    ties.heard([null]);
    expect(await isFollowed()).to.equal(false);
    expect(reads).to.equal(1);
  });

  it('are changed by nothing of what comes most', () => {
    const thing: Discussion = {
      record: 'thing',
      kind: 'discussion',
      id: `${ana}/1`,
      author: ana,
      content: '<p>words</p>',
      published: at,
      visibility: 'public',
      addressed: [member],
      groups: [],
      inReplyTo: 'https://here.test/o/1',
      thread: 'https://here.test/o/1/context',
      mentions: [],
      hashtags: [],
      attachments: [],
    };
    const outer = { id: `${ana}#3`, actor: ana, at };
    const most: DomainEvent[] = [
      liked,
      { type: 'published', ...outer, thing, shown: true, box: [member] },
      { type: 'published', ...outer, thing, shown: true, box: [], account: 'https://y.test/g#shows-1' },
      { type: 'revised', ...outer, thing: { ...thing, updated: at } },
      { type: 'shared', ...outer, what: thing.id, into: [ana], shown: true, box: [member] },
      { type: 'voted', ...outer, poll: 'https://here.test/o/2', choice: 0, option: 'yes' },
      { type: 'hinted', ...outer, what: thing.id },
    ];
    for (const change of most.flatMap(event => reduce(event, home))) {
      expect(['put', 'link']).to.include(change.do);
      if (change.do === 'link') expect(['follows', 'peer', 'blocks']).not.to.include(change.kind);
    }
  });

  it('are not remembered as they were before what is applied while they are read', async () => {
    const reading = isFollowed();
    await apply(followed, accepted);
    await reading;
    expect(await isFollowed()).to.equal(true);
  });

  it('of other kinds are read each time', async () => {
    expect(await ties.links.get('likes', ana, 'https://here.test/o/1')).to.equal(undefined);
    await apply(liked);
    expect((await ties.links.get('likes', ana, 'https://here.test/o/1'))?.by).to.deep.equal([liked.id]);
  });
});
