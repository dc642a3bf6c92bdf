// What a member's own app may ask for, and what it may not: the server decides who speaks, under which id, and who may see.
import { expect } from 'chai';
import { startHub, type TestHub, type TestMember } from '../helpers/hub.ts';
import {
  type Answer,
  activity,
  ask,
  type Json,
  openPeer,
  type Peer,
  type PeerActor,
  PUBLIC,
  send,
} from '../helpers/peer.ts';

const licence = 'https://creativecommons.org/licenses/by/4.0/';
const whole = {
  type: 'Article',
  name: 'Title',
  content: '<p>Text.</p>',
  contentMap: { en: '<p>Text.</p>' },
  license: licence,
};

describe('an app that writes to an outbox', () => {
  let peer: Peer;
  let hub: TestHub;
  let amina: TestMember;
  let badru: TestMember;
  let ana: PeerActor;

  before(async () => {
    peer = await openPeer();
    hub = await startHub({ devPeers: [peer.host] });
    amina = await hub.member('amina', 'admin');
    badru = await hub.member('badru');
    ana = peer.actor('ana');
    await send(hub.url('/inbox'), activity(ana, 'Follow', hub.hub.core.urls.hub), ana);
    await hub.idle();
  });
  after(async () => {
    await hub.stop();
    await peer.close();
  });

  const post = (
    body: Json | string,
    headers: Record<string, string | undefined> = {},
    outbox = `${badru.actor.id}/outbox`,
  ) =>
    ask(outbox, {
      method: 'POST',
      headers: { authorization: `Bearer ${badru.token}`, 'content-type': 'application/activity+json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const head = () => hub.hub.core.storage.log.head();

  async function expectRefusal(asking: () => Promise<Answer>, statuses: number[]): Promise<Json> {
    await hub.idle();
    const before = await head();
    const { status, headers, text } = await asking();
    expect(statuses, text).to.include(status);
    expect(headers['content-type']).to.include('application/problem+json');
    expect(text).not.to.match(/\bat .*:\d+:\d+/);
    expect(await head()).to.equal(before);
    return JSON.parse(text);
  }

  /** What anybody, or the bearer of a token, gets at an address as ActivityPub. */
  async function read(url: string, token?: string): Promise<{ status: number; text: string; body: Json }> {
    const headers = { accept: 'application/activity+json', ...(token && { authorization: `Bearer ${token}` }) };
    const { status, text } = await ask(url, { headers });
    return { status, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
  }
  const thingOf = ({ headers }: Answer) => String(headers.location).replace(/\/create$/, '');

  it('needs a token, of that member, in the header', async () => {
    const note = { type: 'Note', content: 'Hello.' };
    const bare = await ask(`${badru.actor.id}/outbox`, { method: 'POST', body: JSON.stringify(note) });
    expect(bare.status).to.equal(401);
    expect(bare.headers['www-authenticate']).to.match(/^Bearer/);
    await expectRefusal(() => post(note, { authorization: 'Bearer wrong-token-wrong-token-wrong' }), [401]);
    await expectRefusal(() => post(note, { authorization: `Basic ${btoa(`badru:${badru.token}`)}` }), [401]);
    await expectRefusal(
      () => post(note, { authorization: undefined }, `${badru.actor.id}/outbox?access_token=${badru.token}`),
      [401],
    );
    await expectRefusal(() => post(note, {}, `${amina.actor.id}/outbox`), [403]);
    await expectRefusal(() => post(note, {}, `${hub.hub.core.urls.hub}/outbox`), [403]);
    expect((await post(note)).status).to.equal(201);
  });

  it('is refused clearly when it sends nonsense', async () => {
    for (const body of [
      '',
      'x',
      'null',
      '[]',
      '"Note"',
      '{}',
      '{"type":17}',
      `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`,
    ]) {
      await expectRefusal(() => post(body), [400]);
    }
    await expectRefusal(() => post({ type: 'Note', content: 'x'.repeat(2_000_000) }), [413]);
    await expectRefusal(() => post({ type: 'Note', content: 'x' }, { 'content-type': 'text/plain' }), [415]);
    await expectRefusal(() => post({ type: 'Spaceship', content: 'x' }), [422]);
    for (const type of ['Create', 'Update', 'Delete', 'Follow', 'Like', 'Announce', 'Undo', 'Flag']) {
      for (const object of [undefined, null, 17, 'x', {}, [], 'cursor:apply', `${hub.origin}/o/none`])
        await expectRefusal(() => post({ type, object }), [400, 404, 422]);
    }
  });

  it('is told which field a resource lacks', async () => {
    expect((await post(whole)).status).to.equal(201);
    const problem = await expectRefusal(() => post({ ...whole, name: undefined }), [422]);
    expect(JSON.stringify(problem.faults)).to.include('name');
  });

  it('cannot choose ids, authors, dates or rights', async () => {
    const claims = {
      id: `${hub.origin}/o/01K00000000000000000000000`,
      actor: amina.actor.id,
      attributedTo: amina.actor.id,
      published: '2001-01-01T00:00:00Z',
      local: true,
      role: 'admin',
      shown: false,
      record: 'actor',
    };
    const answer = await post({ ...claims, type: 'Create', object: { ...claims, type: 'Note', content: 'Mine.' } });
    expect(answer.status).to.equal(201);
    const { body } = await read(thingOf(answer));
    expect(body.id).not.to.equal(claims.id);
    expect(body.attributedTo).to.equal(badru.actor.id);
    expect(String(body.published)).to.match(/^20[2-9]/);
    const created = (await read(String(answer.headers.location))).body;
    expect(created.actor).to.equal(badru.actor.id);
    const described = await post({
      type: 'Update',
      object: { ...claims, id: badru.actor.id, type: 'Person', name: 'New' },
    });
    expect(described.status).to.equal(201);
    expect((await hub.hub.core.storage.records.get(badru.actor.id))?.body).to.include({ role: 'member', name: 'New' });
  });

  it('cannot touch what another wrote', async () => {
    const { location } = await amina.post({ type: 'Note', content: '<p>Theirs.</p>' });
    const theirs = location.replace(/\/create$/, '');
    await expectRefusal(
      () => post({ type: 'Update', object: { id: theirs, type: 'Note', content: 'Changed.' } }),
      [403],
    );
    await expectRefusal(() => post({ type: 'Delete', object: theirs }), [403]);
    await expectRefusal(() => post({ type: 'Undo', object: location }), [403, 404, 422]);
    await expectRefusal(() => post({ type: 'Delete', object: amina.actor.id }), [403, 404]);
    await expectRefusal(
      () => post({ type: 'Update', object: { id: amina.actor.id, type: 'Person', name: 'X' } }),
      [403, 404, 422],
    );
    await expectRefusal(() => post({ type: 'Delete', object: `${hub.origin}/o/01K00000000000000000000000` }), [404]);
    expect((await read(theirs)).text).to.include('Theirs.');
  });

  it('shows nobody a script', async () => {
    const content = '<p onclick="evil()">Zebra<script>evil()</script><a href="javascript:evil()">x</a></p>';
    const answer = await post({
      ...whole,
      name: 'Zebra <img src=x onerror=evil()>',
      content,
      contentMap: { en: content },
    });
    expect(answer.status).to.equal(201);
    const { text } = await read(thingOf(answer));
    expect(text)
      .to.include('Zebra')
      .and.not.match(/onclick|<script|javascript:/);
    const page = (await ask(thingOf(answer), { headers: { accept: 'text/html' } })).text;
    expect(page)
      .to.include('Zebra')
      .and.not.match(/onclick|evil\(\)<\/script|javascript:|<img src=x/);
  });

  it('keeps to itself what is not for all', async () => {
    const direct = await post({ type: 'Note', content: 'Secretword.', to: [amina.actor.id] });
    const circle = await post({ type: 'Note', content: 'Secretword.', to: [`${badru.actor.id}/followers`] });
    await hub.idle();
    for (const answer of [direct, circle]) {
      expect((await read(thingOf(answer), badru.token)).status).to.equal(200);
      for (const address of [thingOf(answer), String(answer.headers.location)]) {
        expect((await read(address)).status).to.equal(404);
        expect((await ask(address, { headers: { accept: 'text/html' } })).text).not.to.include('Secretword');
      }
    }
    expect((await read(thingOf(direct), amina.token)).status).to.equal(200);
    expect((await read(thingOf(circle), amina.token)).status).to.equal(404);
    for (const path of ['/', '/@badru', '/search?q=secretword', '/api/search?q=secretword']) {
      const { text } = await ask(hub.url(path));
      expect(text.replaceAll(/q=secretword|value="secretword"/g, ''), path).not.to.match(/secretword\./i);
    }
    const { text } = await read(`${badru.actor.id}/outbox?page=true`);
    expect(text).not.to.include('Secretword');
    expect((await read(`${badru.actor.id}/outbox?page=true`, badru.token)).text).to.include('Secretword');
    expect(JSON.stringify(peer.received)).not.to.include('Secretword');
  });

  it('reads its own inbox, and nobody else’s', async () => {
    expect((await read(`${badru.actor.id}/inbox`, badru.token)).status).to.equal(200);
    expect((await read(`${badru.actor.id}/inbox`)).status).to.be.oneOf([401, 403, 404]);
    expect((await read(`${badru.actor.id}/inbox?page=true`, amina.token)).status).to.be.oneOf([403, 404]);
  });

  it('sends blind copies of which nobody is told', async () => {
    const chipo = await hub.member('chipo');
    await badru.post({ type: 'Follow', object: ana.id });
    await hub.idle();
    const to = { bto: [amina.actor.id], bcc: [ana.id] };
    const answers = [
      await post({ type: 'Create', ...to, object: { type: 'Note', content: 'Blindcopy.' } }),
      await post({ type: 'Note', content: 'Blindcopy.', ...to }),
    ];
    await hub.idle();
    for (const answer of answers) {
      expect(answer.status).to.equal(201);
      const id = thingOf(answer);
      for (const address of [id, String(answer.headers.location)]) expect((await read(address)).status).to.equal(404);
      expect((await read(id, chipo.token)).status).to.equal(404);
      const seen = await read(id, amina.token);
      expect(seen.status).to.equal(200);
      expect(seen.text)
        .not.to.include(ana.id)
        .and.not.match(/"b(to|cc)"|blind/);
      expect(seen.text).not.to.include(amina.actor.id);
      const sent = peer.received.find(({ body }) => body.includes(id));
      expect(sent?.path).to.equal('/users/ana/inbox');
      expect(sent?.body)
        .to.include('Blindcopy')
        .and.not.match(/"b(to|cc)"|blind/);
      expect(sent?.body).not.to.include(amina.actor.id);
    }
    const inbox = await read(`${amina.actor.id}/inbox?page=true`, amina.token);
    expect(inbox.text).to.include(thingOf(answers[0] as Answer));
    const open = await post({ type: 'Note', content: 'Openword.', to: [PUBLIC], bcc: [amina.actor.id] });
    expect((await read(thingOf(open))).text)
      .to.include('Openword')
      .and.not.include(amina.actor.id);
  });
});
