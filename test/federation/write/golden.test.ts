import { expect } from 'chai';
import {
  type Lookups,
  withContext,
  writeActivity,
  writeActor,
  writeStamp,
  writeThing,
} from '../../../federation/write/index.ts';
import type { DomainEvent, Moderated } from '../../../src/domain/events.ts';
import type { Actor, ModeratorAct, Poll, Thing } from '../../../src/domain/records.ts';
import { expectGolden } from '../../golden/golden.ts';
import { brokenRequirements } from './requirements.ts';
import {
  address,
  amina,
  ana,
  answer,
  budgets,
  guide,
  hub,
  instance,
  keyOf,
  lookups,
  poll,
  question,
  quoting,
  remote,
  urls,
} from './samples.ts';

const at = '2026-03-01T12:00:00.000Z';
const id = address('e', 1);

describe('the documents that peers get', () => {
  const moved = { ...amina, movedTo: ana.id, alsoKnownAs: ['https://old.example/users/amina'] };
  const actors: Record<string, Actor> = { person: amina, community: budgets, hub, instance, moved };
  for (const [name, actor] of Object.entries(actors)) {
    it(`are golden: the actor of a ${name}`, () => {
      const document = withContext(writeActor(actor, keyOf(actor), urls));
      expect(brokenRequirements(document)).to.deep.equal([]);
      expectGolden(`actor-${name}`, document);
    });
  }

  const things: Record<string, Thing> = { resource: guide, discussion: question, answer, poll, remote };
  it('are golden: the consent to a quote', () => {
    const stamp = { record: 'stamp' as const, id: address('e', 9), author: amina.id, published: at };
    const document = withContext(writeStamp({ ...stamp, quote: remote.id, what: question.id }));
    expect(brokenRequirements(document)).to.deep.equal([]);
    expectGolden('quote-authorization', document);
  });

  for (const [name, thing] of Object.entries(things)) {
    it(`are golden: a ${name}`, () => {
      const document = withContext(writeThing(thing, lookups()));
      expect(brokenRequirements(document)).to.deep.equal([]);
      expectGolden(`thing-${name}`, document);
    });
  }
});

describe('the activities that peers get', () => {
  const create = (thing: Thing): DomainEvent => ({
    type: 'published',
    id: urls.thingPart(thing.id, 'create'),
    actor: thing.author,
    at: thing.published,
    thing,
    shown: true,
    box: [],
  });
  const follow = { record: 'follow' as const, id: address('e', 2), who: amina.id, whom: ana.id, published: at };
  const like = { record: 'like' as const, id: address('e', 3), who: amina.id, what: guide.id, published: at };
  const share = {
    record: 'share' as const,
    id: address('e', 4),
    who: budgets.id,
    what: remote.id,
    into: [],
    published: at,
  };
  const asked = { quote: remote.id, what: question.id, request: 'https://m.example/9c1e#quote', who: ana.id };
  const theirPoll: Poll = { ...poll, id: 'https://m.example/users/ana/statuses/7', author: ana.id };
  const moderated = (act: ModeratorAct, what: string, more: Partial<Moderated> = {}): DomainEvent => ({
    type: 'moderated',
    id: address('e', 5),
    actor: amina.id,
    at,
    group: budgets.id,
    act,
    what,
    trail: [],
    ...more,
  });
  const lifted = (act: ModeratorAct, what: string): DomainEvent => {
    const done = { record: 'measure' as const, id: address('e', 5), who: amina.id, published: at };
    return { type: 'lifted', id, actor: amina.id, at, lifts: { ...done, group: budgets.id, act, what } };
  };
  const theirFollow = 'https://m.example/9c1e#follow';
  const raw = {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: 'https://m.example/users/ana/statuses/1/activity',
    type: 'Create',
    actor: ana.id,
    object: { id: remote.id, type: 'Note', attributedTo: ana.id, content: '<p>Muy bien.</p>' },
  };

  const activities: Record<string, [DomainEvent, Partial<Lookups>?]> = {
    'create-resource': [create(guide)],
    'create-discussion': [create(question)],
    'create-answer': [create(answer)],
    'create-followers': [create({ ...answer, visibility: 'followers' })],
    'create-direct': [create({ ...answer, visibility: 'direct' })],
    'update-resource': [
      { type: 'revised', id, actor: amina.id, at, thing: { ...guide, name: 'Tracking school grants', updated: at } },
    ],
    'update-actor': [{ type: 'profiled', id, actor: amina.id, at, profile: amina }, { key: keyOf(amina) }],
    'delete-thing': [{ type: 'withdrawn', id, actor: amina.id, at, what: guide.id, author: amina.id }],
    'delete-actor': [{ type: 'departed', id, actor: amina.id, at }],
    follow: [{ type: 'followed', id, actor: amina.id, at, whom: ana.id }],
    accept: [{ type: 'followAccepted', id, actor: budgets.id, at, follow: theirFollow, who: ana.id }],
    reject: [{ type: 'followRejected', id, actor: budgets.id, at, follow: theirFollow, who: ana.id }],
    like: [{ type: 'liked', id, actor: amina.id, at, what: question.id }],
    'create-poll': [create({ ...poll, multiple: true, ends: '2026-04-01T12:00:00.000Z' })],
    'update-poll': [{ type: 'counted', id, actor: amina.id, at, thing: poll }],
    vote: [
      { type: 'voted', id, actor: amina.id, at, poll: theirPoll.id, choice: 0, option: 'Monday' },
      { known: sought => (sought === theirPoll.id ? theirPoll : undefined) },
    ],
    move: [{ type: 'moved', id, actor: amina.id, at, to: ana.id }],
    'create-quote': [create(quoting)],
    'quote-request': [{ type: 'quoteRequested', id, actor: amina.id, at, quote: quoting.id, what: remote.id }],
    'quote-accept': [{ type: 'quoteStamped', id, actor: amina.id, at, ...asked, stamp: address('e', 9) }],
    'quote-reject': [{ type: 'quoteRefused', id, actor: amina.id, at, ...asked }],
    'quote-revoke': [{ type: 'quoteRevoked', id, actor: amina.id, at, stamp: address('e', 9), ...asked }],
    'follow-relay': [{ type: 'followed', id, actor: instance.id, at, whom: ana.id, everything: true }],
    'accept-relay': [
      { type: 'followAccepted', id, actor: hub.id, at, follow: theirFollow, who: ana.id },
      { known: () => ({ ...follow, id: theirFollow, who: ana.id, whom: hub.id, everything: true }) },
    ],
    'announce-member': [
      { type: 'shared', id, actor: amina.id, at, what: remote.id, into: [budgets.id], shown: true, box: [] },
    ],
    'announce-hub': [{ type: 'shared', id, actor: urls.hub, at, what: guide.id, into: [], shown: true, box: [] }],
    'relay-own': [
      { type: 'relayed', id, actor: budgets.id, at, entry: urls.thingPart(guide.id, 'create') },
      { inner: writeActivity(create(guide), lookups()) as Record<string, unknown> },
    ],
    'relay-remote': [{ type: 'relayed', id, actor: budgets.id, at, entry: raw.id }, { inner: raw }],
    'undo-follow': [{ type: 'undone', id, actor: amina.id, at, undoes: follow }],
    'undo-like': [{ type: 'undone', id, actor: amina.id, at, undoes: like }],
    'undo-announce': [{ type: 'undone', id, actor: budgets.id, at, undoes: share }],
    flag: [{ type: 'flagged', id, actor: amina.id, at, subjects: [ana.id, remote.id], reason: 'Insults a pupil.' }],
    add: [{ type: 'pinned', id, actor: budgets.id, at, what: guide.id }],
    'moderate-remove': [moderated('remove', remote.id, { trail: [remote.id], reason: 'Off topic' })],
    'moderate-lock': [moderated('lock', question.id, { trail: [question.id] })],
    'moderate-ban': [moderated('ban', ana.id, { reason: 'Insults', until: '2026-04-01T00:00:00.000Z' })],
    'moderate-pin': [moderated('pin', guide.id, { trail: [guide.id] })],
    'moderate-appoint': [moderated('appoint', ana.id)],
    'lift-remove': [lifted('remove', remote.id)],
    'lift-lock': [lifted('lock', question.id)],
    'lift-ban': [lifted('ban', ana.id)],
    'lift-pin': [lifted('pin', guide.id)],
    'lift-appoint': [lifted('appoint', ana.id)],
    'relay-moderate': [
      { type: 'relayed', id, actor: budgets.id, at, entry: address('e', 5) },
      { inner: writeActivity(moderated('lock', question.id), lookups()) as Record<string, unknown> },
    ],
    remove: [{ type: 'unpinned', id, actor: budgets.id, at, what: guide.id, pins: [] }],
  };

  for (const [name, [event, more]] of Object.entries(activities)) {
    it(`are golden: ${name}`, () => {
      const written = writeActivity(event, lookups(more));
      if (!written) return expect.fail('nothing was written');
      const document = withContext(written);
      expect(brokenRequirements(document)).to.deep.equal([]);
      expectGolden(name, document);
    });
  }

  it('say nothing of what is the hub’s own business', () => {
    const own: DomainEvent[] = [
      { type: 'peerAdded', id, actor: urls.hub, at, origin: 'https://m.example' },
      { type: 'hostJudged', id, actor: urls.hub, at, host: 'm.example', blocked: true },
      {
        type: 'actorJudged',
        id,
        actor: amina.id,
        at,
        whom: ana.id,
        level: 'suspend',
        noMedia: false,
        noReports: false,
      },
      { type: 'listImported', id, actor: amina.id, at, rules: [] },
      { type: 'reportHandled', id, actor: amina.id, at, report: `${ana.id}/flags/1`, step: 'taken' },
    ];
    for (const event of own) expect(writeActivity(event, lookups()), event.type).to.equal(undefined);
  });
});

describe('the checker of requirements', () => {
  it('names what is broken', () => {
    const good = withContext(writeThing(question, lookups()));
    const bad = { ...good, to: ['as:Public'], tag: {}, url: 'http://hub.example/x', content: '<img src="x">' };
    const broken = brokenRequirements(bad).join('\n');
    for (const part of ['as:Public', 'tag and attachment', 'I46: url', '<img>']) expect(broken).to.include(part);
    const actor = withContext(writeActor(amina, { ...keyOf(amina), keyId: 'https://hub.example/key' }, urls));
    expect(brokenRequirements({ ...actor, outbox: undefined, id: 'https://hub.example:8443/a/1' }).join('\n'))
      .to.include('I40: outbox')
      .and.include('I40: id')
      .and.include('publicKey.id');
  });
});
