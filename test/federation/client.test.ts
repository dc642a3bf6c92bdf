// What a member's own app may leave out (ActivityPub, 6.3): an Update changes what it names, and nothing is lost by silence.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { type Json, PUBLIC } from '../helpers/peer.ts';

describe('an Update by a member’s app', () => {
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;

  before(async () => {
    hub = await startHub();
    [amina, badru] = [await hub.member('amina'), await hub.member('badru')];
  });
  after(() => hub.stop());

  async function posted(what: Json): Promise<string> {
    const { status, location, body } = await amina.post({ to: [PUBLIC], ...what });
    expect(status, body).to.equal(201);
    return location.replace(/\/create$/, '');
  }
  async function changed(id: string, change: Json): Promise<Json> {
    const { status, body } = await amina.post({ type: 'Update', object: { id, ...change } });
    expect(status, body).to.equal(201);
    await hub.idle();
    return (await hub.hub.core.storage.records.get(id))?.body as Json;
  }

  it('keeps of a resource all that it does not name', async () => {
    const id = await posted({
      type: 'Article',
      name: 'Bread',
      summary: 'For beginners & others',
      content: '<p>Flour.</p>',
      license: 'https://creativecommons.org/licenses/by/4.0/',
      keywords: ['Baking'],
      about: ['http://metadata.un.org/sdg/4'],
      tag: [{ type: 'Hashtag', name: '#salt' }],
      attachment: [
        { type: 'Image', url: 'https://else.test/cover.png', name: 'A loaf' },
        { type: 'Document', url: 'https://else.test/a.pdf', mediaType: 'application/pdf', name: 'Leaflet' },
      ],
    });
    const stored = (await hub.hub.core.storage.records.get(id))?.body as Json;
    const { updated: _, ...named } = await changed(id, { type: 'Article', name: 'Good bread' });
    const { source: _typed, ...before } = stored;
    expect(named).to.deep.equal({ ...before, name: 'Good bread' });
    expect(await changed(id, { summary: 'For all' })).to.include({ summary: 'For all', name: 'Good bread' });
    const french = await changed(id, { contentMap: { fr: '<p>Farine.</p>' } });
    expect(french).to.include({ content: '<p>Farine.</p>', language: 'fr', summary: 'For all' });
    expect(await changed(id, { summary: null, tag: [] }))
      .to.include({ name: 'Good bread' })
      .and.not.have.property('summary');
  });

  it('keeps the warning, the title and the pictures of a discussion, and whom it is for', async () => {
    const image = { type: 'Image', url: 'https://else.test/i.png' };
    const id = await posted({
      type: 'Note',
      name: 'A & B',
      summary: 'Tom & Jerry',
      content: '<p>One.</p>',
      cc: [badru.actor.id],
      attachment: [image],
      interactionPolicy: { canReply: { automaticApproval: [] } },
    });
    const before = (await hub.hub.core.storage.records.get(id))?.body as Json;
    const { updated: _, ...after } = await changed(id, { content: '<p>Two.</p>' });
    expect(after).to.deep.equal({ ...before, content: '<p>Two.</p>' });
    expect(await changed(id, { summary: null })).not.to.have.property('warning');
  });

  it('and any act is about one thing', async () => {
    const [one, two] = [await posted({ type: 'Note', content: '1' }), await posted({ type: 'Note', content: '2' })];
    expect((await amina.post({ type: 'Like', object: [one, two] })).status).to.equal(400);
    expect((await amina.post({ type: 'Like', object: [one] })).status).to.equal(201);
  });

  it('of another’s thing is refused as before', async () => {
    const id = await posted({ type: 'Note', content: 'Mine.' });
    expect((await badru.post({ type: 'Update', object: { id, type: 'Note', content: 'Yours.' } })).status).to.equal(
      403,
    );
  });
});
