// The two real peers speak with each other, so that what the interop tests of the hub show is the hub's doing.

import { expect } from 'chai';
import { until } from '../helpers/until.ts';
import { type Peer, startApex, startFedify } from './start.ts';

const arrived = (peer: Peer, type: string, id: string) =>
  until(async () => (await peer.received()).find(found => found.type === type && found.id === id), {
    what: `${type} ${id}`,
  });

describe('a Fedify server and an activitypub-express server', function () {
  this.timeout(330_000);
  let fedify: Peer;
  let apex: Peer;
  let followed: string;

  before(async () => {
    [fedify, apex] = await Promise.all([startFedify({ user: 'bob' }), startApex({ user: 'ada' })]);
  });
  after(() => Promise.all([fedify?.stop(), apex?.stop()]));

  it('follow each other, one found by its handle and one by its id', async () => {
    const follow = await fedify.follow(`acct:${apex.handle.slice(1)}`);
    expect(follow.actor).to.equal(apex.actor);
    followed = follow.activity;
    await apex.follow(fedify.actor);
    await until(async () => (await fedify.following()).includes(apex.actor), { what: 'Fedify following apex' });
    await until(async () => (await apex.following()).includes(fedify.actor), { what: 'apex following Fedify' });
    expect(await fedify.followers()).to.deep.equal([apex.actor]);
    expect(await apex.followers()).to.deep.equal([fedify.actor]);
  });

  it('exchange a post and a reply to it', async () => {
    const post = await fedify.note({ content: '<p>Does anyone teach with <em>open</em> data?</p>' });
    const seen = await arrived(apex, 'Create', post.activity);
    expect(seen.object).to.include({ id: post.object, content: '<p>Does anyone teach with <em>open</em> data?</p>' });

    const reply = await apex.note({ content: 'We do.', inReplyTo: post.object, mentions: [fedify.actor] });
    const answer = await arrived(fedify, 'Create', reply.activity);
    expect(answer.actor).to.equal(apex.actor);
    expect(answer.object).to.include({ id: reply.object, inReplyTo: post.object });
  });

  it('like and take the like back', async () => {
    const post = await fedify.note({ content: 'A course on maps.' });
    const like = await apex.like(post.activity);
    expect(await arrived(fedify, 'Like', like.activity)).to.include({ actor: apex.actor, object: post.activity });
    const undo = await apex.undo(like.activity);
    await arrived(fedify, 'Undo', undo.activity);

    const other = await apex.note({ content: 'A course on rivers.' });
    const back = await fedify.like(other.activity);
    await arrived(apex, 'Like', back.activity);
    await arrived(apex, 'Undo', (await fedify.undo(back.activity)).activity);
  });

  it('end a follow', async () => {
    await fedify.undo(followed);
    await until(async () => !(await apex.followers()).includes(fedify.actor), { what: 'apex losing its follower' });
  });

  it('refuse an activity that nobody signed', async () => {
    for (const { actor } of [fedify, apex]) {
      const body = JSON.stringify({
        '@context': 'https://www.w3.org/ns/activitystreams',
        id: `${actor}#x`,
        type: 'Like',
        actor,
        object: actor,
      });
      const headers = { 'content-type': 'application/activity+json' };
      const { status } = await fetch(`${actor}/inbox`, { method: 'POST', headers, body });
      expect(status).to.equal(401);
    }
  });

  it('say so when something cannot be found', async () => {
    const error = await fedify.follow(`acct:nobody@${new URL(apex.origin).host}`).catch((thrown: Error) => thrown);
    expect(error).to.be.an('error').with.property('message').that.includes('cannot find');
  });
});
