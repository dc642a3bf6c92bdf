// Floods: what one host sends too much of costs others nothing, and nothing makes the hub stand still.
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { expect } from 'chai';
import type { Thing } from '../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
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
  signed,
} from '../helpers/peer.ts';
import { watchStalls } from '../helpers/stall.ts';
import { type Shot, volley } from '../helpers/volley.ts';

describe('a hub under a flood', () => {
  let peer: Peer;
  let other: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let eve: PeerActor;

  beforeEach(async () => {
    [peer, other] = [await openPeer(), await openPeer()];
    hub = await startHub({ devPeers: [peer.host, other.host] });
    amina = await hub.member('amina', 'admin');
    [ana, eve] = [peer.actor('ana'), other.actor('eve')];
    for (const one of [ana, eve]) expect((await say(one)).status).to.equal(202);
    await hub.idle();
  });
  afterEach(async () => {
    await hub.stop();
    await Promise.all([peer.close(), other.close()]);
  });

  const note = (as: PeerActor, more: Json = {}) => create(as, { to: [PUBLIC, amina.actor.id], ...more });
  const say = (as: PeerActor, more: Json = {}) => send(hub.url('/inbox'), note(as, more).activity, as);
  const shot = (as: PeerActor, what: Json) => signed(hub.url('/inbox'), what, as);
  const head = () => hub.hub.core.storage.log.head();
  const links = () => hub.hub.core.storage.links;

  /** An actor of the peer with the key of another, because making keys takes its time. */
  function twin(of: PeerActor, name: string): PeerActor {
    const id = `${peer.origin}/users/${name}`;
    const key = { ...(of.document.publicKey as Json), id: `${id}#main-key`, owner: id };
    const document = { ...of.document, id, preferredUsername: name, inbox: `${id}/inbox`, publicKey: key };
    peer.documents.set(`/users/${name}`, document);
    return { ...of, id, keyId: `${id}#main-key`, document };
  }

  it('of a hundred large bodies at once never stands still', async function () {
    this.timeout(120_000);
    const parts = ['<b>', '<p onclick=x>a', '漢 ', '<svg><math>', '<h1>', '&', 'a ', '<p>', '"', '<z>a'];
    const shots = Array.from({ length: 100 }, (_, n) => {
      const part = parts[n % parts.length] as string;
      const content = part.repeat(900_000 / Buffer.byteLength(JSON.stringify(part)));
      return shot(ana, note(ana, { content }).activity);
    });
    const stalls = watchStalls();
    const answers = await volley(shots);
    await hub.idle();
    expect(stalls.stop()).to.be.lessThan(200);
    for (const { status, retryAfter } of answers) {
      expect(status).to.be.oneOf([202, 429, 503]);
      if (status !== 202) expect(retryAfter).to.match(/^\d+$/);
    }
  });

  it('from one host takes what comes from another within a second', async function () {
    this.timeout(120_000);
    const senders = Array.from({ length: 50 }, (_, n) => twin(ana, `sender${n}`));
    const shots = Array.from({ length: 1500 }, (_, n) => {
      const sender = senders[n % 50] as PeerActor;
      return shot(sender, note(sender).activity);
    });
    let over = false;
    const flood = volley(shots, 100).finally(() => {
      over = true;
    });
    const times: number[] = [];
    while (!over) {
      const began = performance.now();
      expect((await say(eve)).status).to.equal(202);
      times.push(performance.now() - began);
    }
    const answers = await flood;
    expect(times.length).to.be.greaterThan(3);
    expect(Math.max(...times)).to.be.lessThan(1000);
    for (const { status, retryAfter } of answers) {
      expect(status).to.be.oneOf([202, 429, 503]);
      if (status !== 202) expect(retryAfter).to.match(/^\d+$/);
    }
    await hub.idle();
    const taken = answers.filter(({ status }) => status === 202).length;
    expect(await links().count({ kind: 'box', from: amina.actor.id })).to.equal(2 + taken + times.length);
  });

  it('takes in no more than so much beyond what it can apply, and names when to come again', async function () {
    this.timeout(60_000);
    // An entry of a newer hub is waited at.
    const newer = { id: 'urn:load:newer', via: 'observed', at: 1, v: 99, event: {} };
    const behind = Array.from({ length: 2000 }, (_, n) => ({ ...newer, id: `urn:load:${n}`, v: 1, event: null }));
    await hub.hub.core.storage.log.append([newer, ...behind]);
    expect((await say(eve)).status).to.equal(202);
    const entries = await head();
    const refused = await say(eve);
    expect([refused.status, await head()]).to.deep.equal([503, entries]);
    expect(refused.headers['retry-after']).to.match(/^\d+$/);
  });

  it('of many strangers of one host loses none, and asks for each once', async function () {
    this.timeout(60_000);
    const strangers = Array.from({ length: 300 }, (_, n) => twin(ana, `stranger${n}`));
    const shots = strangers.map(stranger => shot(stranger, note(stranger).activity));
    const asked = peer.asked.length;
    const answers = await volley(shots);
    await hub.idle();
    expect(answers.filter(({ status }) => status !== 202)).to.deep.equal([]);
    expect(peer.asked.length - asked).to.equal(300);
    expect(await links().count({ kind: 'box', from: amina.actor.id })).to.equal(302);
  });

  it('of what is not signed as it should be asks for each key once a minute, and stores nothing', async function () {
    this.timeout(60_000);
    const [asked, entries] = [peer.asked.length, await head()];
    const what = note(ana).activity;
    const keys = Array.from({ length: 10 }, (_, n) => `${peer.origin}/users/nobody${n}`);
    const shots = Array.from({ length: 2000 }, (_, n) => {
      const key = keys[n % 10] as string;
      return n % 2
        ? { ...claimed(key, { ...what, actor: key }) }
        : { ...claimed(key, what), headers: { 'content-type': 'application/activity+json' } };
    });
    const answers = await volley(shots, 200);
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([401]));
    expect(peer.asked.length - asked).to.be.at.most(10);
    expect(await head()).to.equal(entries);
  });

  /** A request that names a key and was signed with none. */
  function claimed(actor: string, what: Json): Shot {
    const body = JSON.stringify(what);
    return {
      url: new URL(hub.url('/inbox')),
      method: 'POST',
      headers: {
        date: new Date().toUTCString(),
        digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
        'content-type': 'application/activity+json',
        signature: `keyId="${actor}#main-key",algorithm="rsa-sha256",headers="(request-target) host date digest",signature="AAAA"`,
      },
      body,
    };
  }

  it('of ten thousand farewells of strangers asks nobody and keeps nothing', async function () {
    this.timeout(120_000);
    const [asked, entries] = [peer.asked.length, await head()];
    const shots = Array.from({ length: 10_000 }, (_, n) => {
      const id = `${peer.origin}/users/gone${n}`;
      return claimed(id, { id: `${id}#delete`, type: 'Delete', actor: id, object: id, to: [PUBLIC] });
    });
    const answers = await volley(shots, 200);
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([202]));
    await hub.idle();
    expect([peer.asked.length, await head()]).to.deep.equal([asked, entries]);
  });

  it('of readers of one thing answers all of them, and those that have it with 304', async function () {
    this.timeout(60_000);
    const { location } = await amina.post({ type: 'Note', content: '<p>Read by many.</p>', to: [PUBLIC] });
    const thing = location.replace(/\/create$/, '');
    const accepts = [
      'application/activity+json',
      'text/html',
      '*/*',
      'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    ];
    const places = [thing, amina.actor.id, hub.url('/@amina'), `${amina.actor.id}/outbox?page=true`];
    const shots = Array.from({ length: 2000 }, (_, n) => ({
      url: new URL(places[n % 4] as string),
      method: 'GET',
      headers: { accept: accepts[(n >> 2) % 4] },
      body: '',
    }));
    const answers = await volley(shots, 200);
    for (const { status } of answers) expect(status).to.be.oneOf([200, 302, 404]);
    const first = await ask(thing, { headers: { accept: 'application/activity+json' } });
    const again = await ask(thing, {
      headers: { accept: 'application/activity+json', 'if-none-match': String(first.headers.etag) },
    });
    expect([first.status, again.status]).to.deep.equal([200, 304]);
  });

  it('of one who follows and leaves again and again knows in the end what was said last', async function () {
    this.timeout(60_000);
    const group = hub.hub.core.urls.hub;
    for (let round = 0; round < 50; round += 1) {
      const follow = activity(ana, 'Follow', group);
      expect((await send(hub.url('/inbox'), follow, ana)).status).to.equal(202);
      if (round < 49) expect((await send(hub.url('/inbox'), activity(ana, 'Undo', follow), ana)).status).to.equal(202);
    }
    await hub.idle();
    expect(await links().count({ kind: 'follows', to: group })).to.equal(1);
  });

  it('of the same again and again, and again after it was started anew, has it once', async function () {
    this.timeout(60_000);
    const { activity: made, id } = note(ana, { content: '<p>Once.</p>' });
    const like = activity(
      ana,
      'Like',
      (await amina.post({ type: 'Note', content: 'Ours.', to: [PUBLIC] })).location.replace(/\/create$/, ''),
    );
    const personal = new URL(`${amina.actor.id}/inbox`).pathname;
    const all = [made, like].flatMap(what =>
      ['/inbox', personal, '/inbox', personal, '/inbox'].map(inbox => signed(hub.url(inbox), what, ana)),
    );
    for (const { status } of await volley(all)) expect(status).to.equal(202);
    await hub.idle();
    const entries = await head();
    const port = Number(new URL(hub.origin).port);
    await hub.stop({ keep: true });
    hub = await startHub({ devPeers: [peer.host, other.host], folder: hub.folder, port });
    for (const { status } of await volley([made, like].map(what => shot(ana, what)))) expect(status).to.equal(202);
    await hub.idle();
    expect(await head()).to.equal(entries);
    expect(await links().count({ kind: 'likes', to: String(like.object) })).to.equal(1);
    const stored = (await hub.hub.core.storage.records.get(id))?.body as Thing | undefined;
    expect(stored?.content).to.equal('<p>Once.</p>');
  });

  it('refuses what is unsigned or of another type before its body comes', async () => {
    for (const [path, headers, expected] of [
      ['/inbox', 'content-type: application/activity+json', 401],
      ['/inbox', 'content-type: text/plain\r\nsignature: x', 415],
      ['/a/hub/outbox', 'content-type: application/activity+json', 401],
    ] as const) {
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(hub.origin).port), '127.0.0.1');
        socket.setTimeout(5000, () => reject(new Error('no answer while the body is awaited')));
        socket.on('error', reject).once('data', data => {
          socket.destroy();
          resolve(String(data));
        });
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${new URL(hub.origin).host}\r\ncontent-length: 900000\r\n${headers}\r\n\r\n`,
        );
      });
      expect(answer).to.include(`HTTP/1.1 ${expected}`);
    }
  });
});
