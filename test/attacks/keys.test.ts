// How often this hub asks others for their keys, whoever makes it ask: an actor once a minute (L2), a host over few lines
// (L22). Who is told to come again has lost nothing.
import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { startHub, type TestHub } from '../helpers/hub.ts';
import { get } from '../helpers/message.ts';
import { create, openPeer, type Peer, type PeerActor, read, send } from '../helpers/peer.ts';

const anyKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

describe('the keys of others', function () {
  this.timeout(60_000);
  let peer: Peer;
  let hub: TestHub;
  let inbox: string;
  let amina: string;

  beforeEach(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host], secure: true });
    inbox = hub.url('/inbox');
    amina = (await hub.member('amina', 'admin')).actor.id;
  });
  afterEach(async () => {
    await hub.stop();
    await peer.close();
  });

  /** Many actors with one key between them: to make a key for each would take a minute. */
  function crowd(count: number): PeerActor[] {
    const { key, document } = peer.actor('first');
    return Array.from({ length: count }, (_, n) => {
      const id = `${peer.origin}/users/number-${n}`;
      const publicKey = { ...(document.publicKey as object), id: `${id}#main-key`, owner: id };
      const own = {
        ...document,
        id,
        preferredUsername: `number-${n}`,
        inbox: `${id}/inbox`,
        outbox: `${id}/outbox`,
        followers: `${id}/followers`,
        publicKey,
      };
      peer.documents.set(`/users/number-${n}`, own);
      return { id, keyId: `${id}#main-key`, key, document: own };
    });
  }

  const post = (as: PeerActor, tampering = {}) => send(inbox, create(as, { to: [amina] }).activity, as, tampering);

  it('are asked for once, however many bad signatures name them, in every form', async () => {
    const [unknown, known] = [peer.actor('unknown'), peer.actor('known')];
    expect((await post(known)).status).to.equal(202);
    for (const as of [unknown, known]) {
      const before = peer.asked.length;
      const tries = Array.from({ length: 40 }, (_, n) => {
        if (n % 3 === 0) return post(as, { key: anyKey });
        return n % 3 === 1 ? read(amina, as, { key: anyKey }) : get(amina, as, { key: anyKey });
      });
      for (const { status, text } of await Promise.all(tries)) expect(status, text).to.equal(401);
      expect(peer.asked.length - before, as.id).to.equal(1);
    }
    expect((await post(unknown)).status, 'who signs well is heard all the while').to.equal(202);
    expect((await post(known)).status).to.equal(202);
  });

  it('that have an address of their own are asked for once, and so is who they say they belong to', async () => {
    const ana = peer.actor('ana');
    const keys: Record<string, object> = {
      nobody: { id: `${peer.origin}/keys/nobody`, publicKeyPem: 'x' },
      stranger: { id: `${peer.origin}/keys/stranger`, owner: 'https://x.example/users/x' },
      list: [1],
    };
    for (const [name, document] of Object.entries(keys)) peer.documents.set(`/keys/${name}`, document as never);
    for (const name of [...Object.keys(keys), 'missing']) {
      const before = peer.asked.length;
      for (let n = 0; n < 20; n += 1)
        expect((await read(amina, ana, { keyId: `${peer.origin}/keys/${name}` })).status, name).to.equal(401);
      expect(peer.asked.length - before, name).to.be.at.most(2);
    }
  });

  it('that cannot be had are asked for once, and the answer says when to come again', async () => {
    const ghost = peer.actor('ghost');
    peer.documents.delete('/users/ghost');
    const answers = [];
    for (let n = 0; n < 20; n += 1) answers.push(await post(ghost));
    for (const { status, headers } of answers) {
      expect(status).to.equal(401);
      expect(Number(headers['retry-after'])).to.be.within(1, 60);
    }
    expect(peer.asked).to.have.length(1);
  });

  it('of five hundred actors of one host at once are asked for over four lines, each once, and none is lost', async () => {
    const all = crowd(500);
    let open = 0;
    let most = 0;
    for (const { id, document } of all) {
      peer.documents.set(new URL(id).pathname, (_req, res) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open -= 1;
          res.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
        }, 2);
      });
    }
    const answers = await Promise.all(all.map(as => post(as, { waitMs: 55_000 })));
    // On a machine with much else to do some may have to come again; each of these is told so.
    const taken = answers.filter(({ status }) => status === 202).length;
    const later = answers.filter(({ status, headers }) => status === 401 && headers['retry-after'] === '60').length;
    expect(taken + later).to.equal(500);
    expect(taken).to.be.above(100);
    expect(new Set(peer.asked).size, 'each once').to.equal(peer.asked.length);
    expect(most).to.be.at.most(4);
    expect(await hub.hub.core.storage.log.head()).to.be.at.least(2 * taken);
  });
});
