// What a stranger may send: anything. It is read, ignored or refused; never a fault of ours, and never a trace of one.
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { startHub, type TestHub } from '../helpers/hub.ts';
import {
  type Answer,
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
} from '../helpers/peer.ts';

const nested = (depth: number, leaf = '1') => '{"a":'.repeat(depth) + leaf + '}'.repeat(depth);

describe('a body that an inbox is sent', () => {
  let peer: Peer;
  let hub: TestHub;
  let inbox: string;
  let amina: string;
  let ana: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    inbox = hub.url('/inbox');
    amina = (await hub.member('amina', 'admin')).actor.id;
    ana = peer.actor('ana');
    expect((await send(inbox, create(ana, { to: [amina] }).activity, ana)).status).to.equal(202);
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const entries = () => hub.hub.core.storage.log.head();

  function expectSane({ status, headers, text }: Answer): void {
    expect(status, text).to.be.lessThan(500);
    expect(text).not.to.match(/\bat .*:\d+:\d+|node_modules/);
    if (status >= 400) expect(headers['content-type']).to.include('application/problem+json');
  }

  /** Sends it signed, and expects one of the statuses and nothing stored. */
  async function expectNothing(body: Json | string | Buffer, statuses: number[], tampering?: Tampering): Promise<void> {
    const before = await entries();
    const answer = await send(inbox, body, ana, tampering);
    expectSane(answer);
    expect(statuses, answer.text).to.include(answer.status);
    await hub.idle();
    expect(await entries()).to.equal(before);
  }

  const malformed: Record<string, string | Buffer> = {
    empty: '',
    'no JSON': '<Create/>',
    'cut off': '{"type":"Create","actor":"',
    null: 'null',
    true: 'true',
    'a number': '17',
    'a text': '"Create"',
    'a list': '[{"type":"Create"}]',
    'an empty object': '{}',
    'invalid UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    'nested a thousand deep': nested(1000),
    'nested a hundred thousand deep': nested(100_000),
    'a list nested a thousand deep': '['.repeat(1000) + ']'.repeat(1000),
  };
  for (const [name, body] of Object.entries(malformed)) {
    it(`is refused when it is ${name}`, () => expectNothing(body, [400]));
  }

  it('is refused when it is longer than a megabyte', async () => {
    await expectNothing(JSON.stringify({ ...create(ana).activity, more: 'x'.repeat(2_000_000) }), [413]);
  });

  it('is refused without a type, an actor or an id', async () => {
    for (const part of ['type', 'actor', 'id']) {
      await expectNothing({ ...create(ana, { to: [amina] }).activity, [part]: undefined }, [400]);
      await expectNothing({ ...create(ana, { to: [amina] }).activity, [part]: 17 }, [400, 202]);
      await expectNothing({ ...create(ana, { to: [amina] }).activity, [part]: { a: [] } }, [400, 202]);
    }
  });

  it('is answered and ignored when it says what nobody here understands', async () => {
    for (const type of ['View', 'Join', 'Listen', 'toString', 'constructor', '__proto__', 'x:Y']) {
      await expectNothing(activity(ana, type, `${peer.origin}/thing`), [202]);
    }
    await expectNothing(create(ana, { type: 'Spaceship', to: [amina] }).activity, [202]);
  });

  it('is answered and ignored when what it speaks of is missing or nonsense', async () => {
    for (const type of ['Create', 'Follow', 'Undo', 'Accept', 'Like', 'Announce', 'Add', 'Remove', 'Move', 'Flag']) {
      for (const object of [undefined, null, 17, '', 'x', [], {}, [[]], { id: 17 }, 'javascript:alert(1)']) {
        await expectNothing(activity(ana, type, object), [202, 400, 403, 404, 422]);
      }
    }
  });

  it('of one kind among several types is understood', async () => {
    const { activity, id } = create(ana, { type: ['Note', 'x:Spaceship'], to: [amina] });
    expect((await send(inbox, { ...activity, type: ['Create', 'x:Launch'] }, ana)).status).to.equal(202);
    await hub.idle();
    expect((await hub.hub.core.storage.records.get(id))?.kind).to.equal('thing');
  });

  it('changes nothing of the program it is read by', async () => {
    const { activity } = create(ana, { to: [amina] });
    const text = JSON.stringify(activity).replace(
      '{',
      '{"__proto__":{"polluted":true,"role":"admin"},"constructor":{"prototype":{"polluted":true}},',
    );
    expectSane(await send(inbox, text, ana));
    expect(({} as Json).polluted).to.equal(undefined);
    expect((await send(inbox, create(ana, { to: [amina] }).activity, ana)).status).to.equal(202);
  });

  it('may be full of odd signs, and long', async () => {
    const oddities: Json[] = [
      { content: 'a\u0000b', name: '\u0000' },
      { content: '\ud800 alone \udfff', summary: '\ud800' },
      { content: '\u202egnp.exe', summary: 'x'.repeat(100_000) },
      { content: '<p>'.repeat(20_000) },
      { published: 'yesterday', updated: 17 },
      { published: '+275760-09-13T00:00:00.001Z' },
      { url: 'javascript:alert(1)' },
      { url: [{ type: 'Link', href: 'data:text/html,x' }, 17, null] },
      { attachment: { type: 'Document', url: 17, width: null } },
      { attachment: [{ type: 'Image', url: 'file:///etc/passwd', mediaType: 'image/svg+xml' }] },
      {
        tag: [
          null,
          17,
          { type: 'Mention' },
          { type: 'Hashtag', name: 17 },
          { type: 'Mention', href: 'x'.repeat(9000) },
        ],
      },
      { inReplyTo: { id: 17 }, context: [], conversation: null },
      { to: { a: 1 }, cc: 17 },
      { sensitive: 'true', contentMap: { nonsense: 17 } },
      { contentMap: [], nameMap: 17, summaryMap: null, content: null },
    ];
    for (const oddity of oddities) {
      const { activity } = create(ana, { to: [amina], ...oddity });
      expectSane(await send(inbox, activity, ana));
    }
    await hub.idle();
    expectSane(await ask(hub.url('/search?q=alone')));
  });

  it('with thousands of recipients, tags and attachments is bounded', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => `${peer.origin}/users/u${i}`);
    const before = peer.asked.length;
    const { activity, id } = create(ana, {
      to: [amina, ...many(5000)],
      tag: many(5000).map(href => ({ type: 'Mention', href, name: '@x' })),
      attachment: many(2000).map(url => ({ type: 'Document', url, mediaType: 'image/png' })),
    });
    expect((await send(inbox, activity, ana)).status).to.equal(202);
    await hub.idle();
    const body = (await hub.hub.core.storage.records.get(id))?.body as { mentions: []; attachments: []; addressed: [] };
    expect(body.mentions).to.have.length.at.most(50);
    expect(body.attachments).to.have.length.at.most(20);
    expect(body.addressed).to.have.length.at.most(200);
    expect(peer.asked.length - before).to.be.at.most(5);
  });

  it('with an id as long as a book is refused', async () => {
    const long = `${peer.origin}/${'x'.repeat(100_000)}`;
    await expectNothing({ ...create(ana, { to: [amina] }).activity, id: long }, [400]);
    await expectNothing(create(ana, { to: [amina], id: long }).activity, [202, 400]);
  });

  it('must be called what it is', async () => {
    const types = ['application/json', 'text/plain', 'text/html', 'multipart/form-data; boundary=x', ''];
    for (const type of types) {
      await expectNothing(create(ana, { to: [amina] }).activity, [415], { headers: { 'content-type': type } });
    }
    for (const type of [
      'application/activity+json; charset=utf-8',
      'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
      'application/ld+json;profile="https://www.w3.org/ns/activitystreams"; charset=utf-8',
      'APPLICATION/ACTIVITY+JSON',
    ]) {
      const answer = await send(inbox, create(ana, { to: [amina] }).activity, ana, {
        headers: { 'content-type': type },
      });
      expect(answer.status, type).to.equal(202);
    }
  });

  it('is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    await expectNothing(bomb, [415], { headers: { 'content-encoding': 'gzip' } });
  });

  it('shows nobody a script', async () => {
    const content =
      '<p onclick="evil()">Zebra<script>evil()</script><img src=x onerror="evil()"><iframe src="https://evil.example">' +
      '</iframe><style>*{display:none}</style><a href="javascript:evil()">x</a><svg onload="evil()"/></p>';
    const note = create(ana, { type: 'Article', name: '<script>evil()</script>Zebra', content, to: [PUBLIC, amina] });
    const badru = await hub.member('badru');
    await badru.post({ type: 'Follow', object: ana.id });
    await hub.idle();
    const follow = peer.received.find(({ activity }) => activity.type === 'Follow')?.activity;
    expect((await send(inbox, activity(ana, 'Accept', follow), ana)).status).to.equal(202);
    await hub.idle();
    expect((await send(inbox, note.activity, ana)).status).to.equal(202);
    await hub.idle();
    const { items } = await hub.search('q=zebra');
    expect(items).to.have.length(1);
    expect(JSON.stringify(items)).not.to.match(/<script|evil\(/);
    const results = (await ask(hub.url('/search?q=zebra'))).text;
    const path = /<h\d[^>]*>\s*<a href="([^"]+)"/.exec(results.slice(results.indexOf('Zebra') - 500))?.[1] ?? '';
    const page = results + (await ask(new URL(path, hub.origin))).text;
    expect(page.match(/Zebra/g)).to.have.length.at.least(4);
    expect(page).not.to.match(/evil|<iframe|<style>\*|onerror|onclick|javascript:/);
  });
});

describe('a question that a hub is asked', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startHub();
  });
  after(() => hub.stop());

  const paths = [
    '/%00',
    '/%ff',
    '/%',
    '/@%ff',
    '/@',
    `/${'x'.repeat(10_000)}`,
    '/o/%00',
    '/o/../../etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/a/__proto__',
    '/a/constructor/inbox',
    '/e/%E0%A4%A',
    '/files/x/y',
    `/files/${'a'.repeat(64)}/..%2f..%2fhub.db`,
    '/search?q=%00&cursor=nonsense&kind=__proto__',
    '/api/search?limit=-1&cursor=%ff',
    '/api/search?q[]=a&q[__proto__]=b',
    `/api/search?q=${'a+'.repeat(2000)}`,
    '/api/search?cursor=cmVzdCA5OTk5OTk5OTk5OTk5OTk5OTk5',
    '/.well-known/webfinger',
    '/.well-known/webfinger?resource=%ff',
    `/.well-known/webfinger?resource=acct:${'x'.repeat(9000)}@y`,
    '/.well-known/webfinger?resource=acct:__proto__@127.0.0.1',
    '/a/hub/outbox?page=true&cursor=%00',
    '/a/hub/outbox?page=true&page=false&cursor[]=1',
    '/a/hub/followers?page=-1&cursor=%F0%9F',
    '/?lang=__proto__',
  ];
  const accepts = ['*/*', 'application/activity+json', 'text/html;q=NaN', `${'a/b,'.repeat(3000)}`, ';;;,,,='];
  it('is answered, whatever it is', async () => {
    for (const path of paths) {
      for (const accept of accepts) {
        const { status, text } = await ask(hub.origin + path, { headers: { accept } });
        expect(status, `${path.slice(0, 60)} ${accept.slice(0, 30)}`).to.be.lessThan(500);
        expect(text).not.to.match(/\bat .*:\d+:\d+|node_modules|root:/);
      }
    }
  });

  it('is answered for every method', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'PROPFIND', 'TRACE', 'POST']) {
      for (const path of ['/', '/inbox', '/a/hub', '/a/hub/inbox', '/a/hub/outbox', '/api/search', '/nothing']) {
        const { status } = await ask(hub.origin + path, { method, headers: { 'content-length': '0' } });
        expect(status, `${method} ${path}`).to.be.lessThan(500);
      }
    }
  });
});
