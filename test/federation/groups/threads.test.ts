// A thread is a collection that its owner serves (FEP-7888, FEP-f228), and one of elsewhere is read from there, as far as
// it is worth it and no further.
import { expect } from 'chai';
import type { Perform } from '../../../src/domain/commands.ts';
import type { Thing } from '../../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../../helpers/peer.ts';
import { brokenRequirements } from '../write/requirements.ts';

describe('a thread', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let perform: Perform;
  let amina: TestMember;
  let ana: PeerActor;
  let ben: PeerActor;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    perform = hub.hub.core.performing(async () => undefined);
    amina = await hub.member('amina');
    [ana, ben] = [peer.actor('ana'), other.actor('ben')];
    await say(ana, create(ana, { to: [PUBLIC, amina.actor.id] }).activity);
    const { activity: asked } = await perform(amina.actor, { do: 'follow', whom: ana.id });
    const follow = { id: asked, type: 'Follow', actor: amina.actor.id, object: ana.id };
    await say(ana, activity(ana, 'Accept', follow));
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });
  beforeEach(() => {
    peer.asked.length = 0;
    other.asked.length = 0;
  });

  async function say(as: PeerActor, what: Json): Promise<void> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.equal(202);
    await hub.idle();
  }
  async function post(note: Json): Promise<string> {
    const { location } = await amina.post({ type: 'Note', ...note });
    await hub.idle();
    return location.replace(/\/create$/, '');
  }
  const get = async (url: string) => amina.get(url);
  const stored = async (id: string) => {
    const record = await hub.hub.core.storage.records.get(id);
    return record?.body as Thing | undefined;
  };

  describe('that began here', () => {
    it('is listed oldest first by its community: what is public and answers, step by step, what it began with', async () => {
      const draft = { handle: 'garden', name: 'Garden', summary: '' };
      const garden = (await perform(amina.actor, { do: 'openCommunity', draft })).object ?? '';
      const root = await post({ content: 'Seeds?', audience: garden });
      const context = `${root}/context`;
      const note = (await get(root)).body;
      expect(note).to.include({ context, conversation: context });
      const first = create(ana, { inReplyTo: root, context });
      await say(ana, first.activity);
      const second = await post({ content: 'Yes', inReplyTo: first.id });
      expect((await get(second)).body.context, 'an answer to an answer is in the same thread').to.equal(context);
      const third = create(ben, { inReplyTo: first.id, to: [PUBLIC, amina.actor.id] });
      await say(ben, third.activity);
      await post({ content: 'Between us', inReplyTo: first.id, to: [amina.actor.id] });
      const fakes = [
        create(ana, { context, to: [PUBLIC, amina.actor.id] }),
        create(ana, { context, inReplyTo: `${ana.id}/statuses/none` }),
      ];
      for (const fake of fakes) await say(ana, fake.activity);

      const head = (await get(context)).body;
      expect(head).to.include({ type: 'OrderedCollection', attributedTo: garden });
      expect(brokenRequirements(head, { loopback: true })).to.deep.equal([]);
      const page = (await get(String(head.first))).body;
      expect(page.orderedItems).to.deep.equal([root, first.id, second, third.id]);
      expect((await get(`${second}/context`)).status, 'an answer begins none').to.equal(404);
    });

    it('tells nothing of what is not open to all', async () => {
      const root = await post({ content: 'For few', to: [amina.actor.id] });
      expect((await get(root)).body).not.to.have.property('context');
      expect((await get(`${root}/context`)).status).to.equal(404);
    });

    it('is listed whole, page by page', async () => {
      const root = await post({ content: 'Count' });
      const answers = Array.from({ length: 60 }, (_, n) => post({ content: String(n), inReplyTo: root }));
      const ids = [root, ...(await Promise.all(answers))];
      const first = (await get(`${root}/context?page=true`)).body;
      const rest = (await get(String(first.next))).body;
      const listed = [...(first.orderedItems as string[]), ...(rest.orderedItems as string[])];
      expect(listed[0]).to.equal(root);
      expect(listed).to.have.members(ids);
      expect(rest).not.to.have.property('next');
    });
  });

  describe('that began elsewhere', () => {
    /** A thread at a peer: a root, `size` answers by others, its collection in pages of `perPage`, and one more answer by ana. */
    function thread(name: string, size: number, { perPage = 10, more = {} as Json } = {}) {
      const context = `${peer.origin}/threads/${name}`;
      const root = create(ben, { context, name, audience: `${peer.origin}/groups/1` });
      other.documents.set(new URL(root.id).pathname, root.object);
      const answers = Array.from({ length: size }, () =>
        create(ben, { context, inReplyTo: root.id, content: `<p>${name}</p>` }),
      );
      for (const { id, object } of answers) other.documents.set(new URL(id).pathname, object);
      const ids = [root, ...answers].map(({ id }) => id);
      const pages = Math.ceil(ids.length / perPage);
      const pageId = (n: number) => `${context}?page=${n}`;
      peer.documents.set(`/threads/${name}`, {
        id: context,
        type: 'OrderedCollection',
        attributedTo: ana.id,
        totalItems: ids.length,
        first: pageId(0),
        ...more,
      });
      for (let n = 0; n < pages; n++) {
        peer.documents.set(`/threads/${name}?page=${n}`, {
          id: pageId(n),
          type: 'OrderedCollectionPage',
          partOf: context,
          orderedItems: ids.slice(n * perPage, (n + 1) * perPage),
          ...(n < pages - 1 && { next: pageId(n + 1) }),
        });
      }
      const last = create(ana, { context, inReplyTo: answers[0]?.id ?? root.id });
      return { context, root, answers, last };
    }
    const asked = (path: string) => peer.asked.filter(each => each.startsWith(path)).length;

    it('is answered in its own thread', async () => {
      const { context, root, last } = thread('own', 1);
      await say(ana, last.activity);
      expect((await stored(root.id))?.thread).to.equal(context);
      const answer = await post({ content: 'I see', inReplyTo: last.id });
      expect((await get(answer)).body).to.include({ context, conversation: context });
    });

    it('is read from its collection, each thing from its own origin, and not again for a while', async () => {
      const { context, root, answers, last } = thread('seeds', 24);
      await say(ana, last.activity);
      const links = await hub.hub.core.storage.links.list({ kind: 'thread', from: context }, { limit: 100 });
      expect(links.map(({ to }) => to)).to.have.members([root.id, last.id, ...answers.map(({ id }) => id)]);
      expect((await hub.search('q=seeds')).total, 'what answers there is found').to.equal(answers.length);
      const before = peer.asked.length;
      await say(ana, create(ana, { context, inReplyTo: root.id }).activity);
      expect(peer.asked.length).to.equal(before);
    });

    it('is read from the replies of what is answered, where it has no collection', async () => {
      const root = create(ana, { content: '<p>Root</p>' });
      const replies = `${root.id}/replies`;
      const siblings = [1, 2, 3].map(() => create(ben, { inReplyTo: root.id }));
      for (const { id, object } of siblings) other.documents.set(new URL(id).pathname, object);
      peer.documents.set(new URL(root.id).pathname, { ...root.object, replies: { id: replies, type: 'Collection' } });
      const items = siblings.map(({ id }) => id);
      peer.documents.set(new URL(replies).pathname, { id: replies, type: 'Collection', first: { items } });
      await say(ana, create(ana, { inReplyTo: root.id }).activity);
      for (const id of items) expect(await stored(id)).not.to.equal(undefined);
    });

    it('is not taken from a collection that says it is another’s', async () => {
      const { root, answers, last } = thread('stolen', 3, { more: { attributedTo: ben.id } });
      await say(ana, last.activity);
      expect(await stored(root.id), 'what the answer answers is found upwards').not.to.equal(undefined);
      expect(await stored(answers[2]?.id ?? '')).to.equal(undefined);
    });

    it('does not bring in what belongs elsewhere because it is listed', async () => {
      const lies = thread('lies', 0);
      const strangers = Array.from({ length: 20 }, () => create(ben, { content: '<p>Buy</p>' }));
      for (const { id, object } of strangers) other.documents.set(new URL(id).pathname, object);
      peer.documents.set('/threads/lies?page=0', {
        id: `${lies.context}?page=0`,
        type: 'OrderedCollectionPage',
        orderedItems: strangers.map(({ id }) => id),
      });
      await say(ana, lies.last.activity);
      for (const { id } of strangers) expect(await stored(id)).to.equal(undefined);
      expect(other.asked.length, 'and the list is left soon').to.be.below(10);
    });

    it('is not followed round and round', async () => {
      const round = thread('round', 1);
      let page = 0;
      for (const path of ['/threads/round', '/threads/round?page=0'])
        peer.documents.set(path, {
          id: `${peer.origin}${path}`,
          type: 'OrderedCollection',
          first: `${round.context}?n=0`,
        });
      for (let n = 0; n < 100; n++) {
        peer.documents.set(`/threads/round?n=${n}`, (_req, res) => {
          page++;
          const id = `${round.context}?n=${n}`;
          const body = { id, type: 'OrderedCollectionPage', orderedItems: [], next: `${round.context}?n=${n + 1}` };
          res.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(body));
        });
      }
      await say(ana, round.last.activity);
      expect(page).to.be.within(5, 30);
    });

    it('of 5,000 answers is read up to a bound', async function () {
      this.timeout(120_000);
      const { context, last } = thread('long', 5000, { perPage: 100 });
      await say(ana, last.activity);
      const count = await hub.hub.core.storage.links.count({ kind: 'thread', from: context });
      expect(count).to.be.within(400, 510);
      expect(asked('/threads/long')).to.be.below(60);
    });
  });
});
