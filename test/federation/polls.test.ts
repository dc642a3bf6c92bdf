// Polls between a hub and its peers (FEP-9967): what is counted, what is told, and to whom.
import { expect } from 'chai';
import type { Poll } from '../../src/domain/records.ts';
import { counted } from '../../src/log/counting.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';
import { until } from '../helpers/until.ts';

const hour = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('a poll', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let ana: PeerActor;
  let dan: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    [amina, badru] = [await hub.member('amina'), await hub.member('badru')];
    [ana, dan] = [peer.actor('ana'), peer.actor('dan')];
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  async function say(as: PeerActor, what: Json): Promise<number> {
    const { status } = await send(hub.url('/inbox'), what, as);
    await hub.idle();
    return status;
  }

  async function ask(more: Json = {}): Promise<string> {
    const question = { type: 'Question', content: '<p>Which day?</p>', oneOf: options('Monday', 'Friday') };
    const { status, body, location } = await amina.post({ ...question, endTime: inMs(hour), ...more });
    expect(status, body).to.equal(201);
    return location.replace(/\/create$/, '');
  }

  const options = (...names: string[]) => names.map(name => ({ type: 'Note', name }));
  const vote = (as: PeerActor, poll: string, name: string, more: Json = {}): Json => {
    const id = `${as.id}#votes/${Math.random()}`;
    const note = { id, type: 'Note', attributedTo: as.id, inReplyTo: poll, name, to: amina.actor.id, ...more };
    return activity(as, 'Create', note, { to: amina.actor.id });
  };
  const stored = async (id: string) => (await hub.hub.core.storage.records.get(id))?.body as Poll;
  const stands = async (id: string) => {
    const poll = await counted(hub.hub.core.storage, hub, await stored(id));
    return { votes: poll.options.map(option => option.votes), voters: poll.voters };
  };
  const updates = (id: string) =>
    peer.received
      .map(({ activity: sent }) => sent)
      .filter(sent => sent.type === 'Update' && (sent.object as Json).id === id);

  describe('of a member', () => {
    it('counts a vote of another server once, however often and under whatever id it comes', async () => {
      const poll = await ask();
      const first = vote(ana, poll, 'Monday');
      for (const each of [first, first, vote(ana, poll, 'Monday'), vote(ana, poll, 'Friday')])
        expect(await say(ana, each)).to.equal(202);
      await say(dan, vote(dan, poll, 'Friday'));
      expect(await stands(poll)).to.deep.equal({ votes: [1, 1], voters: 2 });
    });

    it('counts two votes that come at the same instant as one', async () => {
      const poll = await ask();
      const both = ['Monday', 'Friday'].map(name => send(hub.url('/inbox'), vote(ana, poll, name), ana));
      await Promise.all(both);
      await hub.idle();
      expect((await stands(poll)).voters).to.equal(1);
      expect((await stands(poll)).votes.reduce((sum, each) => sum + each)).to.equal(1);
    });

    it('counts one vote for each answer where several may be chosen, also as the list that GoToSocial sends', async () => {
      const poll = await ask({ oneOf: undefined, anyOf: options('Chichewa', 'English', 'Bemba') });
      const votes = ['Chichewa', 'English', 'English'].map(name => vote(dan, poll, name).object);
      await say(dan, activity(dan, 'Create', votes, { to: amina.actor.id }));
      await say(dan, vote(dan, poll, 'Chichewa'));
      expect(await stands(poll)).to.deep.equal({ votes: [1, 1, 0], voters: 1 });
    });

    it('ignores votes for answers it does not offer, for other addresses of it, in the name of others, and 10,000 at once', async () => {
      const poll = await ask();
      const key = poll.split('/').at(-1) ?? '';
      for (const each of [
        vote(ana, poll, 'Sunday'),
        vote(ana, poll, 'constructor'),
        vote(ana, poll, 'Monday', { attributedTo: dan.id }),
        vote(ana, poll, 'Monday', { attributedTo: undefined }),
        ...[`${poll}/`, `${poll}?x`, `${poll}#x`, `${poll}/create`, hub.url(`/o/${key.toLowerCase()}`)].map(alias =>
          vote(ana, alias, 'Monday'),
        ),
        activity(
          ana,
          'Create',
          Array.from({ length: 10_000 }, (_, n) => ({ ...(vote(ana, poll, `${n}`).object as Json) })).slice(0, 4000),
        ),
      ])
        expect(await say(ana, each)).to.be.oneOf([202, 413]);
      expect(await stands(poll)).to.deep.equal({ votes: [0, 0], voters: 0 });
    });

    it('is no vote when it has words of its own: that is an answer', async () => {
      const poll = await ask();
      const reply = create(ana, { name: 'Monday', content: '<p>Monday, as ever.</p>', inReplyTo: poll });
      await say(ana, reply.activity);
      expect((await stands(poll)).voters).to.equal(0);
      expect(await hub.hub.core.storage.links.count({ kind: 'replies', to: poll })).to.equal(1);
      await say(ana, vote(ana, poll, 'Monday'));
      expect(await hub.hub.core.storage.links.count({ kind: 'replies', to: poll })).to.equal(1);
    });

    it('takes no vote from those it was not for', async () => {
      const poll = await ask({ to: [`${amina.actor.id}/followers`] });
      await say(ana, vote(ana, poll, 'Monday'));
      expect((await stands(poll)).voters).to.equal(0);
      await say(dan, activity(dan, 'Follow', amina.actor.id));
      await say(dan, vote(dan, poll, 'Monday'));
      expect((await stands(poll)).voters).to.equal(1);
    });

    it('tells its result to followers and voters when it ends, and takes no vote afterwards', async () => {
      const poll = await ask({ endTime: inMs(1500) });
      await say(ana, vote(ana, poll, 'Friday'));
      await until(() => updates(poll).length > 0);
      await hub.idle();
      const [told] = updates(poll);
      const question = told?.object as Json;
      expect(question).to.include({ type: 'Question', votersCount: 1 });
      expect(question.closed).to.equal(question.endTime);
      expect((question.oneOf as Json[]).map(option => (option.replies as Json).totalItems)).to.deep.equal([0, 1]);
      expect(JSON.stringify(told)).not.to.include('#votes/');
      await say(dan, vote(dan, poll, 'Friday'));
      expect((await stands(poll)).voters).to.equal(1);
      expect((await badru.post(vote(ana, poll, 'Friday').object)).status).to.equal(422);
      expect(await stored(poll)).not.to.have.property('updated');
    });

    it('ends although the hub was stopped meanwhile', async () => {
      const poll = await ask({ endTime: inMs(1000) });
      await say(ana, vote(ana, poll, 'Monday'));
      await hub.stop({ keep: true });
      hub = await startHub({ devPeers: [peer.host], folder: hub.folder, port: Number(new URL(hub.origin).port) });
      await until(() => updates(poll).length > 0);
    });

    it('serves its counts fresh and hides who voted', async () => {
      const poll = await ask();
      await say(ana, vote(ana, poll, 'Monday'));
      const answer = await fetch(poll, { headers: { accept: 'application/activity+json' } });
      const document = await answer.text();
      expect(JSON.parse(document).oneOf[0].replies.totalItems).to.equal(1);
      expect(document).not.to.include(ana.id);
    });

    it('needs two answers, all different, and an end to come', async () => {
      for (const more of [
        { oneOf: options('Only one') },
        { oneOf: options('Same', ' same') },
        { oneOf: options(...Array.from({ length: 9 }, (_, n) => `${n}`)) },
        { endTime: inMs(-1000) },
        { endTime: undefined },
      ]) {
        const question = { type: 'Question', content: 'Q', oneOf: options('a', 'b'), endTime: inMs(hour), ...more };
        expect((await amina.post(question)).status, JSON.stringify(more)).to.equal(422);
      }
    });
  });

  describe('from elsewhere', () => {
    async function theirs(more: Json = {}): Promise<{ id: string; object: Json }> {
      const made = create(ana, {
        type: 'Question',
        oneOf: options('Tea', 'Coffee'),
        endTime: inMs(hour),
        to: [PUBLIC, amina.actor.id],
        ...more,
      });
      await say(ana, made.activity);
      return made;
    }

    it('has its counts brought up to date without counting as edited', async () => {
      const { id, object } = await theirs();
      const tally = [3, 1].map((totalItems, n) => ({
        type: 'Note',
        name: ['Tea', 'Coffee'][n],
        replies: { totalItems },
      }));
      await say(ana, activity(ana, 'Update', { ...object, oneOf: tally, votersCount: 4 }));
      expect(await stands(id)).to.deep.equal({ votes: [3, 1], voters: 4 });
      expect(await stored(id)).not.to.have.property('updated');
      // FEP-9967 has it with `updated`; an edit of the words is one all the same.
      await say(ana, activity(ana, 'Update', { ...object, oneOf: tally, votersCount: 5, updated: inMs(0) }));
      expect(await stored(id))
        .to.include({ voters: 5 })
        .and.not.to.have.property('updated');
      await say(ana, activity(ana, 'Update', { ...object, content: '<p>New words</p>', updated: inMs(0) }));
      expect(await stored(id))
        .to.include({ content: '<p>New words</p>' })
        .and.to.have.property('updated');
    });

    it('is counted by nobody but its author', async () => {
      const { id, object } = await theirs();
      const tally = [{ type: 'Note', name: 'Tea', replies: { totalItems: 900 } }, ...options('Coffee')];
      await say(dan, activity(dan, 'Update', { ...object, oneOf: tally }));
      await say(dan, activity(dan, 'Update', { ...object, oneOf: tally, attributedTo: dan.id }));
      await say(dan, vote(dan, id, 'Tea'));
      expect(await stands(id)).to.deep.equal({ votes: [0, 0], voters: undefined });
    });

    it('is voted in by a member once, and its author alone is told, without content', async () => {
      const { id } = await theirs();
      expect((await amina.post({ type: 'Note', name: 'Tea', inReplyTo: id })).status).to.equal(201);
      expect((await amina.post({ type: 'Note', name: 'Coffee', inReplyTo: id })).status).to.equal(422);
      await hub.idle();
      const sent = peer.received.filter(({ activity: { object } }) => (object as Json)?.inReplyTo === id);
      expect(sent.map(({ path }) => path)).to.deep.equal(['/users/ana/inbox']);
      const note = sent[0]?.activity.object as Json;
      expect(note).to.include({ type: 'Note', name: 'Tea', attributedTo: amina.actor.id });
      expect(note).not.to.have.property('content');
    });

    it('is bounded in its answers, and their words are text', async () => {
      const many = Array.from({ length: 10_000 }, (_, n) => ({ type: 'Note', name: `<b>${n}</b>` }));
      const { id } = await theirs({ oneOf: many });
      const { options: kept } = await stored(id);
      expect(kept.length).to.equal(50);
      expect(kept[0]?.name).to.equal('0');
    });
  });
});
