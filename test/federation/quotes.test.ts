// Quotes with consent (FEP-044f): asked, allowed, refused, taken back, and believed of nobody but the quoted author.
import { expect } from 'chai';
import { taskQueue } from '../../federation/tasks/task.ts';
import type { Thing } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

const dayMs = 86_400_000;

describe('a quote', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let ana: PeerActor;
  let eve: PeerActor;

  before(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    [amina, badru] = [await hub.member('amina', 'admin'), await hub.member('badru')];
    [ana, eve] = [peer.actor('ana'), other.actor('eve')];
    for (const one of [ana, eve]) {
      const { location } = await amina.post({ type: 'Follow', object: one.id });
      await hub.idle();
      await say(one, activity(one, 'Accept', location));
    }
  });
  after(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  async function say(as: PeerActor, what: Json): Promise<void> {
    const { status, text } = await send(hub.url('/inbox'), what, as);
    expect(status, text).to.be.oneOf([202, 403]);
    await hub.idle();
  }

  const everybody = { canQuote: { automaticApproval: [PUBLIC] } };
  async function theirs(as: PeerActor, where: Peer, more: Json = {}): Promise<string> {
    const made = create(as, { interactionPolicy: everybody, ...more });
    where.documents.set(new URL(made.id).pathname, made.object);
    await say(as, made.activity);
    return made.id;
  }
  async function ours(more: Json = {}): Promise<string> {
    const { location, status, body } = await amina.post({ type: 'Note', content: 'Ours', ...more });
    expect(status, body).to.equal(201);
    await hub.idle();
    return location.replace(/\/create$/, '');
  }
  const links = () => hub.hub.core.storage.links;
  const isStamped = async (quote: string, what: string) => (await links().get('quotes', quote, what)) !== undefined;
  const stored = async (id: string) => (await hub.hub.core.storage.records.get(id))?.body as Thing;
  const sent = (where: Peer, type: string) =>
    where.received.map(({ activity: each }) => each).filter(each => each.type === type);
  const page = async (id: string) => {
    const record = await hub.hub.core.storage.records.get(id);
    const path = id.startsWith(hub.origin) ? id : hub.url(`/n/${record?.num}`);
    return (await fetch(path, { headers: { accept: 'text/html' } })).text();
  };

  describe('of a member’s words, from elsewhere', () => {
    it('is asked for, allowed with a stamp that everybody can read, and shown', async () => {
      const what = await ours({ name: 'Words worth quoting' });
      const made = create(eve, { quote: what, content: '<p>See this.</p>' });
      await say(eve, activity(eve, 'QuoteRequest', what, { instrument: made.object }));
      const accept = sent(other, 'Accept').find(({ object }) => (object as Json).type === 'QuoteRequest') as Json;
      expect(accept.object).to.deep.include({ object: what, instrument: made.id, actor: eve.id });
      const stamp = String(accept.result);
      const answer = await fetch(stamp, { headers: { accept: 'application/activity+json' } });
      expect(await answer.json()).to.include({
        id: stamp,
        type: 'QuoteAuthorization',
        attributedTo: amina.actor.id,
        interactingObject: made.id,
        interactionTarget: what,
      });
      const quoting = { ...made.object, quoteAuthorization: stamp };
      await say(eve, activity(eve, 'Create', quoting, { id: `${made.id}/activity`, to: [PUBLIC] }));
      expect(await page(made.id)).to.include('Words worth quoting');

      expect((await amina.post({ type: 'Delete', object: stamp })).status).to.equal(201);
      await hub.idle();
      expect(await isStamped(made.id, what)).to.equal(false);
      expect(sent(other, 'Delete').map(({ object }) => object)).to.include(stamp);
      expect((await fetch(stamp, { headers: { accept: 'application/activity+json' } })).status).to.equal(410);
      expect(await page(made.id)).not.to.include('Words worth quoting');
      await say(eve, activity(eve, 'QuoteRequest', what, { instrument: made.id }));
      expect(sent(other, 'Reject')).to.have.length(1);
      expect(await isStamped(made.id, what)).to.equal(false);
    });

    it('and an answer, are had as far as she has said, post by post (interactionPolicy)', async () => {
      const followers = `${amina.actor.id}/followers`;
      const policyOf = async (id: string) => {
        const answer = await fetch(id, { headers: { accept: 'application/activity+json' } });
        return ((await answer.json()) as Json).interactionPolicy;
      };
      const asked = async (as: PeerActor, what: string) => {
        const { id } = create(as, { quote: what });
        await say(as, activity(as, 'QuoteRequest', what, { instrument: id }));
        return isStamped(id, what);
      };
      const answered = async (as: PeerActor, what: string) => {
        const answer = create(as, { inReplyTo: what });
        await say(as, answer.activity);
        return (await hub.hub.core.storage.records.get(answer.id)) !== undefined;
      };
      const canQuote = { automaticApproval: followers, manualApproval: PUBLIC };
      const some = await ours({ interactionPolicy: { canQuote, canReply: { automaticApproval: [followers] } } });
      expect(await policyOf(some)).to.deep.equal({
        canQuote: { automaticApproval: [followers] },
        canReply: { automaticApproval: [followers] },
      });
      expect([await asked(eve, some), await answered(eve, some)]).to.deep.equal([false, false]);
      await say(eve, activity(eve, 'Follow', amina.actor.id));
      expect([await asked(eve, some), await answered(eve, some)]).to.deep.equal([true, true]);

      const nobody = { automaticApproval: [] };
      const named = { type: 'Mention', href: ana.id, name: '@ana' };
      const none = await ours({ tag: [named], interactionPolicy: { canQuote: nobody, canReply: nobody } });
      const alone = { automaticApproval: [amina.actor.id] };
      expect(await policyOf(none)).to.deep.equal({ canQuote: alone, canReply: alone });
      expect([await asked(eve, none), await answered(eve, none)]).to.deep.equal([false, false]);
      expect(await answered(ana, none), 'whom it names may answer').to.equal(true);
      const refused = await badru.post({ type: 'Note', content: 'But.', inReplyTo: none, to: [PUBLIC] });
      expect(refused.status).to.equal(422);
      const edited = { id: none, type: 'Note', content: 'Ours, edited.' };
      expect((await amina.post({ type: 'Update', object: edited })).status).to.equal(201);
      await hub.idle();
      expect(await policyOf(none), 'an edit of the words leaves it').to.deep.equal({
        canQuote: alone,
        canReply: alone,
      });
    });

    it('is not to be had of what is not for all, of a stranger’s post, or by another’s stamp', async () => {
      const closed = await ours({ to: [`${amina.actor.id}/followers`] });
      const open = await ours();
      const before = other.received.length;
      const mine = create(eve, { quote: closed });
      await say(eve, activity(eve, 'QuoteRequest', closed, { instrument: mine.id }));
      await say(eve, activity(eve, 'QuoteRequest', open, { instrument: `${peer.origin}/users/ana/statuses/1` }));
      await say(
        eve,
        activity(eve, 'QuoteRequest', `${hub.origin}/o/01K00000000000000000000000`, { instrument: mine.id }),
      );
      expect(other.received.slice(before)).to.deep.equal([]);
      const forged = `${other.origin}/stamps/1`;
      const quote = create(eve, { quote: open, quoteAuthorization: forged });
      const claims = { attributedTo: amina.actor.id, interactingObject: quote.id, interactionTarget: open };
      other.documents.set('/stamps/1', { id: forged, type: 'QuoteAuthorization', ...claims });
      await say(eve, quote.activity);
      expect(await isStamped(quote.id, open)).to.equal(false);
      expect(await page(quote.id)).to.include('has not allowed');
    });
  });

  describe('by a member', () => {
    it('is asked of the author, waits, is sent again with the stamp, and again without when that is taken back', async () => {
      const what = await theirs(ana, peer, { content: '<p>Quotable words.</p>' });
      const quote = await ours({ content: 'As she says.', quote: what });
      const request = sent(peer, 'QuoteRequest')[0] as Json;
      expect(request).to.include({ actor: amina.actor.id, object: what });
      expect(request.instrument).to.include({ id: quote, quote: what, _misskey_quote: what });
      expect(await page(quote))
        .to.include('has been asked')
        .and.not.include('Quotable words');
      const stamp = `${ana.id}/stamps/1`;
      await say(eve, activity(eve, 'Accept', request, { result: `${eve.id}/stamps/1` }));
      await say(ana, activity(ana, 'Accept', request.id, { result: `${eve.id}/stamps/1` }));
      expect(await isStamped(quote, what)).to.equal(false);
      await say(ana, activity(ana, 'Accept', request, { result: stamp }));
      expect(await page(quote)).to.include('Quotable words');
      const updated = sent(peer, 'Update').at(-1)?.object as Json;
      expect(updated).to.include({ id: quote, quoteAuthorization: stamp });
      expect(updated.content).to.include('RE: ');
      await say(eve, activity(eve, 'Delete', stamp));
      expect(await isStamped(quote, what)).to.equal(true);
      await say(ana, activity(ana, 'Delete', stamp));
      expect(await isStamped(quote, what)).to.equal(false);
      expect(sent(peer, 'Update').at(-1)?.object).not.to.have.property('quoteAuthorization');
      expect(await page(quote)).not.to.include('Quotable words');
      await say(ana, activity(ana, 'Accept', request, { result: stamp }));
      expect(await isStamped(quote, what), 'after it was taken back').to.equal(false);
    });

    it('is refused, and then withheld', async () => {
      const what = await theirs(ana, peer, { interactionPolicy: { canQuote: { manualApproval: PUBLIC } } });
      const quote = await ours({ quote: what });
      const request = sent(peer, 'QuoteRequest').at(-1) as Json;
      await say(ana, activity(ana, 'Reject', request));
      expect(await page(quote)).to.include('has not allowed');
    });

    it('is not made against the author’s word, and neither is an answer', async () => {
      const alone = { automaticApproval: [ana.id] };
      const none = await theirs(ana, peer, { interactionPolicy: undefined });
      const closed = await theirs(ana, peer, { interactionPolicy: { canQuote: alone, canReply: alone } });
      for (const what of [none, closed])
        expect((await badru.post({ type: 'Note', content: 'x', quote: what })).status).to.equal(422);
      expect((await badru.post({ type: 'Note', content: 'x', inReplyTo: none })).status).to.equal(201);
      expect((await badru.post({ type: 'Note', content: 'x', inReplyTo: closed })).status).to.equal(422);
      const followers = { automaticApproval: [`${ana.id}/followers`] };
      const some = await theirs(ana, peer, { interactionPolicy: { canQuote: followers, canReply: followers } });
      expect((await badru.post({ type: 'Note', content: 'x', inReplyTo: some })).status).to.equal(422);
      expect((await amina.post({ type: 'Note', content: 'x', inReplyTo: some })).status).to.equal(201);
    });

    it('of words of this hub is allowed at once, and of one’s own without asking', async () => {
      const what = await ours({ name: 'House words' });
      const { location } = await badru.post({ type: 'Note', content: 'Yes', quote: what });
      await hub.idle();
      const quote = location.replace(/\/create$/, '');
      expect(await isStamped(quote, what)).to.equal(true);
      expect((await stored(quote)).quote?.authorization).to.match(/\/e\//);
      expect(await page(quote)).to.include('House words');
      const own = await ours({ quote: what });
      expect(await page(own)).to.include('House words');
    });
  });

  describe('between others', () => {
    it('is shown when the stamp at its author’s origin says so, under any of the names that peers use', async () => {
      for (const name of ['quote', 'quoteUrl', 'quoteUri', '_misskey_quote']) {
        const what = await theirs(ana, peer, { content: `<p>Said as ${name}.</p>` });
        const stamp = `${ana.id}/stamps/${name}`;
        const quote = create(eve, { [name]: what, quoteAuthorization: stamp });
        const claims = { attributedTo: ana.id, interactingObject: quote.id, interactionTarget: what };
        peer.documents.set(new URL(stamp).pathname, { id: stamp, type: 'QuoteAuthorization', ...claims });
        await say(eve, quote.activity);
        expect(await page(quote.id)).to.include(`Said as ${name}`);
      }
    });

    it('is not believed by a stamp of another origin, for another post, of another author, or of another type', async () => {
      const what = await theirs(ana, peer);
      let n = 0;
      const forge = async (where: Peer, owner: PeerActor, change: Json) => {
        const stamp = `${owner.id}/forged/${++n}`;
        const quote = create(eve, { quote: what, quoteAuthorization: stamp });
        const claims = { attributedTo: ana.id, interactingObject: quote.id, interactionTarget: what };
        where.documents.set(new URL(stamp).pathname, { id: stamp, type: 'QuoteAuthorization', ...claims, ...change });
        await say(eve, quote.activity);
        expect(await isStamped(quote.id, what), JSON.stringify(change)).to.equal(false);
        expect(await page(quote.id)).to.include('has not allowed');
      };
      await forge(other, eve, {});
      await forge(peer, ana, { interactingObject: `${eve.id}/statuses/0` });
      await forge(peer, ana, { interactionTarget: `${ana.id}/statuses/0` });
      await forge(peer, ana, { attributedTo: eve.id });
      await forge(peer, ana, { type: 'Note' });
      await forge(peer, ana, { id: `${ana.id}/forged/elsewhere` });
    });

    it('ends when its stamp is gone or another, though nobody said so; while the origin is silent it stays', async () => {
      const { jobs } = hub.hub.core.storage;
      const what = await theirs(ana, peer);
      const after: Record<string, [now: Json | number, stands: boolean]> = {
        same: [{}, true],
        silent: [500, true],
        gone: [404, false],
        other: [{ type: 'Tombstone' }, false],
      };
      for (const [name, [now, stands]] of Object.entries(after)) {
        const stamp = `${ana.id}/stamps/${name}`;
        const path = new URL(stamp).pathname;
        const quote = create(eve, { quote: what, quoteAuthorization: stamp });
        const claims = { attributedTo: ana.id, interactingObject: quote.id, interactionTarget: what };
        const document = { id: stamp, type: 'QuoteAuthorization', ...claims };
        peer.documents.set(path, document);
        const before = Date.now();
        await say(eve, quote.activity);
        expect(await isStamped(quote.id, what), name).to.equal(true);
        if (name === 'same')
          expect(await jobs.nextDue(taskQueue)).to.be.within(before + dayMs - 60_000, Date.now() + dayMs);
        const answers = typeof now === 'number' ? now : { ...document, ...now };
        peer.documents.set(
          path,
          typeof answers === 'number' ? (_req, res) => void res.writeHead(answers).end() : answers,
        );
        const payload = { task: 'checkStamp', stamp };
        await jobs.add([{ key: `now ${stamp}`, queue: taskQueue, lane: `now ${stamp}`, order: 0, payload }]);
        await hub.idle();
        expect(await isStamped(quote.id, what), name).to.equal(stands);
      }
    });

    it('that arrives again undated with its stamp is no edit', async () => {
      const what = await theirs(ana, peer);
      const quote = create(eve, { quote: what });
      await say(eve, quote.activity);
      await say(eve, activity(eve, 'Update', { ...quote.object, quoteAuthorization: `${ana.id}/stamps/late` }));
      const now = await stored(quote.id);
      expect(now.quote?.authorization).to.equal(`${ana.id}/stamps/late`);
      expect(now).not.to.have.property('updated');
    });
  });
});
