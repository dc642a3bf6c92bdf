// Who hears of an event: a line for each event that is told, and for those that are told to nobody.
import { expect } from 'chai';
import { audienceOf } from '../../../federation/audience.ts';
import { makePartings } from '../../../federation/deliver/partings.ts';
import { makeUrls } from '../../../federation/urls.ts';
import type { DomainEvent } from '../../../src/domain/events.ts';
import { upcast } from '../../../src/log/entry.ts';
import { localActor, note, openRig, profiled, published, type Rig, remoteActor } from './rig.ts';

const origin = 'https://hub.audience.example';
const ada = `${origin}/a/${'ADA'.padStart(26, '0')}`;
const garden = `${origin}/a/${'GARDEN'.padStart(26, '0')}`;
const mine = `${origin}/o/${'1'.padStart(26, '0')}`;
const far = 'https://far.audience.example';
const [bob, club, liker] = [`${far}/u/bob`, `${far}/c/club`, `${far}/u/liker`];
const theirs = `${far}/o/1`;
const at = '2026-01-05T00:00:00.000Z';
const base = { id: `${origin}/e/1`, actor: ada, at };

describe('the audience', () => {
  let rig: Rig;
  let partings: ReturnType<typeof makePartings>;
  const home = { origin, hub: `${origin}/a/hub` };

  before(async () => {
    rig = await openRig({ origin });
    await rig.observed(
      profiled(localActor(rig.urls, ada)),
      profiled(localActor(rig.urls, garden, { kind: 'group' })),
      ...[bob, liker].map(id => profiled(remoteActor(id))),
      profiled(remoteActor(club, { kind: 'group' })),
      published(note(theirs, bob, { groups: [club] })),
      published(note(mine, ada, { groups: [garden] })),
    );
    await rig.observed(
      { type: 'liked', id: `${liker}/like`, actor: liker, at, what: mine },
      { type: 'shared', id: `${origin}/e/g`, actor: garden, at, what: mine, into: [], shown: true, box: [] },
    );
    partings = makePartings({ storage: rig.storage, home });
  });
  after(() => rig.close());

  const of = (event: DomainEvent, via = 'local') =>
    audienceOf(event, { via }, { storage: rig.storage, home, partings });
  const thing = note(mine, ada, {
    addressed: [bob, garden],
    mentions: [{ id: liker, handle: '' }],
    groups: [club, garden],
  });
  const like = { record: 'like' as const, id: `${origin}/e/l`, who: ada, what: theirs, published: at };
  const share = {
    record: 'share' as const,
    id: `${origin}/e/s`,
    who: ada,
    what: theirs,
    into: [club, garden],
    published: at,
  };
  const request = { record: 'follow' as const, id: `${origin}/e/f`, who: ada, whom: bob, published: at };
  const profile = localActor(makeUrls(origin), ada);

  const told: [string, DomainEvent, string[], string[]][] = [
    [
      'a post: whom it names, and followers',
      { ...base, type: 'published', thing, shown: true, box: [] },
      [bob, liker, club],
      [ada],
    ],
    [
      'an answer: whom it answers',
      { ...base, type: 'published', thing: note(mine, ada, { inReplyTo: theirs }), shown: true, box: [] },
      [bob],
      [ada],
    ],
    [
      'an edit: also who holds a copy, and followers of groups',
      { ...base, type: 'revised', thing: note(mine, ada) },
      [liker],
      [ada, garden],
    ],
    [
      'a share: the author, the groups, and followers',
      { ...base, type: 'shared', what: theirs, into: [club, garden], shown: true, box: [] },
      [bob, club],
      [ada],
    ],
    ['a share taken back: the same', { ...base, type: 'undone', undoes: share }, [bob, club], [ada]],
    ['a like: the author and the groups', { ...base, type: 'liked', what: theirs }, [bob, club], []],
    ['a like taken back: the same', { ...base, type: 'undone', undoes: like }, [bob, club], []],
    ['a follow: the followed', { ...base, type: 'followed', whom: bob }, [bob], []],
    ['a follow taken back: the followed', { ...base, type: 'undone', undoes: request }, [bob], []],
    ['an answer to a follow: who asked', { ...base, type: 'followAccepted', follow: 'x', who: bob }, [bob], []],
    ['a refusal: who asked', { ...base, type: 'followRejected', follow: 'x', who: bob }, [bob], []],
    [
      'a report: the actor or the author',
      { ...base, type: 'flagged', subjects: [theirs, liker], reason: '' },
      [bob, liker],
      [],
    ],
    ['a relay: followers', { ...base, actor: garden, type: 'relayed', entry: 'x' }, [], [garden]],
    [
      'a changed profile: followers, and those of the hub',
      { ...base, type: 'profiled', profile: { ...profile, updated: at } },
      [],
      [ada, home.hub],
    ],
    ['a pin: followers', { ...base, type: 'pinned', what: mine }, [], [ada]],
    [
      'a withdrawal that nothing was noted of: followers',
      { ...base, type: 'withdrawn', what: mine, author: ada },
      [],
      [ada],
    ],
  ];
  for (const [name, event, actors, followersOf] of told) {
    it(`of ${name}`, async () => {
      const audience = await of(event);
      expect(audience?.actors).to.have.members(actors);
      expect(audience?.followersOf).to.have.members(followersOf);
    });
  }

  it('of what is direct is whom it addresses alone', async () => {
    const direct = { ...thing, visibility: 'direct' as const, inReplyTo: theirs };
    const audience = await of({ ...base, type: 'published', thing: direct, shown: false, box: [] });
    expect(audience).to.deep.equal({ actors: [bob, liker], followersOf: [], personal: true });
  });

  it('of what is not told, not ours, or not done here is nobody', async () => {
    expect(await of({ ...base, type: 'peerAdded', origin: far })).to.equal(undefined);
    expect(await of({ ...base, type: 'hostJudged', host: 'x', blocked: true })).to.equal(undefined);
    expect(await of({ ...base, type: 'profiled', profile })).to.equal(undefined);
    for (const via of ['remote', 'observed'])
      expect(await of({ ...base, type: 'followed', whom: bob }, via)).to.equal(undefined);
  });

  it('of a withdrawal is as it was noted, also when the batch is repeated after the burial', async () => {
    const gone = { ...base, id: `${origin}/e/gone`, type: 'withdrawn' as const, what: mine, author: ada };
    const entry = upcast({ id: gone.id, via: 'local', at: 0, v: 1, event: gone, seq: 1 });
    await partings.note([entry]);
    await rig.storage.records.apply([{ do: 'bury', id: mine, kind: 'thing', owner: ada, at }]);
    await partings.note([entry]);
    const audience = await of(gone);
    expect(audience?.actors).to.deep.equal([liker]);
    expect(audience?.followersOf).to.have.members([ada, garden, home.hub]);
  });
});
