import { expect } from 'chai';
import fc from 'fast-check';
import { plainText } from '../../src/domain/prose.ts';
import type { Discussion, Resource, Thing } from '../../src/domain/records.ts';
import { actorView, strangerView, webAddress } from '../../src/views/actor-view.ts';
import { cursorOf, cursorText } from '../../src/views/cursor.ts';
import { type Reader, seeThings } from '../../src/views/reader.ts';
import { inboxStream, outboxStream } from '../../src/views/stream.ts';
import { cut, excerpt } from '../../src/views/text.ts';
import { findThing, thingPage } from '../../src/views/thing-page.ts';
import { type Post, threadDepth, threadOf } from '../../src/views/thread.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { makeClient } from '../web/client.ts';

describe('What pages read', () => {
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let perform: ReturnType<TestHub['hub']['core']['performing']>;
  let events = 0;

  before(async () => {
    hub = await startHub();
    amina = await hub.member('amina', 'admin');
    badru = await hub.member('badru');
    perform = hub.hub.core.performing(async () => undefined);
  });
  after(() => hub.stop());

  const readerFor = (member?: TestMember): Reader => ({
    storage: hub.hub.core.storage,
    origin: hub.origin,
    trust: hub.hub.core.trusting.of,
    viewer: member?.actor,
  });

  async function post(member: TestMember, more: Partial<Discussion> = {}): Promise<string> {
    const { object } = await perform(member.actor, {
      do: 'publish',
      draft: { kind: 'discussion', text: 'Some words.', language: 'en', ...more },
    });
    return object ?? '';
  }

  const bob = 'https://views.example/a/bob';
  async function remote(more: Partial<Resource> = {}, shown = true): Promise<string> {
    const { core } = hub.hub;
    events += 1;
    const at = new Date(Date.now() - 60_000 + events).toISOString();
    const profile = {
      record: 'actor' as const,
      id: bob,
      kind: 'person' as const,
      handle: 'bob',
      host: 'views.example',
      name: 'Bob',
      summary: '',
      url: 'javascript:alert(1)',
      inbox: `${bob}/inbox`,
      local: false,
      published: at,
    };
    await core.take({ type: 'profiled', id: `${bob}#${events}`, actor: bob, at, profile }, 'observed');
    const thing: Thing = {
      record: 'thing',
      kind: 'resource',
      id: `https://views.example/o/${events}`,
      author: bob,
      name: `Remote ${events}`,
      content: '<p>From elsewhere.</p>',
      published: at,
      visibility: 'public',
      addressed: [],
      groups: [],
      mentions: [],
      hashtags: [],
      attachments: [],
      themes: [],
      sdgs: [],
      skills: [],
      basedOn: [],
      ...more,
    };
    await core.take({ type: 'published', id: `${thing.id}#create`, actor: bob, at, thing, shown, box: [] }, 'observed');
    await core.settled();
    return thing.id;
  }

  const depthOf = (posts: Post[]): number =>
    posts.length === 0 ? 0 : 1 + Math.max(...posts.map(each => depthOf(each.answers)));

  describe('a thread', () => {
    it('is a tree, oldest first, cut where it is too deep to read', async () => {
      const root = await post(amina);
      const first = await post(badru, { inReplyTo: root });
      await post(amina, { inReplyTo: root });
      let last = first;
      for (let level = 0; level < threadDepth + 2; level += 1) last = await post(amina, { inReplyTo: last });
      const { answers, more } = await threadOf(readerFor(), root);
      expect(answers.map(({ author }) => author.handle)).to.deep.equal(['@badru', '@amina']);
      expect(depthOf(answers)).to.equal(threadDepth);
      expect(more).to.equal(0);
      let deepest = answers[0];
      while (deepest?.answers[0]) deepest = deepest.answers[0];
      expect(deepest?.more).to.equal(1);
    });

    it('is bounded in number, and says how many are left out', async () => {
      const root = await post(amina);
      for (let count = 0; count < 53; count += 1) await post(badru, { inReplyTo: root });
      const { answers, more } = await threadOf(readerFor(), root);
      expect([answers.length, more]).to.deep.equal([50, 3]);
    });
  });

  describe('what one may see', () => {
    it('leaves followers’ and direct posts to those they are for', async () => {
      const circle = await post(amina, { visibility: 'followers' });
      const direct = await post(amina, { visibility: 'direct', addressed: [badru.actor.id] });
      const visible = async (member?: TestMember) => [...(await seeThings(readerFor(member), [circle, direct])).keys()];
      expect(await visible()).to.deep.equal([]);
      expect(await visible(badru)).to.deep.equal([direct]);
      expect(await visible(amina)).to.have.members([circle, direct]);
    });

    it('does not show a stranger’s post that nobody here asked for', async () => {
      const stray = await remote({}, false);
      expect((await seeThings(readerFor(), [stray])).size).to.equal(0);
      expect(await findThing(readerFor(amina), stray)).to.deep.equal({});
      expect((await hub.search('q=stray')).items).to.deep.equal([]);
    });

    it('tells of a withdrawn thing only when and by whom', async () => {
      const id = await post(amina);
      await perform(amina.actor, { do: 'withdraw', what: id });
      const { gone, seen } = await findThing(readerFor(), id);
      expect(seen).to.equal(undefined);
      expect(gone?.author?.handle).to.equal('@amina');
      expect(Date.parse(gone?.at ?? '')).to.be.closeTo(Date.now(), 60_000);
    });
  });

  describe('a stream', () => {
    it('shows a thing once, with who passed it on, newest first', async () => {
      const chipo = await hub.member('chipo');
      const dede = await hub.member('dede');
      const own = await post(chipo, { name: 'Own' });
      const found = await remote({ name: 'Found elsewhere' });
      await perform(chipo.actor, { do: 'share', what: found });
      await perform(chipo.actor, { do: 'share', what: own });
      await perform(dede.actor, { do: 'follow', whom: chipo.actor.id });
      await hub.idle();
      for (const { items } of [
        await outboxStream(readerFor(), chipo.actor.id),
        await inboxStream(readerFor(dede), dede.actor.id),
      ]) {
        expect(items.map(({ card, sharedBy }) => [card.name, sharedBy?.handle])).to.deep.equal([
          ['Own', '@chipo'],
          ['Found elsewhere', '@chipo'],
        ]);
      }
    });

    it('goes on where it stopped, without gaps or repetition', async () => {
      const enu = await hub.member('enu');
      for (let count = 1; count <= 45; count += 1) await post(enu, { name: `Post ${count}` });
      const names: string[] = [];
      let after = cursorOf('');
      do {
        const { items, next } = await outboxStream(readerFor(), enu.actor.id, after);
        names.push(...items.map(({ card }) => card.name));
        after = next ? cursorOf(next) : undefined;
      } while (after);
      expect(names).to.deep.equal(Array.from({ length: 45 }, (_, index) => `Post ${45 - index}`));
    });
  });

  describe('a remote thing', () => {
    it('has a page here that leads home, and whose address is its number', async () => {
      const id = await remote({ name: 'Readers to fold', url: 'https://views.example/readers' });
      const seen = (await seeThings(readerFor(), [id])).get(id);
      const page = await thingPage(readerFor(), seen as NonNullable<typeof seen>);
      expect(page.path).to.match(/^\/n\/\d{18}$/);
      expect(page.home).to.deep.equal({ host: 'views.example', url: 'https://views.example/readers' });
      const client = makeClient(hub.origin);
      const { body } = await client.get(page.path);
      expect(body)
        .to.include('See it at views.example')
        .and.include('<link rel="canonical" href="https://views.example/readers"/>');
      expect(body).to.include('href="/@bob@views.example"').and.not.include('javascript:');
      expect((await client.get('/@bob@views.example')).body).to.include('Readers to fold');
    });

    it('with an address that a browser must not follow is shown without it', async () => {
      const id = await remote({
        url: 'javascript:alert(1)',
        link: 'javascript:alert(1)',
        licence: 'javascript:alert(1)',
        cover: { as: 'image', url: 'javascript:alert(1)', name: 'x' },
        attachments: [{ as: 'file', url: 'data:text/html,<script>', name: 'x' }],
        basedOn: [{ id: 'javascript:alert(1)', name: 'Bad' }],
      });
      const num = (await hub.hub.core.storage.records.get(id))?.num;
      const { status, body } = await makeClient(hub.origin).get(`/n/${num}`);
      expect(status).to.equal(200);
      expect(body).to.not.match(/(?:href|src|action)="(?:javascript|data):/);
    });
  });

  it('names actors by handle, and by number when the handle cannot be an address', () => {
    const actor = { ...amina.actor, local: false, host: 'x.example', url: 'https://x.example/u' };
    expect(actorView({ num: '1', body: actor }).path).to.equal('/@amina@x.example');
    expect(actorView({ num: '1', body: { ...actor, handle: 'a/../b' } }).path).to.equal('/n/1');
    expect(strangerView('https://x.example/u').name).to.equal('x.example');
    expect(strangerView('nonsense').path).to.equal('');
  });

  it('sends browsers to the web alone', () => {
    const web = ['https://x.example/a?b#c', 'HTTP://X.EXAMPLE', 'http://münchen.example/', 'https://x.example:8443'];
    for (const address of web) expect(webAddress(address)).to.equal(address);
    const others = [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,x',
      'ftp://x.example/',
      'mailto:a@x.example',
    ];
    const broken = ['', 'https://', 'https://x.example:99999/', '//x.example/', '/a', 'https//x.example'];
    for (const address of [...others, ...broken, undefined]) expect(webAddress(address)).to.equal(undefined);
  });

  it('cuts texts between words', () => {
    expect(excerpt('<p>One two</p><p>three &amp; four</p>', 50)).to.equal('One two three & four');
    expect(cut('one two three four', 12)).to.equal('one two…');
    expect(cut('x'.repeat(30), 10)).to.equal(`${'x'.repeat(9)}…`);
  });

  it('shows the same beginning however long the text is, and reads past what is all tags', () => {
    const piece = fc.constantFrom(
      'word ',
      'x',
      '&amp;',
      '&quot;',
      '<p>',
      '</p>',
      '<br>',
      '😀',
      ` <a href="/${'y'.repeat(90)}">`,
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 400 }), pieces => {
        const html = pieces.join('');
        const whole = cut(plainText(html.slice(0, 50 * 20)).replace(/\s+/g, ' '), 50);
        expect(excerpt(html, 50)).to.equal(whole);
      }),
    );
    const links = `<p>${'<a href="https://x.example/">@</a> '.repeat(20)}</p>`;
    expect(excerpt(`${links}<p>What it is about</p>`, 60)).to.include('@ What it');
  });

  it('reads its own cursors and no others', () => {
    const cursor = { sort: '117663874237566646', id: 'https://x.example/é' };
    expect(cursorOf(cursorText(cursor))).to.deep.equal(cursor);
    for (const text of ['', 'x', '1.', '1.%', `1.${'a'.repeat(3001)}`]) expect(cursorOf(text)).to.equal(undefined);
  });
});
