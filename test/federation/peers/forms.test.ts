// Forms in which peers may say one thing (interop I5, I22, I25 to I29, I31 to I36): whatever the form, the effect is one, and
// what is not understood is answered 202 and forgotten.
import { expect } from 'chai';
import type { Thing } from '../../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
import { post } from '../../helpers/message.ts';
import {
  activity,
  ask,
  create,
  type Json,
  openPeer,
  type Peer,
  type PeerActor,
  PUBLIC,
  send,
  type Tampering,
} from '../../helpers/peer.ts';
import { openSoftware } from '../../helpers/software.ts';

const profile = 'profile="https://www.w3.org/ns/activitystreams"';

describe('a hub understands', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let handle: string;
  let page: string;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
    page = `${hub.origin}/@amina`;
    handle = `@amina@${new URL(hub.origin).host}`;
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const say = async (what: Json, as = ana, tampering: Tampering = {}) => {
    const { status } = await send(hub.url('/inbox'), what, as, tampering);
    await hub.idle();
    return status;
  };
  const stored = async (id: string) => (await hub.hub.core.storage.records.get(id))?.body as Thing | undefined;
  const boxed = async (id: string) => (await hub.hub.core.storage.links.get('box', amina.actor.id, id)) !== undefined;
  const toAmina = (more: Json = {}) => create(ana, { to: [PUBLIC, amina.actor.id], ...more });

  describe('content types (I26)', () => {
    for (const type of [
      'application/activity+json',
      'application/activity+json; charset=utf-8',
      'APPLICATION/ACTIVITY+JSON',
      'application/ld+json',
      `application/ld+json; ${profile}`,
      `application/ld+json;${profile}`,
      `application/ld+json; charset=utf-8; ${profile}`,
      `application/ld+json; ${profile}; charset=utf-8`,
      `Application/LD+JSON; ${profile}`,
    ])
      it(type, async () => {
        const made = toAmina();
        expect(await say(made.activity, ana, { headers: { 'content-type': type } })).to.equal(202);
        expect(await stored(made.id)).to.be.an('object');
      });

    for (const type of ['application/json', 'text/plain', 'application/activity', '', undefined])
      it(`and refuses ${type === undefined ? 'none' : JSON.stringify(type)}`, async () => {
        const signs = ['(request-target)', 'host', 'date', 'digest'];
        expect(await say(toAmina().activity, ana, { signs, headers: { 'content-type': type } })).to.equal(415);
      });
  });

  describe('what is asked for (I27)', () => {
    const activityTypes: string[] = [
      'application/activity+json',
      'application/ld+json',
      `application/ld+json; ${profile}`,
      `application/ld+json;${profile}`,
      `application/activity+json, application/ld+json; ${profile}`,
      'application/activity+json, text/html;q=0.5',
      'text/html;q=0.1, application/activity+json;q=0.9, */*;q=0.1',
      `application/ld+json; ${profile}, application/activity+json, */*`,
    ];
    const pageTypes = [
      undefined,
      '*/*',
      'text/html',
      'text/html, application/activity+json;q=0.9',
      'application/activity+json;q=0, text/html',
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
      'application/ld+json; profile="https://else.test/other"',
    ];
    const cases = [
      ...activityTypes.map(accept => ({ accept, type: 'application/activity+json' })),
      ...pageTypes.map(accept => ({ accept, type: 'text/html' })),
    ];
    for (const { accept, type } of cases)
      it(`${accept ?? 'nothing'} is ${type}`, async () => {
        for (const url of [hub.hub.core.urls.hub, page]) {
          const answer = await ask(url, { headers: { accept } });
          const found =
            answer.status === 200
              ? answer
              : await ask(new URL(answer.headers.location ?? '', url), { headers: { accept } });
          expect(found.status, url).to.equal(200);
          expect(found.headers['content-type'], url).to.match(new RegExp(`^${type.replace('+', '\\+')}`));
          expect(answer.headers.vary, url).to.match(/\baccept\b/i);
        }
      });
  });

  describe('actors (I25)', () => {
    const own: Record<string, Json> = {
      'a Service': { type: 'Service' },
      'an Application': { type: 'Application' },
      'a Group': { type: 'Group' },
      'an Organization': { type: 'Organization' },
      'one of several types': { type: ['Person', 'schema:Person'] },
      'one without a name, an outbox or followers': { name: undefined, outbox: undefined, followers: undefined },
      'one without endpoints, and a shared inbox above them': { endpoints: null, sharedInbox: 'inbox' },
      'one with a list of keys': {},
      'one with many pages': {
        url: [
          { type: 'Link', href: 'page', mediaType: 'text/html' },
          { type: 'Link', href: 'x' },
        ],
      },
      'one with a name of dots, dashes and other signs': { preferredUsername: 'añá.b-c_d' },
      'one with an empty context': { '@context': [] },
      'one without a context': { '@context': undefined },
    };
    let count = 0;
    for (const [name, more] of Object.entries(own))
      it(`${name}, who follows and is followed`, async () => {
        const made = peer.actor(`one${++count}`);
        const document = {
          ...made.document,
          ...more,
          ...(name.includes('list of keys') && { publicKey: [made.document.publicKey] }),
          ...(more.sharedInbox !== undefined && { sharedInbox: `${peer.origin}/inbox` }),
        };
        peer.documents.set(`/users/one${count}`, JSON.parse(JSON.stringify(document)) as Json);
        expect(await say(activity(made, 'Follow', amina.actor.id), made)).to.equal(202);
        const { links } = hub.hub.core.storage;
        expect(await links.get('follows', made.id, amina.actor.id)).to.be.an('object');
        const { status, location, body } = await amina.post({ type: 'Follow', object: made.id });
        expect(status, body).to.equal(201);
        expect(await say(activity(made, 'Accept', location), made)).to.equal(202);
        expect(await links.get('follows', amina.actor.id, made.id)).to.be.an('object');
      });

    it('that are gone as nobody', async () => {
      const gone = peer.actor('gone');
      peer.documents.set('/users/gone', { id: gone.id, type: 'Tombstone', formerType: 'Person' });
      expect(await say(activity(gone, 'Follow', amina.actor.id), gone)).to.equal(401);
    });
  });

  describe('objects (I28)', () => {
    const forms: Record<string, Json> = {
      'of several types': { type: ['Note', 'x:Y'] },
      'without a context': { '@context': undefined },
      'with an empty context': { '@context': [] },
      'with fields of every sort': { 'x:y': { '@type': 'z', '@value': 1 }, likes: null, shares: [], expiry: {} },
    };
    for (const [name, more] of Object.entries(forms))
      it(name, async () => {
        const made = toAmina(more);
        const sent = '@context' in more ? { ...made.activity, '@context': more['@context'] } : made.activity;
        expect(await say(sent)).to.equal(202);
        expect(await stored(made.id)).to.include({ kind: 'discussion' });
      });

    it('of a type that nobody knows as nothing, like acts that nobody knows', async () => {
      const made = toAmina({ type: 'x:Poem' });
      expect(await say(made.activity)).to.equal(202);
      expect(await stored(made.id)).to.equal(undefined);
      for (const verb of ['View', 'Listen', 'Travel', 'x:Dance', 'Offer', 'Join', 'Arrive'])
        expect(await say(activity(ana, verb, amina.actor.id)), verb).to.equal(202);
    });
  });

  it('for whom a post is when only the activity says it, and never more than the post itself says', async () => {
    const { object, activity: sent, id } = toAmina();
    const { to, cc, ...silent } = object;
    expect(await say({ ...sent, to, cc, object: silent })).to.equal(202);
    expect(await stored(id)).to.include({ visibility: 'public' });
    expect(await boxed(id)).to.equal(true);
    const letter = create(ana, { to: [amina.actor.id], cc: [] });
    expect(await say({ ...letter.activity, to: [PUBLIC] })).to.equal(202);
    expect(await stored(letter.id)).to.include({ visibility: 'direct' });
    const edited = { ...silent, content: '<p>Other words.</p>', updated: new Date().toISOString() };
    expect(await say(activity(ana, 'Update', edited, { to: [amina.actor.id] }))).to.equal(202);
    expect(await stored(id)).to.include({ content: '<p>Other words.</p>', visibility: 'public' });
  });

  it('RFC 9421, as Ghost signs, and a public collection by its short name (I29)', async () => {
    const ghost = await openSoftware('ghost');
    const other = await startHub({ devPeers: [ghost.peer.host] });
    try {
      const nia = await other.member('amina');
      ghost.settle(other, { '/a/amina': nia.actor.id });
      const said = ghost.document('create');
      expect((await post(other.url('/inbox'), said, ghost.actor())).status).to.equal(202);
      await other.idle();
      const { id } = said.object as Json;
      const found = await other.hub.core.storage.records.get(String(id));
      expect(found?.body).to.include({ kind: 'resource', name: 'Slate and chalk', visibility: 'public' });
    } finally {
      await other.stop();
      await ghost.peer.close();
    }
  });

  it('that somebody departed whom it never knew, and asks nobody (I5)', async () => {
    const gone = peer.actor('neverknown');
    peer.documents.set('/users/neverknown', (_req, res) => void res.writeHead(410).end());
    const before = peer.asked.length;
    expect(await say(activity(gone, 'Delete', gone.id, { to: [PUBLIC] }), gone)).to.equal(202);
    expect(peer.asked.length).to.equal(before);
  });

  it('a follow by the address of a page, and refuses one of nobody here (I31)', async () => {
    const bo = peer.actor('bo');
    const { links, records } = hub.hub.core.storage;
    expect(await say(activity(bo, 'Follow', page), bo)).to.equal(202);
    expect(await links.get('follows', bo.id, amina.actor.id)).to.be.an('object');
    const accepted = peer.received
      .map(each => each.activity)
      .find(({ type, object }) => type === 'Accept' && (object as Json).actor === bo.id);
    expect(accepted?.actor).to.equal(amina.actor.id);
    const shouted = amina.actor.id.replace('/a/', '/A/');
    for (const nobody of [`${hub.origin}/@nobody`, shouted, `${amina.actor.id}/`, `${hub.origin}/a/nobody`]) {
      expect(await say(activity(bo, 'Follow', nobody), bo), nobody).to.equal(404);
      expect(await records.get(nobody)).to.equal(undefined);
    }
  });

  it('what comes to the shared and to the own inbox as one (I32)', async () => {
    const made = toAmina();
    for (const inbox of [hub.url('/inbox'), `${amina.actor.id}/inbox`, hub.url('/inbox')])
      expect((await send(inbox, made.activity, ana)).status).to.equal(202);
    await hub.idle();
    const { links } = hub.hub.core.storage;
    const box = await links.list({ kind: 'box', from: amina.actor.id }, { limit: 1000 });
    expect(box.filter(({ to }) => to === made.id).length).to.equal(1);
  });

  describe('times (I33)', () => {
    const times: [unknown, string | undefined][] = [
      ['2026-02-03T04:05:06Z', '2026-02-03T04:05:06.000Z'],
      ['2026-02-03T06:05:06+02:00', '2026-02-03T04:05:06.000Z'],
      ['2026-02-03T04:05Z', '2026-02-03T04:05:00.000Z'],
      ['2026-02-03T04:05:06.123456Z', '2026-02-03T04:05:06.123Z'],
      ['2026-02-03T04:05:06.123456789Z', '2026-02-03T04:05:06.123Z'],
      ['2999-01-01T00:00:00Z', undefined],
      [undefined, undefined],
      [null, undefined],
      ['yesterday', undefined],
      [1_770_000_000, undefined],
    ];
    for (const [published, expected] of times)
      it(`${published} is ${expected ?? 'the time when it came'}`, async () => {
        const before = Date.now();
        const made = toAmina({ published });
        await say(made.activity);
        const found = (await stored(made.id))?.published ?? '';
        if (expected) expect(found).to.equal(expected);
        else expect(Date.parse(found)).to.be.within(before, Date.now());
      });
  });

  describe('mentions (I34)', () => {
    const forms: [string, () => Json, boolean][] = [
      ['by id', () => ({ href: amina.actor.id }), true],
      ['by the address of the page', () => ({ href: page, name: '@amina' }), true],
      ['by name alone', () => ({ name: handle }), true],
      ['of a name of another host alone', () => ({ name: '@amina@else.test' }), false],
      ['of nobody here', () => ({ href: `${hub.origin}/@nobody`, name: handle.replace('amina', 'nobody') }), false],
      ['of nothing', () => ({}), false],
    ];
    for (const [name, tag, told] of forms)
      it(`${name} ${told ? 'tells' : 'do not tell'} a member`, async () => {
        const bo = peer.actor(`m${forms.findIndex(([each]) => each === name)}`);
        const made = create(bo, { tag: [{ type: 'Mention', ...tag() }] });
        await say(made.activity, bo);
        expect(await boxed(made.id)).to.equal(told);
        if (told) expect((await stored(made.id))?.mentions.map(({ id }) => id)).to.deep.equal([amina.actor.id]);
      });
  });

  it('attachments of every form (I35) and hashtags with and without the sign, of any host (I36)', async () => {
    const made = toAmina({
      attachment: [
        { type: 'Document', url: `${peer.origin}/a.png`, mediaType: 'image/png', width: null, height: null },
        { type: 'Image', url: [{ type: 'Link', href: `${peer.origin}/b.webp`, mediaType: 'image/webp' }], blurhash: 7 },
        { type: 'Document', url: `${peer.origin}/c` },
        { type: 'Link', href: 'https://else.test/d' },
        { type: 'PropertyValue', name: 'x', value: 'y' },
        'https://else.test/e',
        null,
      ],
      tag: [
        { type: 'Hashtag', name: '#one', href: 'https://else.test/tags/one' },
        { type: 'Hashtag', name: 'two' },
        { type: 'Hashtag', name: '' },
      ],
    });
    await say(made.activity);
    expect(await stored(made.id)).to.deep.include({
      attachments: [
        { as: 'image', url: `${peer.origin}/a.png`, mediaType: 'image/png' },
        { as: 'image', url: `${peer.origin}/b.webp`, mediaType: 'image/webp' },
        { as: 'file', url: `${peer.origin}/c` },
        { as: 'link', url: 'https://else.test/d' },
      ],
      hashtags: ['one', 'two'],
    });
    const one = toAmina({ attachment: { type: 'Image', url: `${peer.origin}/a.png`, mediaType: 'image/png' } });
    await say(one.activity);
    expect((await stored(one.id))?.attachments.length).to.equal(1);
  });

  it('a summary as a warning on a note and as what it is about on an article (I37)', async () => {
    const [note, article] = [toAmina({ summary: 'Long' }), toAmina({ type: 'Article', name: 'A', summary: 'Long' })];
    await say(note.activity);
    await say(article.activity);
    expect(await stored(note.id)).to.include({ warning: 'Long' });
    expect(await stored(article.id))
      .to.include({ summary: 'Long' })
      .and.not.have.property('warning');
  });

  it('an author that is embedded, or in a list, on the actor’s own host (I39)', async () => {
    const group = `${peer.origin}/groups/1`;
    for (const attributedTo of [
      { id: ana.id, type: 'Person' },
      [{ type: 'Person', id: ana.id }],
      [
        { type: 'Group', id: group },
        { type: 'Person', id: ana.id },
      ],
      [ana.id, group],
    ]) {
      const made = toAmina({ attributedTo });
      await say(made.activity);
      expect((await stored(made.id))?.author).to.equal(ana.id);
    }
    const foreign = toAmina({
      attributedTo: [
        { type: 'Person', id: 'https://else.test/u' },
        { type: 'Group', id: ana.id },
      ],
    });
    await say(foreign.activity);
    expect(await stored(foreign.id)).to.equal(undefined);
  });
});
