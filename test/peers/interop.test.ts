// The hub and two servers of other makers, run as they come from the registry: they follow a community, receive what is
// posted to it, answer, like, take the like back, and are followed.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { until } from '../helpers/until.ts';
import { type Peer, startApex, startFedify } from './start.ts';

interface Case {
  name: string;
  /** The hub is in secure mode, and the peer signs what it reads. */
  secure: boolean;
  start(): Promise<Peer>;
  /** What the peer is told to like: activitypub-express likes activities, others the thing. */
  liked(thing: string): string;
}

const cases: Case[] = [false, true].flatMap(secure => [
  { name: 'Fedify', secure, start: () => startFedify({ signs: secure }), liked: (thing: string) => thing },
  {
    name: 'activitypub-express',
    secure,
    start: () => startApex({ signs: secure }),
    liked: (thing: string) => `${thing}/create`,
  },
]);

for (const { name, secure, start, liked } of cases) {
  describe(`with a ${name} server${secure ? ', in secure mode' : ''}`, function () {
    this.timeout(60_000);
    let peer: Peer;
    let hub: TestHub;
    let amina: TestMember;
    let community: string;
    let thing: string;

    before(async function () {
      this.timeout(600_000);
      peer = await start();
      hub = await startHub({ devPeers: [new URL(peer.origin).host], secure });
      amina = await hub.member('amina', 'admin');
      const outcome = await hub.hub.core.performing(async () => undefined)(amina.actor, {
        do: 'openCommunity',
        draft: { handle: 'reading', name: 'Reading together', summary: 'For all who teach reading.' },
      });
      community = outcome.object ?? '';
    });

    after(async () => {
      await hub.stop();
      await peer.stop();
    });

    const total = async (url: string) => (await amina.get(url)).body.totalItems;

    it('has a community followed by its handle', async () => {
      await peer.follow(`acct:reading@${new URL(hub.origin).host}`);
      await until(async () => (await peer.following()).includes(community), { what: 'the Accept to arrive' });
      const followers = await amina.get(`${community}/followers?page=true`);
      expect(followers.body.orderedItems).to.include(peer.actor);
    });

    it('delivers what is posted to the community', async () => {
      const posted = await amina.post({
        type: 'Note',
        content: '<p>Which books do your pupils ask for?</p>',
        to: ['https://www.w3.org/ns/activitystreams#Public'],
        audience: community,
      });
      expect(posted.status, posted.body).to.equal(201);
      thing = posted.location.replace(/\/create$/, '');
      const arrival = await until(
        async () => (await peer.received()).find(each => each.type === 'Announce' && each.actor === community),
        { what: 'the Announce of the community' },
      );
      expect(JSON.stringify(arrival)).to.include(thing);
    });

    it('takes its answer', async () => {
      await peer.note({
        content: 'The ones with goats in them.',
        inReplyTo: thing,
        mentions: [amina.actor.id],
        cc: [community],
      });
      await until(async () => (await total(`${thing}/replies`)) === 1, { what: 'the answer to arrive' });
      await hub.idle();
      expect((await hub.search('q=goats')).items).to.have.length(1);
      const inbox = await amina.get(`${amina.actor.id}/inbox?page=true`);
      expect(JSON.stringify(inbox.body)).to.include('goats');
    });

    it('takes its like, and lets it take the like back', async () => {
      const { activity } = await peer.like(liked(thing));
      await until(async () => (await total(`${thing}/likes`)) === 1, { what: 'the like to count' });
      await peer.undo(activity);
      await until(async () => (await total(`${thing}/likes`)) === 0, { what: 'the like to be gone' });
    });

    it('follows it, and hears what it says', async () => {
      const followed = await amina.post({ type: 'Follow', object: peer.actor });
      expect(followed.status, followed.body).to.equal(201);
      await until(async () => (await peer.followers()).includes(amina.actor.id), { what: 'the Follow to arrive' });
      await until(async () => (await total(`${amina.actor.id}/following`)) === 2, { what: 'the Accept to come back' });
      await peer.note({ content: 'A story a day, says the sparrow.' });
      await until(async () => (await hub.search('q=sparrow')).total === 1, { what: 'the post of the followed' });
    });

    it('forgets it when it leaves', async () => {
      const { activity } = await peer.follow(community);
      await peer.undo(activity);
      await until(
        async () =>
          !((await amina.get(`${community}/followers?page=true`)).body.orderedItems as string[] | undefined)?.includes(
            peer.actor,
          ),
        {
          what: 'the Undo to count',
        },
      );
    });
  });
}
