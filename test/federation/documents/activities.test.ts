import { expect } from 'chai';
import type { DomainEvent } from '../../../src/domain/events.ts';
import type { Discussion } from '../../../src/domain/records.ts';
import { expectGolden } from '../../golden/golden.ts';
import { brokenRequirements } from '../write/requirements.ts';
import { address, amina, ana, answer, budgets, guide, question, remote, urls } from '../write/samples.ts';
import { profiled, published, type Rig, startRig } from './rig.ts';

const at = '2026-03-01T12:00:00.000Z';

describe('an activity at its own address', () => {
  let rig: Rig;
  let n = 100;
  const letter: Discussion = { ...answer, id: address('o', 11), visibility: 'direct' };

  /** Lets an event happen under a new id of ours, and gives the id. */
  async function happen(event: Record<string, unknown> & { type: string; actor: string }): Promise<string> {
    n += 1;
    const id = address('e', n);
    await rig.happen([{ at, ...event, id } as unknown as DomainEvent]);
    return id;
  }

  before(async () => {
    rig = await startRig();
    await rig.happen([
      profiled(budgets),
      profiled(ana),
      ...[guide, question, letter, remote].map(one => published(one)),
    ]);
  });
  after(() => rig.close());

  it('is public when what it is about is', async () => {
    const shared = { type: 'shared', actor: urls.hub, what: guide.id, into: [], shown: true, box: [] };
    for (const event of [
      shared,
      { ...shared, what: remote.id },
      { ...shared, what: 'https://far.example/1' },
      { type: 'liked', actor: amina.id, what: guide.id },
      { type: 'pinned', actor: budgets.id, what: guide.id },
      { type: 'unpinned', actor: budgets.id, what: guide.id, pins: [] },
      { type: 'revised', actor: amina.id, thing: { ...guide, updated: at } },
      { type: 'profiled', actor: amina.id, profile: amina },
      { type: 'withdrawn', actor: amina.id, what: address('o', 55), author: amina.id },
    ]) {
      const id = await happen(event);
      const { status, json, headers } = await rig.get(id);
      expect(status, event.type).to.equal(200);
      expect(json.id).to.equal(id);
      expect(brokenRequirements(json), event.type).to.deep.equal([]);
      expect(headers.get('content-type')).to.equal('application/activity+json; charset=utf-8');
    }
  });

  it('is told of a thing as it is now, not as it was', async () => {
    const early = await happen({
      type: 'revised',
      actor: amina.id,
      thing: { ...question, content: '<p>My phone is 1</p>', updated: '2026-02-28T00:00:00.000Z' },
    });
    const late = await happen({
      type: 'revised',
      actor: amina.id,
      thing: { ...question, content: '<p>Write to me</p>', updated: at },
    });
    expect(late).not.to.equal(early);
    const { text } = await rig.get(early);
    expect(text).to.include('Write to me').and.not.include('My phone');
  });

  it('by which a community passes something on names it by its address', async () => {
    const id = await happen({ type: 'relayed', actor: budgets.id, entry: urls.thingPart(guide.id, 'create') });
    const { json } = await rig.get(id);
    expect(json).to.include({ type: 'Announce', actor: budgets.id, object: urls.thingPart(guide.id, 'create') });
    const hidden = await happen({ type: 'relayed', actor: budgets.id, entry: urls.thingPart(letter.id, 'create') });
    expect((await rig.get(hidden)).status).to.equal(404);
  });

  it('about who follows whom is told to those two alone', async () => {
    const follow = await happen({ type: 'followed', actor: budgets.id, whom: amina.id });
    const accept = await happen({ type: 'followAccepted', actor: amina.id, follow, who: budgets.id });
    for (const id of [follow, accept]) {
      expect((await rig.get(id)).status).to.equal(404);
      expect((await rig.get(id, { as: urls.hub })).status).to.equal(404);
      for (const as of [amina.id, budgets.id]) {
        const { status, headers, json } = await rig.get(id, { as });
        expect(status).to.equal(200);
        expect(headers.get('cache-control')).to.equal('private, no-store');
        expect(brokenRequirements(json)).to.deep.equal([]);
      }
    }
  });

  it('about what is for few is told to those alone', async () => {
    const liked = await happen({ type: 'liked', actor: amina.id, what: letter.id });
    expect((await rig.get(liked)).status).to.equal(404);
    expect((await rig.get(liked, { as: amina.id })).status).to.equal(200);
  });

  it('that was taken back is a Tombstone', async () => {
    const shared = { record: 'share', who: budgets.id, what: guide.id, into: [], published: at };
    const id = await happen({ type: 'shared', actor: budgets.id, what: guide.id, into: [], shown: true, box: [] });
    await happen({ type: 'undone', actor: budgets.id, undoes: { ...shared, id } });
    const { status, json } = await rig.get(id);
    expect(status).to.equal(410);
    expect(json).to.include({ id, type: 'Tombstone', formerType: 'Announce' });
  });

  it('that is nobody’s business, or never was, is 404', async () => {
    const report = await happen({ type: 'flagged', actor: amina.id, subjects: [ana.id], reason: 'x' });
    const judged = await happen({ type: 'hostJudged', actor: urls.hub, host: 'm.example', blocked: false });
    for (const id of [report, judged, address('e', 999), `${urls.origin}/e/x`]) {
      expect((await rig.get(id, { as: amina.id })).status, id).to.equal(404);
    }
  });
});

describe('how a hub is found', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    await rig.happen([profiled(ana), published(guide)]);
  });
  after(() => rig.close());

  const ask = (resource: string, more = '') =>
    rig.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}${more}`, { accept: '*/*' });

  it('by handle, by address and by page, in whatever order is asked', async () => {
    const { headers, json } = await ask('acct:amina@hub.example');
    expect(headers.get('content-type')).to.equal('application/jrd+json');
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    expectGolden('webfinger', json);
    const pages = [urls.page('amina'), urls.page('Amina'), `${urls.page('amina')}/`, 'HTTPS://Hub.Example/@amina'];
    for (const resource of ['acct:AMINA@HUB.example', 'acct:@amina@hub.example', amina.id, ...pages]) {
      expect((await ask(resource)).json, resource).to.deep.equal(json);
    }
    const turned = await rig.get('/.well-known/webfinger?rel=self&resource=acct:amina@hub.example&other=1');
    expect(turned.json.links).to.deep.equal([{ rel: 'self', type: 'application/activity+json', href: amina.id }]);
  });

  it('the hub’s face by its handle, its signing actor by its origin (FEP-d556)', async () => {
    expect((await ask('acct:hub@hub.example')).json.aliases).to.include(urls.hub);
    for (const resource of ['https://hub.example', 'https://hub.example/', 'acct:hub.example@hub.example']) {
      const { json } = await ask(resource, '&rel=https://www.w3.org/ns/activitystreams%23Service');
      expect(json.links, resource).to.deep.equal([
        {
          rel: 'https://www.w3.org/ns/activitystreams#Service',
          type: 'application/activity+json',
          href: urls.instance,
        },
      ]);
    }
  });

  it('only relations that are asked for are named', async () => {
    const { json } = await ask('acct:amina@hub.example', '&rel=self&rel=http://webfinger.net/rel/profile-page');
    expect((json.links as { rel: string }[]).map(({ rel }) => rel)).to.deep.equal([
      'self',
      'http://webfinger.net/rel/profile-page',
    ]);
    expect((await ask('acct:amina@hub.example', '&rel=nothing')).json.links).to.deep.equal([]);
  });

  it('nobody is 404, nonsense 400, and pages of other origins may read both', async () => {
    for (const resource of [
      ...['acct:nobody@hub.example', 'acct:amina@other.example', 'acct:ana@m.example', ana.id, 'mailto:a@hub.example'],
      ...['https://other.example/', 'weird+scheme:x', `${amina.id}/inbox`, guide.id, 'https://hub.example/@'],
    ]) {
      const { status, headers } = await ask(resource);
      expect(status, resource).to.equal(404);
      expect(headers.get('access-control-allow-origin')).to.equal('*');
    }
    for (const resource of [
      '',
      'amina',
      'amina@hub.example',
      'acct:amina',
      'acct:@',
      'acct:a@b@c',
      'https:',
      '\0',
      `acct:${'x'.repeat(3000)}@hub.example`,
    ]) {
      expect((await ask(resource)).status, resource).to.equal(400);
    }
    expect((await rig.get('/.well-known/webfinger')).status).to.equal(400);
    expect((await rig.get('/.well-known/webfinger?resource=acct:a@b&resource=acct:c@d')).status).to.equal(400);
  });

  it('by host-meta', async () => {
    const { headers, text } = await rig.get('/.well-known/host-meta');
    expect(headers.get('content-type')).to.match(/^application\/xrd\+xml/);
    expect(text).to.include('template="https://hub.example/.well-known/webfinger?resource={uri}"');
  });

  it('by NodeInfo, with the signing actor (FEP-2677)', async () => {
    const { json } = await rig.get('/.well-known/nodeinfo', { accept: '*/*' });
    expectGolden('nodeinfo-links', json);
    const info = await rig.get('/nodeinfo/2.1', { accept: '*/*' });
    expect(info.headers.get('content-type')).to.include('profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"');
    expectGolden('nodeinfo', info.json);
    expect((await rig.get('/nodeinfo/2.0')).json).to.deep.equal({ ...info.json, version: '2.0' });
  });
});
