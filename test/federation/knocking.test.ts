// A hub and peers that read one form of signature alone: what is delivered arrives, what is read is had, and the next time
// in one step. The peers check what they are sent, and nothing is forgotten between the tries.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { type Fetch, makeFetch } from '../../federation/fetch.ts';
import { checkRequest, signRequest } from '../../federation/signatures/index.ts';
import { openPeer, type Peer } from '../helpers/peer.ts';
import {
  follow,
  localActor,
  note,
  openRig,
  profiled,
  publicPem,
  published,
  type Rig,
  remoteActor,
} from './deliver/rig.ts';
import { openSink, type Received, type Sink } from './deliver/sink.ts';

const origin = 'https://hub.knocking.example';
const ada = `${origin}/a/${'ADA'.padStart(26, '0')}`;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const formOf = ({ headers }: Pick<IncomingMessage, 'headers'>) => (headers['signature-input'] ? 'rfc9421' : 'cavage');

describe('a delivery', () => {
  let sink: Sink;
  let rig: Rig;
  let posts = 0;

  beforeEach(async () => {
    sink = await openSink();
    rig = await openRig({ origin, devPeers: [sink.host], backoff: () => 10 });
    await rig.observed(profiled(localActor(rig.urls, ada)));
    await follow(rig, [remoteActor(`${sink.origin}/users/a`)], ada);
  });
  afterEach(async () => {
    await rig.close();
    await sink.close();
  });

  const say = async () => {
    await rig.local(published(note(`${origin}/o/${String(++posts).padStart(26, '0')}`, ada)));
    await rig.idle();
  };
  const forms = () => sink.received.splice(0).map(formOf);

  /** Checked with the key that the actor shows, so that a form in which nothing is signed does not pass. */
  const isGood = ({ path, headers, body }: Received) => {
    const request = { method: 'POST', target: path, origin: sink.origin, headers, body: Buffer.from(body) };
    const checked = checkRequest({ ...request, now: Date.now() });
    const key = checked.ok && checked.signatures[0].keyId === `${ada}#main-key`;
    return checked.ok && key && checked.signatures[0].verify(ringKey);
  };
  const ringKey = createPublicKey(publicPem);

  for (const refusal of [400, 401, 403]) {
    it(`is made by RFC 9421 to a peer that answers ${refusal} to draft-cavage, and from then on`, async () => {
      sink.answerWith((one, res) => {
        res.writeHead(formOf(one) === 'rfc9421' && isGood(one) ? 202 : refusal).end();
      });
      await say();
      expect(forms()).to.deep.equal(['cavage', 'rfc9421']);
      await say();
      expect(forms()).to.deep.equal(['rfc9421']);
    });
  }

  it('is made in draft-cavage to whom that suffices', async () => {
    sink.answerWith((one, res) => void res.writeHead(isGood(one) ? 202 : 401).end());
    await say();
    await say();
    expect(forms()).to.deep.equal(['cavage', 'cavage']);
  });

  it('goes back to draft-cavage with a peer that no longer reads RFC 9421', async () => {
    let reads = 'rfc9421';
    sink.answerWith((one, res) => void res.writeHead(formOf(one) === reads && isGood(one) ? 202 : 401).end());
    await say();
    reads = 'cavage';
    forms();
    await say();
    expect(forms()).to.deep.equal(['rfc9421', 'cavage']);
    await say();
    expect(forms()).to.deep.equal(['cavage']);
  });
});

describe('a read', () => {
  let peer: Peer;
  let fetch: Fetch;
  let asked: string[];

  beforeEach(async () => {
    peer = await openPeer();
    asked = [];
    fetch = makeFetch({
      devPeers: [peer.host],
      userAgent: 'test',
      sign: (url, scheme) =>
        signRequest({ method: 'GET', url, key: privateKey, keyId: `${ada}#main-key`, now: Date.now() }, scheme),
    });
  });
  afterEach(async () => {
    await fetch.close();
    await peer.close();
  });

  /** Serves a document to a read that is signed for this target in this form. */
  function serves(path: string, takes: { form: string; target?: string }): void {
    peer.documents.set(path, (req: IncomingMessage, res: ServerResponse) => {
      const { headers } = req;
      const target = takes.target ?? path;
      // What the product lets pass without its query is not let pass here.
      const request = { method: 'GET', target, origin: peer.origin, headers, now: Date.now() };
      const checked = checkRequest(request);
      const good = checked.ok && checked.signatures[0].verify(publicKey);
      asked.push(`${formOf(req)} ${good ? 'good' : 'bad'}`);
      if (formOf(req) !== takes.form || !good) return void res.writeHead(401).end();
      res.writeHead(200, { 'content-type': 'application/activity+json' });
      res.end(JSON.stringify({ id: peer.origin + path, type: 'Note' }));
    });
  }

  it('is signed in draft-cavage, and by RFC 9421 where that is refused, and is remembered', async () => {
    serves('/o/1', { form: 'rfc9421' });
    serves('/o/2', { form: 'rfc9421' });
    await fetch.getObject(`${peer.origin}/o/1`);
    expect(asked.splice(0)).to.deep.equal(['cavage good', 'rfc9421 good']);
    await fetch.getObject(`${peer.origin}/o/2`);
    expect(asked).to.deep.equal(['rfc9421 good']);
  });

  it('of a page is signed with its query, and once without where that is refused (I48)', async () => {
    serves('/outbox?page=1', { form: 'cavage', target: '/outbox' });
    await fetch.getObject(`${peer.origin}/outbox?page=1`);
    expect(asked).to.deep.equal(['cavage bad', 'cavage good']);
  });

  it('that is refused in every form says so after three tries', async () => {
    serves('/outbox?page=1', { form: 'neither' });
    const refused = await fetch.getObject(`${peer.origin}/outbox?page=1`).catch(error => error);
    expect(refused.extras.peerStatus).to.equal(401);
    expect(asked).to.have.length(3);
  });

  it('of a key is not signed', async () => {
    peer.documents.set('/key', (req, res) => {
      asked.push(String(req.headers.signature));
      res.writeHead(200, { 'content-type': 'application/activity+json' }).end('{"owner":"x"}');
    });
    await fetch.getKey(`${peer.origin}/key`);
    expect(asked).to.deep.equal(['undefined']);
  });
});
