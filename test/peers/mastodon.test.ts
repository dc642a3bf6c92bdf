// A peer shaped like Mastodon follows the hub's Group: what it really receives is signed as Mastodon wants it, and is, to
// the byte, what the golden files say. What differs from run to run (origins, ids, dates, keys) is put in order first.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { base58 } from '@scure/base';
import canonicalize from 'canonicalize';
import { expect } from 'chai';
import sharp from 'sharp';
import { brokenDelivery, brokenRequirements } from '../federation/write/requirements.ts';
import { expectGolden } from '../golden/golden.ts';
import { startHub, type TestHub } from '../helpers/hub.ts';
import { activity, ask, type Json, openPeer, type Peer, type PeerActor, PUBLIC, send } from '../helpers/peer.ts';
import { type Client, makeClient, password } from '../web/client.ts';

const resourceForm = {
  name: 'Tracking the education budget',
  language: 'en',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  summary: 'Six steps for a school committee.',
  text: 'Follow the money from the ministry to the classroom.\n\nThen ask.',
  themes: 'education finance',
  sdgs: ['4', '16'],
  level: 'lower-secondary',
  country: 'ZM',
  hashtags: 'opendata',
};

describe('a Mastodon that follows a hub', () => {
  let mastodon: Peer;
  let ana: PeerActor;
  let hub: TestHub;
  let amina: Client;
  let group: string;
  let follow: Json;
  let resource: string;
  let seen = 0;

  before(async () => {
    mastodon = await openPeer();
    ana = mastodon.actor('ana');
    hub = await startHub({ name: 'Example Hub', devPeers: [mastodon.host] });
    group = hub.hub.core.urls.hub;
    const { actor } = await hub.member('amina', 'admin');
    await hub.hub.core.accounts.setPassword(actor.id, password);
    amina = makeClient(hub.origin);
    expect((await amina.post('/sign-in', { name: 'amina', password })).status).to.equal(303);
    await amina.get('/');
    follow = activity(ana, 'Follow', group, { id: `${mastodon.origin}/4d2bd0a5-a9b7-4d2f-8ea1-6f5c0a1e8b11` });
  });
  after(async () => {
    await hub.stop();
    await mastodon.close();
  });

  /** What was delivered since this was asked last, each checked as Mastodon checks it. */
  async function delivered(): Promise<Json[]> {
    await hub.idle();
    const fresh = mastodon.received.slice(seen);
    seen = mastodon.received.length;
    for (const one of fresh) await expectSigned(one);
    return fresh.map(one => one.activity);
  }

  async function expectSigned({ path, headers, body }: Peer['received'][number]): Promise<void> {
    expect(headers['content-type']).to.equal('application/activity+json');
    expect(headers.digest).to.equal(`SHA-256=${createHash('sha256').update(body).digest('base64')}`);
    expect(headers.host).to.equal(mastodon.host);
    expect(Math.abs(Date.parse(String(headers.date)) - Date.now())).to.be.lessThan(30_000);
    const parameters = Object.fromEntries(
      [...String(headers.signature).matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ) as Record<'keyId' | 'algorithm' | 'headers' | 'signature', string>;
    expect(parameters.algorithm).to.equal('rsa-sha256');
    const names = parameters.headers.split(' ');
    expect(names).to.include.members(['(request-target)', 'host', 'date', 'digest']);
    const signed = names.map(name => `${name}: ${name === '(request-target)' ? `post ${path}` : headers[name]}`);
    const { id, publicKey } = (await fetched(parameters.keyId)) as { id: string; publicKey: Record<string, string> };
    expect(publicKey).to.include({ id: parameters.keyId, owner: id });
    expect(JSON.parse(body).actor).to.equal(id);
    const pem = publicKey.publicKeyPem as string;
    const fits = verify('sha256', Buffer.from(signed.join('\n')), pem, Buffer.from(parameters.signature, 'base64'));
    expect(fits, `the signature of ${body.slice(0, 200)}`).to.equal(true);
    expect(brokenDelivery(body, { loopback: true })).to.deep.equal([]);
    const document = JSON.parse(body) as Json;
    const isOpen = [document.to, document.cc].flat().includes(PUBLIC);
    expect(document.proof !== undefined, 'a proof on what is for all, and on nothing else').to.equal(isOpen);
    if (isOpen) await expectProved(document);
  }

  /** As Mastodon 4.7 checks it (app/lib/activitypub/object_integrity_proof.rb): JCS, SHA-256, Ed25519. */
  async function expectProved({ proof, ...document }: Json): Promise<void> {
    const { proofValue, ...options } = proof as Json & Record<'verificationMethod' | 'proofValue', string>;
    expect(options).to.include({
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-jcs-2022',
      proofPurpose: 'assertionMethod',
    });
    const context = options['@context'] as unknown[];
    expect((document['@context'] as unknown[]).slice(0, context.length)).to.deep.equal(context);
    const actor = await fetched(String(options.verificationMethod));
    expect(actor.id).to.equal(document.actor);
    const key = (actor.assertionMethod as Json[]).find(({ id }) => id === options.verificationMethod);
    expect(key).to.include({ type: 'Multikey', controller: actor.id });
    const raw = Buffer.from(base58.decode(String(key?.publicKeyMultibase).slice(1)));
    expect(raw.subarray(0, 2).toString('hex')).to.equal('ed01');
    const x = raw.subarray(2).toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const hashed = [options, document].map(each =>
      createHash('sha256')
        .update(String(canonicalize(each)))
        .digest(),
    );
    const signature = base58.decode(proofValue.slice(1));
    expect(verify(null, Buffer.concat(hashed), publicKey, signature), 'the proof').to.equal(true);
    const inner = document.object as Json;
    if (inner.proof) await expectProved(inner);
  }

  /** Reads an address as Mastodon does when it is announced. */
  async function fetched(address: string): Promise<Json> {
    const { status, headers, text } = await ask(address.split('#')[0] as string, {
      headers: { accept: 'application/activity+json' },
    });
    expect(status, address).to.equal(200);
    expect(headers['content-type']).to.equal('application/activity+json; charset=utf-8');
    return JSON.parse(text);
  }

  /** The same text in every run: origins, ids in order of appearance, dates, keys and files are replaced. */
  function settled(documents: Json[]): Json[] {
    const ids: string[] = [];
    const numbered = (id: string) => {
      if (!ids.includes(id)) ids.push(id);
      return `01K${String(ids.indexOf(id) + 1).padStart(23, '0')}`;
    };
    const text = JSON.stringify(documents)
      .replaceAll(hub.origin, 'https://hub.example')
      .replaceAll(new URL(hub.origin).host, 'hub.example')
      .replaceAll(mastodon.origin, 'https://m.example')
      .replaceAll(mastodon.host, 'm.example')
      .replaceAll(/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, numbered)
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-03-01T12:00:00.000Z')
      .replaceAll(/"created":"[^"]*"/g, '"created":"2026-03-01T12:00:00Z"')
      .replaceAll(/"(proofValue|publicKeyMultibase)":"z\w+"/g, '"$1":"z111"')
      .replaceAll(/files\/[0-9a-f]{64}/g, 'files/111')
      .replaceAll(/"size":\d+/g, '"size":1234')
      .replaceAll(/(Image|JPEG|WebP) [\d.]+ [KM]B/gi, '$1 1 KB');
    return JSON.parse(text);
  }

  it('is accepted at once', async () => {
    const { status } = await send(hub.url('/inbox'), follow, ana);
    expect(status).to.equal(202);
    const [accept, ...more] = await delivered();
    expect(more).to.deep.equal([]);
    expect(accept).to.include({ type: 'Accept', actor: group });
    expect(accept?.object).to.include({ id: follow.id, type: 'Follow', actor: ana.id, object: group });
    expectGolden('received-accept', settled([accept as Json])[0]);
  });

  it('is told of a resource, and finds at its address what its timeline shows', async () => {
    const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#2a6' } })
      .png()
      .toBuffer();
    const answer = await amina.upload('/new/resource', {
      ...resourceForm,
      cover: new File([new Uint8Array(picture)], 'cover.png'),
      coverAlt: 'A committee around a table',
    });
    expect(answer.status).to.equal(303);
    resource = new URL(answer.location, hub.origin).href;
    const heard = await delivered();
    expect(heard.map(({ type }) => type)).to.deep.equal(['Announce', 'Announce']);
    const announce = heard.find(({ object }) => object === resource);
    expect(announce, 'an Announce of the address, as Mastodon reads it').to.include({ actor: group });
    const article = await fetched(resource);
    expect(article.id).to.equal(resource);
    expect(article.summary).to.match(/^[^<]{0,200}English · CC BY 4\.0 .* — Six steps for a school committee\./);
    expect(JSON.stringify(article.attachment)).to.include('A committee around a table');
    expect(brokenRequirements(article, { loopback: true })).to.deep.equal([]);
    expectGolden('received-resource', settled([...heard, article]));
  });

  it('is told of a discussion and of an answer', async () => {
    const asked = await amina.post('/new/discussion', {
      name: 'Who has tried this?',
      text: 'With parents, I mean.',
      language: 'en',
      visibility: 'public',
    });
    expect(asked.status).to.equal(303);
    const first = await delivered();
    const answered = await amina.post(`${asked.location}/reply`, {
      text: 'We did.',
      language: 'en',
      visibility: 'public',
    });
    expect(answered.status).to.equal(303);
    const second = await delivered();
    const notes = await Promise.all(
      [asked.location, answered.location.replace(/.*#p/, '/o/')].map(path => fetched(hub.url(path))),
    );
    expect(notes.map(({ type }) => type)).to.deep.equal(['Note', 'Note']);
    expect(notes[1]?.inReplyTo).to.equal(notes[0]?.id);
    for (const note of notes) expect(brokenRequirements(note, { loopback: true })).to.deep.equal([]);
    expectGolden('received-discussion', settled([...first, ...second, ...notes]));
  });

  it('is told of an edit, and of the withdrawal', async () => {
    const path = new URL(resource).pathname;
    const edited = await amina.upload(`${path}/edit-resource`, { ...resourceForm, name: 'Tracking school grants' });
    expect(edited.status).to.equal(303);
    const edit = await delivered();
    expect((await fetched(resource)).name).to.equal('Tracking school grants');
    expect((await amina.post(`${path}/withdraw`)).status).to.equal(303);
    const withdrawal = await delivered();
    expect((await ask(resource, { headers: { accept: 'application/activity+json' } })).status).to.equal(410);
    expectGolden('received-edit', settled([...edit, ...withdrawal]));
  });

  it('hears nothing more when it has gone', async () => {
    const undo = activity(ana, 'Undo', follow, { id: `${ana.id}#follows/449/undo` });
    expect((await send(hub.url('/inbox'), undo, ana)).status).to.equal(202);
    await delivered();
    await amina.post('/new/discussion', { text: 'Only for us.', language: 'en', visibility: 'public' });
    expect(await delivered()).to.deep.equal([]);
  });
});
