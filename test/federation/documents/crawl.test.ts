// Every document that a hub with a bit of everything answers, found by following every address in them, and every activity
// that it sends, against what peers require (I40 to I61).
import { expect } from 'chai';
import type { Actor } from '../../../src/domain/records.ts';
import { startHub, type TestHub, type TestMember } from '../../helpers/hub.ts';
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
} from '../../helpers/peer.ts';
import { brokenAnswer, brokenNodeinfo, brokenRequest, brokenWebfinger } from '../write/exchange-requirements.ts';
import { brokenDelivery, brokenRequirements } from '../write/requirements.ts';

const accept = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

describe('a hub with a bit of everything', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let ana: PeerActor;
  let community: string;
  let gone: string;

  before(async function () {
    this.timeout(60_000);
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    [amina, badru] = [await hub.member('amina', 'admin'), await hub.member('badru')];
    ana = peer.actor('ana');
    const { core } = hub.hub;
    const perform = core.performing(async () => undefined);
    const member = (await core.storage.records.get(amina.actor.id))?.body as Actor;
    const draft = { handle: 'reading', name: 'Reading clubs', summary: 'Where we read.', language: 'en' };
    community = (await perform(member, { do: 'openCommunity', draft })).object ?? '';
    for (const whom of [amina.actor.id, community, core.urls.hub])
      await send(hub.url('/inbox'), activity(ana, 'Follow', whom), ana);
    await hub.idle();
    const post = async (what: Json, by = amina) => {
      const { status, location, body } = await by.post(what);
      expect(status, body).to.equal(201);
      return location.replace(/\/create$/, '');
    };
    const guide = await post({
      type: 'Article',
      name: 'Twelve reading games & more',
      summary: 'What one needs is a pencil.',
      content:
        '<h2>One</h2><p>Text with <strong>words</strong> and <a href="https://example.org/a?b=1&amp;c=2">a link</a>.</p>',
      contentMap: { en: '<p>Text.</p>' },
      license: 'https://creativecommons.org/licenses/by/4.0/',
      tag: [
        { type: 'Hashtag', name: '#Éducation' },
        { type: 'Mention', href: ana.id, name: `@ana@${peer.host}` },
      ],
      attachment: [
        { type: 'Document', url: 'https://example.org/games.pdf', mediaType: 'application/pdf', name: 'Games' },
      ],
      audience: [community],
      to: [PUBLIC],
    });
    const long = await post({
      type: 'Article',
      name: 'A book',
      content: `<p>${'ሀ'.repeat(150_000)}</p>`,
      to: [PUBLIC],
    });
    const question = await post(
      { type: 'Note', name: 'Who has tried it?', content: '<p>Tell us.</p>', to: [PUBLIC], audience: [community] },
      badru,
    );
    await post({ type: 'Note', content: '<p>We have.</p>', inReplyTo: question, to: [PUBLIC] });
    await post({ type: 'Note', content: '<p>For friends.</p>', to: [`${amina.actor.id}/followers`] });
    await post({ type: 'Note', content: '<p>For you.</p>', to: [ana.id] });
    await post({ type: 'Note', content: '<p>Warned.</p>', summary: 'Hard words', sensitive: true, to: [PUBLIC] });
    await post({
      type: 'Question',
      content: '<p>When?</p>',
      oneOf: [
        { type: 'Note', name: 'Monday' },
        { type: 'Note', name: 'Friday' },
      ],
      endTime: new Date(Date.now() + 3_600_000).toISOString(),
      to: [PUBLIC],
    });
    const theirs = create(ana, { to: [PUBLIC, amina.actor.id] });
    await send(hub.url('/inbox'), theirs.activity, ana);
    await send(hub.url('/inbox'), create(ana, { to: [PUBLIC], inReplyTo: question }).activity, ana);
    await send(hub.url('/inbox'), activity(ana, 'Like', guide), ana);
    await send(hub.url('/inbox'), activity(ana, 'Announce', guide, { to: [PUBLIC] }), ana);
    await hub.idle();
    await post({ type: 'Follow', object: ana.id });
    await post({ type: 'Like', object: theirs.id });
    const shared = (await amina.post({ type: 'Announce', object: theirs.id })).location;
    await post(
      {
        type: 'Update',
        object: { id: question, type: 'Note', name: 'Who has tried this?', content: '<p>Please tell us.</p>' },
      },
      badru,
    );
    await post({ type: 'Update', object: { id: amina.actor.id, type: 'Person', name: 'Amina', summary: 'Reads.' } });
    gone = await post({ type: 'Note', content: '<p>Taken back.</p>', to: [PUBLIC], audience: [community] });
    await hub.idle();
    await post({ type: 'Delete', object: gone });
    await post({ type: 'Flag', object: [ana.id], content: 'Look.' });
    await hub.idle();
    await post({ type: 'Undo', object: shared });
    await hub.idle();
    expect(long).to.match(/\/o\//);
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const get = (url: string): Promise<Answer> => ask(url, { headers: { accept } });
  const read = async (url: string) => JSON.parse((await get(url)).text) as Json;

  /** Addresses of this hub anywhere in a document. */
  function addressesIn(value: unknown): string[] {
    if (typeof value === 'string') return value.startsWith(`${hub.origin}/`) ? [value.split('#', 1)[0] ?? ''] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(addressesIn) : [];
  }

  it('answers nothing that a peer would refuse, wherever its documents lead', async function () {
    this.timeout(60_000);
    const { urls } = hub.hub.core;
    const waiting = [urls.hub, urls.instance, amina.actor.id, badru.actor.id, community, gone];
    const seen = new Set(waiting);
    const sorts = new Map<string, number>();
    const broken: string[] = [];
    for (let url = waiting.shift(); url !== undefined && seen.size < 2000; url = waiting.shift()) {
      const answer = await get(url);
      const isDocument = String(answer.headers['content-type']).includes('activity+json');
      expect(answer.status, url).to.be.lessThan(500);
      // Pages and inboxes are no documents, and who may not read a thing is told that there is none.
      if (!isDocument) continue;
      const document = JSON.parse(answer.text) as Json;
      broken.push(...brokenAnswer(url, answer));
      broken.push(...brokenRequirements(document, { loopback: true }).map(fault => `${url} ${fault}`));
      sorts.set(String(document.type), (sorts.get(String(document.type)) ?? 0) + 1);
      for (const next of addressesIn(document)) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    expect(broken).to.deep.equal([]);
    expect([...sorts.keys()]).to.include.members([
      'Group',
      'Application',
      'Person',
      'Article',
      'Note',
      'Question',
      'Create',
      'Announce',
      'OrderedCollection',
      'OrderedCollectionPage',
      'Tombstone',
    ]);
  });

  it('sends nothing that a peer would refuse', async () => {
    const broken: string[] = [];
    const sorts = new Set<string>();
    for (const { body, headers, activity: sent } of peer.received) {
      sorts.add(String(sent.type));
      const faults = [...brokenDelivery(body, { loopback: true }), ...brokenRequest(headers, peer.host)];
      broken.push(...faults.map(fault => `${sent.type} ${sent.id}: ${fault}`));
    }
    expect(broken).to.deep.equal([]);
    expect([...sorts]).to.include.members([
      'Accept',
      'Create',
      'Announce',
      'Update',
      'Delete',
      'Follow',
      'Like',
      'Flag',
      'Undo',
    ]);
  });

  it('is found by its handles as peers look for them', async () => {
    const { urls } = hub.hub.core;
    for (const id of [urls.hub, urls.instance, amina.actor.id, community]) {
      const actor = await read(id);
      const handle = `acct:${actor.preferredUsername}@${urls.host}`;
      for (const resource of [handle, id, String(actor.url)]) {
        const answer = await ask(hub.url(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`));
        expect(brokenWebfinger(answer, actor), resource).to.deep.equal([]);
      }
    }
    expect((await ask(hub.url('/.well-known/webfinger'))).status).to.equal(400);
    expect((await ask(hub.url(`/.well-known/webfinger?resource=acct:nobody@${urls.host}`))).status).to.equal(404);
  });

  it('tells what it is as peers ask it', async () => {
    const links = JSON.parse((await ask(hub.url('/.well-known/nodeinfo'))).text) as {
      links: { rel: string; href: string }[];
    };
    for (const { rel, href } of links.links.filter(link => link.rel.includes('/schema/')))
      expect(brokenNodeinfo(links, JSON.parse((await ask(href)).text), hub.origin), rel).to.deep.equal([]);
  });

  it('would be caught by the checkers if it were otherwise', async () => {
    const answer = await get(amina.actor.id);
    const bad = { ...answer, headers: { 'content-type': 'application/ld+json; charset=utf-8' } };
    expect(brokenAnswer(`${amina.actor.id}/`, bad).join())
      .to.include('I42')
      .and.include('I43')
      .and.include('I27');
    expect(brokenRequest({ digest: 'sha-256=x', signature: 'headers="(created)"' }, 'x').join())
      .to.include('digest')
      .and.include('(created)');
    const jrd = {
      ...answer,
      text: '{"subject":"x","links":[{"rel":"self","type":"application/activity+json","href":"y"}]}',
    };
    expect(brokenWebfinger(jrd, { id: amina.actor.id }).join())
      .to.include('subject')
      .and.include('self');
    expect(brokenNodeinfo({ links: [] }, {}, 'x').length).to.be.greaterThan(4);
  });
});
