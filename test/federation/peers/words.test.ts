// In which words a post may come (interop I10, I17 to I23, I34 to I39): languages as maps, one value for a list and the other way round,
// text that is no HTML, dates and places, pictures that stand apart, quotes as links. Whatever the form, what people read is one.
import { expect } from 'chai';
import type { Thing } from '../../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../../helpers/peer.ts';

describe('the words of a post', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina');
    ana = peer.actor('ana');
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  /** What is stored of a note to Amina with these parts in place of the usual; `around` changes the activity. */
  async function told(more: Json, around: Json = {}): Promise<Partial<Thing> & Json> {
    const made = create(ana, { to: [PUBLIC], cc: [amina.actor.id], ...more });
    const answer = await send(hub.url('/inbox'), { ...made.activity, ...around }, ana);
    expect(answer.status, answer.text).to.equal(202);
    await hub.idle();
    const body = (await hub.hub.core.storage.records.get(made.id))?.body;
    expect(body, JSON.stringify(more)).to.be.an('object');
    return body as Partial<Thing> & Json;
  }

  it('are read from the first of their languages where there are no others', async () => {
    const maps = {
      content: null,
      contentMap: { fr: '<p>Bonjour</p>', en: '<p>Hello</p>' },
      summaryMap: { fr: 'Choc' },
    };
    expect(await told(maps)).to.include({ content: '<p>Bonjour</p>', language: 'fr', warning: 'Choc' });
    const article = { type: 'Article', nameMap: { fr: 'Le pain' }, summaryMap: { fr: 'Comment le faire' } };
    expect(await told(article)).to.include({ name: 'Le pain', summary: 'Comment le faire', language: 'fr' });
    const poll = await told({ type: 'Question', oneOf: [{ type: 'Note', nameMap: { fr: 'Oui' } }] });
    expect(poll.options).to.deep.equal([{ name: 'Oui', votes: 0 }]);
  });

  it('of a summary are text, whatever HTML they come in', async () => {
    for (const [summary, warning] of Object.entries({
      'Tom &amp; Jerry': 'Tom & Jerry',
      'Tom & Jerry': 'Tom & Jerry',
      '<p>5 &lt; 6</p>': '5 < 6',
    })) {
      expect(await told({ summary })).to.include({ warning });
      expect(await told({ type: 'Article', name: 'X', summary })).to.include({ summary: warning });
    }
  });

  it('that are sensitive are behind a warning, without words where none are given (I38)', async () => {
    const image = { type: 'Image', url: 'https://else.test/i.png' };
    for (const sensitive of [true, 'true'])
      expect(await told({ sensitive, summary: null, attachment: [image] })).to.include({ warning: '⚠' });
    expect(await told({ type: 'Page', name: 'Page', sensitive: true })).to.include({ warning: '⚠' });
    expect(await told({ sensitive: true, summary: 'Blood' })).to.include({ warning: 'Blood' });
    for (const sensitive of [false, 'false', null]) expect(await told({ sensitive })).not.to.have.property('warning');
  });

  it('are by whoever sends them, where they name several of one host, and nobody’s where they name nobody', async () => {
    for (const attributedTo of [[`${peer.origin}/groups/1`, ana.id], [ana.id]])
      expect(await told({ attributedTo })).to.include({ author: ana.id });
    const nobodys = create(ana, { attributedTo: undefined });
    await send(hub.url('/inbox'), nobodys.activity, ana);
    await hub.idle();
    expect(await hub.hub.core.storage.records.get(nobodys.id)).to.equal(undefined);
  });

  it('answer one thing, and are one actor’s, in a list as well', async () => {
    const above = await told({});
    const answer = await told({ inReplyTo: [above.id] }, { actor: [ana.id] });
    expect(answer).to.include({ inReplyTo: above.id });
  });

  it('from two actors at once are refused', async () => {
    const { activity } = create(ana);
    const both = { ...activity, actor: [ana.id, peer.actor('bob').id] };
    expect((await send(hub.url('/inbox'), both, ana)).status).to.equal(400);
  });

  it('that are text or Markdown stand in paragraphs, and what looks like a tag in them is text', async () => {
    const content = 'About **bread** & <b>salt</b>\nand water\n\nsee https://else.test/a #bread';
    for (const mediaType of ['text/markdown', 'text/plain']) {
      expect((await told({ type: 'Video', name: 'Bread', mediaType, content })).content).to.equal(
        '<p>About **bread** &amp; &lt;b&gt;salt&lt;/b&gt;<br>and water</p><p>see <a href="https://else.test/a" rel="nofollow noopener noreferrer">https://else.test/a</a> #bread</p>',
      );
    }
  });

  it('of a date begin with when and where it is', async () => {
    const address = { type: 'PostalAddress', streetAddress: '1 Main Street', addressLocality: 'Nairobi' };
    const event = {
      type: 'Event',
      name: 'Workshop',
      content: '<p>Come.</p>',
      startTime: '2027-05-12T14:00:00+03:00',
      endTime: '2027-05-12T16:30:00+03:00',
      location: { type: 'Place', name: 'Town hall', address },
      externalParticipationUrl: 'https://else.test/join',
    };
    expect(await told(event)).to.include({
      name: 'Workshop',
      content:
        '<p>2027-05-12 14:00–16:30 +03:00 · Town hall, 1 Main Street, Nairobi · https://else.test/join</p><p>Come.</p>',
    });
    const online = { type: 'VirtualLocation', name: 'A room', url: 'https://else.test/room' };
    const long = {
      ...event,
      endTime: '2027-05-14T12:00:00Z',
      timezone: 'Africa/Nairobi',
      location: [online, 'Garden'],
    };
    expect((await told({ ...long, externalParticipationUrl: null })).content).to.equal(
      '<p>2027-05-12 14:00–2027-05-14 12:00 Africa/Nairobi · A room https://else.test/room · Garden</p><p>Come.</p>',
    );
    const strange = { ...event, startTime: 'soon', location: { type: 'Place', name: { x: 1 } } };
    expect((await told({ ...strange, externalParticipationUrl: 'javascript:1' })).content).to.equal('<p>Come.</p>');
  });

  it('have the picture that is named apart, and a film has the largest of its previews', async () => {
    const image = { type: 'Image', url: 'https://else.test/i.png' };
    const page = await told({
      type: 'Page',
      name: 'Page',
      attachment: [{ type: 'Link', href: 'https://else.test/a' }],
      image,
    });
    expect(page.attachments).to.deep.equal([
      { as: 'link', url: 'https://else.test/a' },
      { as: 'image', url: 'https://else.test/i.png' },
    ]);
    const icon = [280, 850, 280].map((width, index) => {
      return { type: 'Image', url: `https://else.test/${index}.jpg`, mediaType: 'image/jpeg', width, height: 100 };
    });
    expect((await told({ type: 'Video', name: 'Film', icon })).cover).to.include({ url: 'https://else.test/1.jpg' });
  });

  it('quote by a link among the tags (FEP-e232), and its line is taken off', async () => {
    const quoted = await told({});
    const href = quoted.id;
    const mediaType = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
    const rel = 'https://misskey-hub.net/ns#_misskey_quote';
    const content = `<p>See.</p><p class="quote-inline">RE: <a href="${href}">this</a></p>`;
    for (const tag of [
      { type: 'Link', mediaType, rel, href, name: 'RE: this' },
      [{ type: 'Link', mediaType, rel: ['x', rel], href, name: '[1]' }],
    ]) {
      const quote = await told({ content, tag });
      expect(quote.quote).to.deep.equal({ what: href });
      expect(quote.content).to.equal('<p>See.</p>');
    }
    expect(await told({ tag: { type: 'Link', mediaType, href, name: '[1]' } })).not.to.have.property('quote');
  });

  it('reach whom they are for by the address of the page', async () => {
    const { id } = await told({ cc: [`${hub.origin}/@Amina`] });
    expect(await hub.hub.core.storage.links.get('box', amina.actor.id, String(id))).to.be.an('object');
  });
});
