// What local groups do of themselves: show, relay, take back. Each at most once, and only with what is public.
import { expect } from 'chai';
import fc from 'fast-check';
import { derivedId } from '../../../federation/tasks/derived-id.ts';
import { taskQueue } from '../../../federation/tasks/task.ts';
import { makeUrls } from '../../../federation/urls.ts';
import type { DomainEvent } from '../../../src/domain/events.ts';
import type { FollowUp } from '../../../src/domain/followups.ts';
import { localActor, note, openRig, profiled, published, type Rig, remoteActor } from '../deliver/rig.ts';

const origin = 'https://hub.tasks.example';
const key = (end: string) => end.padStart(26, '0');
const ada = `${origin}/a/${key('ADA')}`;
const garden = `${origin}/a/${key('GARDEN')}`;
const bob = 'https://peer.tasks.example/users/bob';
const at = '2026-01-05T00:00:00.000Z';

describe('the address of what a task makes', () => {
  const urls = makeUrls(origin);

  it('is one of the hub, the same for the same parts and another for others', () => {
    fc.assert(
      fc.property(fc.array(fc.webUrl(), { minLength: 1, maxLength: 3 }), fc.webUrl(), (parts, other) => {
        const id = derivedId(urls, ...parts);
        expect(urls.parse(id)).to.deep.equal({ what: 'activity', id });
        expect(derivedId(urls, ...parts)).to.equal(id);
        expect(derivedId(urls, ...parts, other)).not.to.equal(id);
      }),
    );
  });
});

describe('local groups', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await openRig({ origin });
    await rig.observed(
      profiled(localActor(rig.urls, ada)),
      profiled(localActor(rig.urls, garden, { kind: 'group' })),
      profiled(localActor(rig.urls, rig.urls.instance, { kind: 'application', office: 'instance' })),
      profiled(remoteActor(bob)),
    );
  });
  afterEach(() => rig.close());

  /** What was done by whom, of the given types, in order. */
  async function done(...types: DomainEvent['type'][]): Promise<string[]> {
    const entries = await rig.log();
    return entries
      .filter(({ event }) => event && types.includes(event.type))
      .map(({ event }) => `${event?.actor.split('/').at(-1)?.replace(/^0+/, '')} ${event?.type}`);
  }

  const post = (more = {}) => note(`${origin}/o/${key('1')}`, ada, more);
  const answer = (more = {}) => note(`${bob}/notes/1`, bob, { inReplyTo: post().id, ...more });

  it('show a post of a member: the activity first, then the thing', async () => {
    await rig.local(published(post({ groups: [garden] })));
    await rig.idle();
    expect(await done('relayed', 'shared')).to.have.members([
      'GARDEN relayed',
      'GARDEN shared',
      'hub relayed',
      'hub shared',
    ]);
    const order = (await done('relayed', 'shared')).filter(one => one.startsWith('GARDEN'));
    expect(order).to.deep.equal(['GARDEN relayed', 'GARDEN shared']);
  });

  it('show a thing brought in by a share, without an activity to pass on', async () => {
    await rig.observed(published(note(`${bob}/notes/7`, bob), `${bob}/notes/7#observed`));
    await rig.local({
      type: 'shared',
      id: `${origin}/e/${key('2')}`,
      actor: ada,
      at,
      what: `${bob}/notes/7`,
      into: [garden],
      shown: true,
      box: [],
    });
    await rig.idle();
    expect(await done('relayed', 'shared')).to.deep.equal(['ADA shared', 'GARDEN shared']);
  });

  it('show nothing that is not public, and nothing by the signing actor', async () => {
    await rig.local(published(post({ visibility: 'followers', groups: [garden, rig.urls.instance] })));
    await rig.local(published(note(`${origin}/o/${key('2')}`, ada, { visibility: 'unlisted', groups: [garden] })));
    const thing = note(`${origin}/o/${key('3')}`, ada, { groups: [rig.urls.instance] });
    await rig.local(published(thing));
    await rig.idle();
    expect(await done('relayed', 'shared')).to.deep.equal(['hub relayed', 'hub shared']);
  });

  it('show nothing of an author whose host is blocked', async () => {
    const posted = note(`${bob}/notes/2`, bob, { groups: [garden] });
    await rig.observed(published(posted, `${bob}/notes/2/activity`));
    await rig.local({
      type: 'hostJudged',
      id: `${origin}/e/b`,
      actor: rig.urls.hub,
      at,
      host: 'tasks.example',
      blocked: true,
    });
    await again({ lane: garden, task: 'announce', thing: posted.id, group: garden, entry: `${bob}/notes/2/activity` });
    expect(await done('relayed', 'shared')).to.deep.equal([]);
  });

  it('relay answers, likes, likes taken back and edits in their threads, public ones only', async () => {
    await rig.local(published(post({ groups: [garden] })));
    await rig.idle();
    const before = (await done('relayed')).length;
    await rig.remote(published(answer(), `${bob}/act/1`), '{"type":"Create"}');
    await rig.remote({ type: 'liked', id: `${bob}/act/2`, actor: bob, at, what: post().id }, '{"type":"Like"}');
    const undoes = { record: 'like' as const, id: `${bob}/act/2`, who: bob, what: post().id, published: at };
    await rig.remote({ type: 'undone', id: `${bob}/act/5`, actor: bob, at, undoes }, '{"type":"Undo"}');
    const deeper = note(`${bob}/notes/2`, bob, { inReplyTo: answer().id });
    await rig.remote(published(deeper, `${bob}/act/3`), '{"type":"Create"}');
    const secret = answer({ id: `${bob}/notes/3`, visibility: 'direct' });
    await rig.remote(published(secret, `${bob}/act/4`), '{"type":"Create"}');
    await rig.local({
      type: 'revised',
      id: `${origin}/e/${key('8')}`,
      actor: ada,
      at,
      thing: post({ groups: [garden], updated: at }),
    });
    await rig.idle();
    const relayed = (await rig.log()).map(({ event }) => event).filter(event => event?.type === 'relayed');
    const entries = relayed.slice(before).map(event => `${event.actor === garden ? 'GARDEN' : 'hub'} ${event.entry}`);
    expect(entries).to.have.members(
      [`${bob}/act/1`, `${bob}/act/2`, `${bob}/act/3`, `${bob}/act/5`, `${origin}/e/${key('8')}`].flatMap(id => [
        `GARDEN ${id}`,
        `hub ${id}`,
      ]),
    );
  });

  it('relay a withdrawal, although nothing is left to tell who showed the thing, and take it back', async () => {
    await rig.local(published(post({ groups: [garden] })));
    await rig.remote(published(answer(), `${bob}/act/1`), '{"type":"Create"}');
    await rig.idle();
    const before = (await rig.log()).length;
    await rig.remote(
      { type: 'withdrawn', id: `${bob}/act/2`, actor: bob, at, what: answer().id, author: bob },
      '{"type":"Delete"}',
    );
    await rig.idle();
    await rig.local({ type: 'withdrawn', id: `${origin}/e/${key('9')}`, actor: ada, at, what: post().id, author: ada });
    await rig.idle();
    const events = (await rig.log()).slice(before).map(({ event }) => event);
    expect(events.map(event => event?.type)).to.deep.equal([
      'withdrawn',
      'relayed',
      'relayed',
      'withdrawn',
      'relayed',
      'relayed',
      'undone',
      'undone',
    ]);
    const outbox = await rig.storage.links.count({ kind: 'outbox', from: garden });
    expect(outbox, 'the outbox of the group does not name what is gone').to.equal(0);
  });

  it('accept every follow at once, each once, but not of the signing actor', async () => {
    const follow = (whom: string, n: number): DomainEvent => ({
      type: 'followed',
      id: `${bob}/follow/${n}`,
      actor: bob,
      at,
      whom,
    });
    await rig.remote(follow(ada, 1));
    await rig.remote(follow(garden, 2));
    await rig.remote(follow(rig.urls.hub, 3));
    await rig.remote(follow(rig.urls.instance, 4));
    await rig.idle();
    await again({ lane: ada, task: 'answerFollow', follow: `${bob}/follow/1` });
    expect(await done('followAccepted')).to.have.members([
      'ADA followAccepted',
      'GARDEN followAccepted',
      'hub followAccepted',
    ]);
    expect(await rig.storage.links.get('follows', bob, garden)).to.not.equal(undefined);
  });

  it('do not accept a follow that was undone meanwhile', async () => {
    const follow = { record: 'follow' as const, id: `${bob}/follow/9`, who: bob, whom: ada, published: at };
    await rig.remote({ type: 'undone', id: `${bob}/undo/9`, actor: bob, at, undoes: follow }).catch(() => {});
    await rig.storage.records.apply([{ do: 'bury', id: follow.id, kind: 'follow', owner: bob, at }]);
    await rig.remote({ type: 'followed', id: follow.id, actor: bob, at, whom: ada });
    await rig.idle();
    expect(await done('followAccepted')).to.deep.equal([]);
  });

  it('do each thing once, however often and in whatever order a task is repeated', async () => {
    await rig.local(published(post({ groups: [garden] })));
    await rig.remote(published(answer(), `${bob}/act/1`), '{"type":"Create"}');
    await rig.remote({ type: 'followed', id: `${bob}/follow/1`, actor: bob, at, whom: garden });
    await rig.idle();
    const before = (await rig.log()).map(({ id }) => id);
    const entry = published(post()).id;
    const tasks: FollowUp[] = [
      { lane: garden, task: 'announce', thing: post().id, group: garden, entry },
      { lane: rig.urls.hub, task: 'announce', thing: post().id, group: rig.urls.hub, entry },
      { lane: post().id, task: 'relay', entry: `${bob}/act/1`, about: post().id },
      { lane: garden, task: 'answerFollow', follow: `${bob}/follow/1` },
      { lane: 'find', task: 'find', address: answer().id },
      { lane: 'clear', task: 'clear', actor: 'https://nobody.tasks.example/' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...tasks), { maxLength: 8 }), async repeated => {
        await again(...repeated);
        expect((await rig.log()).map(({ id }) => id)).to.deep.equal(before);
      }),
      { numRuns: 15 },
    );
  });

  let count = 0;
  async function again(...tasks: FollowUp[]): Promise<void> {
    await rig.storage.jobs.add(
      tasks.map(payload => ({ key: `again ${++count}`, queue: taskQueue, lane: payload.lane, order: count, payload })),
    );
    await rig.idle();
  }
});
