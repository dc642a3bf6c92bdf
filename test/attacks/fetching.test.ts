// What a stranger can make the hub fetch: only public addresses, only what was asked for, only so much, only so long.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import { create, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';

describe('a hub that is made to fetch', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let ana: PeerActor;
  let canary: Server;
  let port: number;
  let heard = 0;

  before(async () => {
    peer = await openPeer();
    canary = createServer((_req, res) => res.end('{}')).on('connection', () => {
      heard += 1;
    });
    canary.listen(0, '::');
    await once(canary, 'listening');
    port = (canary.address() as AddressInfo).port;
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    ana = peer.actor('ana');
  });
  after(async () => {
    await hub.stop();
    await peer.close();
    canary.close();
    canary.closeAllConnections();
  });

  const known = async (id: string) => (await hub.hub.core.storage.records.get(id)) !== undefined;

  /** A note to amina that answers something, which the hub then wants to know. */
  async function answerTo(inReplyTo: string): Promise<void> {
    const { status } = await send(hub.url('/inbox'), create(ana, { to: [amina.actor.id], inReplyTo }).activity, ana);
    expect(status).to.equal(202);
    await hub.idle();
  }

  function note(path: string, more: Json = {}): { id: string; document: Json } {
    const id = `${peer.origin}${path}`;
    const document = { id, type: 'Note', attributedTo: ana.id, content: '<p>Asked.</p>', to: [PUBLIC], ...more };
    return { id, document };
  }

  it('reads what is asked of it, where that is allowed', async () => {
    const { id, document } = note('/notes/good');
    peer.documents.set('/notes/good', document);
    await answerTo(id);
    expect(await known(id)).to.equal(true);
  });

  it('never connects to private addresses, however they are written', async () => {
    const hosts = [
      '127.0.0.1',
      'localhost',
      'LOCALHOST.',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '127.1',
      '0.0.0.0',
      '[::]',
      'user@127.0.0.1',
    ];
    for (const host of hosts) {
      for (const scheme of ['http', 'https']) {
        const origin = `${scheme}://${host}:${port}`;
        await answerTo(`${origin}/notes/1`);
        await amina.post({ type: 'Follow', object: `${origin}/users/bob` });
        await amina.post({ type: 'Like', object: `${origin}/notes/2` });
        const actor = { ...ana, id: `${origin}/users/bob`, keyId: `${origin}/users/bob#main-key` };
        const { status } = await send(hub.url('/inbox'), create(actor, { to: [amina.actor.id] }).activity, actor);
        expect(status).to.be.oneOf([400, 401, 403]);
      }
    }
    for (const host of ['localhost', '127.0.0.1', '[::1]', '0.0.0.0']) {
      await amina.post({ type: 'Follow', object: `acct:bob@${host}:${port}` });
    }
    await hub.idle();
    expect(heard).to.equal(0);
    await fetch(`http://127.0.0.1:${port}`);
    expect(heard, 'the canary sings when somebody does connect').to.equal(1);
    heard = 0;
  });

  it('delivers nothing to a private address that an actor names as its inbox', async () => {
    for (const address of [
      `http://127.0.0.1:${port}/inbox`,
      `https://[::1]:${port}/inbox`,
      'http://169.254.169.254/',
    ]) {
      const trap = peer.actor(`trap${address.length}`, { inbox: address, endpoints: { sharedInbox: address } });
      await amina.post({ type: 'Follow', object: trap.id });
      await send(hub.url('/inbox'), create(trap, { to: [amina.actor.id] }).activity, trap);
    }
    await hub.idle();
    expect(heard).to.equal(0);
  });

  it('follows no redirect to another origin, a private address or another scheme', async () => {
    const targets = [
      `http://127.0.0.1:${port}/notes/x`,
      `http://[::1]:${port}/`,
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'ftp://127.0.0.1/x',
      '//localhost/x',
      'https://example.com/',
    ];
    for (const [n, location] of targets.entries()) {
      const path = `/notes/leads-${n}`;
      peer.documents.set(path, (_req, res) => void res.writeHead(302, { location }).end());
      await answerTo(`${peer.origin}${path}`);
      expect(await known(`${peer.origin}${path}`)).to.equal(false);
    }
    expect(heard).to.equal(0);
  });

  it('follows a redirect within the origin twice, and no circle', async () => {
    const before = peer.asked.length;
    peer.documents.set('/notes/circle', (_req, res) => void res.writeHead(302, { location: '/notes/circle' }).end());
    await answerTo(`${peer.origin}/notes/circle`);
    expect(peer.asked.length - before).to.be.at.most(3);
  });

  it('takes only what says that it is what was asked for', async () => {
    const other = note('/notes/other');
    const lies: Json[] = [
      other.document,
      { ...note('/notes/lie').document, id: undefined },
      { ...note('/notes/lie').document, id: `${peer.origin}/NOTES/LIE` },
      { ...note('/notes/lie').document, attributedTo: 'https://elsewhere.example/users/bob' },
      { ...note('/notes/lie').document, attributedTo: amina.actor.id },
      { ...note('/notes/lie').document, type: 'Spaceship' },
    ];
    for (const [n, lie] of lies.entries()) {
      const path = `/notes/lie?${n}`;
      peer.documents.set(path, lie);
      await answerTo(`${peer.origin}${path}`);
      expect(await known(`${peer.origin}${path}`), String(n)).to.equal(false);
    }
    expect(await known(other.id)).to.equal(false);
  });

  it('takes only ActivityPub', async () => {
    const { id, document } = note('/notes/typed');
    for (const type of ['text/html', 'application/json', 'text/plain; application/activity+json', '']) {
      peer.documents.set(
        '/notes/typed',
        (_req, res) => void res.setHeader('content-type', type).end(JSON.stringify(document)),
      );
      await answerTo(id);
      expect(await known(id), type).to.equal(false);
    }
  });

  it('stops reading after a megabyte', async () => {
    let sent = 0;
    peer.documents.set('/notes/endless', (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/activity+json' });
      const more = () => {
        while (!res.destroyed && sent < 100_000_000) {
          sent += 65_536;
          if (!res.write('['.repeat(65_536))) return void res.once('drain', more);
        }
      };
      more();
    });
    await answerTo(`${peer.origin}/notes/endless`);
    expect(await known(`${peer.origin}/notes/endless`)).to.equal(false);
    expect(sent).to.be.lessThan(12_000_000);
  });

  it('takes nothing that is nested without end', async () => {
    const { id, document } = note('/notes/deep', { more: 'HERE' });
    const text = JSON.stringify(document).replace('"HERE"', '['.repeat(400_000) + ']'.repeat(400_000));
    peer.documents.set('/notes/deep', (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/activity+json' }).end(text);
    });
    await answerTo(id);
    expect(await known(id)).to.equal(false);
  });

  it('unpacks nothing that grows past a megabyte', async () => {
    const { id, document } = note('/notes/bomb', { summary: 'x'.repeat(50_000_000) });
    const bomb = gzipSync(JSON.stringify(document));
    peer.documents.set('/notes/bomb', (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/activity+json', 'content-encoding': 'gzip' }).end(bomb);
    });
    await answerTo(id);
    expect(await known(id)).to.equal(false);
  });

  it('asks for so many parents and no more', async () => {
    for (let n = 0; n < 300; n += 1) {
      const { document } = note(`/chain/${n}`, { inReplyTo: `${peer.origin}/chain/${n + 1}` });
      peer.documents.set(`/chain/${n}`, document);
    }
    const before = peer.asked.length;
    await answerTo(`${peer.origin}/chain/0`);
    expect(await known(`${peer.origin}/chain/0`)).to.equal(true);
    expect(peer.asked.length - before).to.be.lessThan(120);
  });

  it('waits ten seconds and no longer, and does its other work meanwhile', async function () {
    this.timeout(40_000);
    let closed: number | undefined;
    const began = performance.now();
    const gone = new Promise<void>(resolve => {
      peer.documents.set('/notes/drip', (_req, res) => {
        res.writeHead(200, { 'content-type': 'application/activity+json' });
        const drip = setInterval(() => res.write(' '), 500);
        res.on('close', () => {
          clearInterval(drip);
          closed ??= performance.now() - began;
          resolve();
        });
      });
    });
    const slow = create(ana, { to: [amina.actor.id], inReplyTo: `${peer.origin}/notes/drip` });
    expect((await send(hub.url('/inbox'), slow.activity, ana)).status).to.equal(202);
    const ben = peer.actor('ben');
    const asked = performance.now();
    expect((await send(hub.url('/inbox'), create(ben, { to: [amina.actor.id] }).activity, ben)).status).to.equal(202);
    expect(performance.now() - asked).to.be.lessThan(2000);
    await gone;
    expect(closed).to.be.within(5000, 15_000);
  });
});
