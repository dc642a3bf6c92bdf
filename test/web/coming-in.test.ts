import { expect } from 'chai';
import { startHub, type TestHub } from '../helpers/hub.ts';
import { makeClient, password, webHub } from './client.ts';

describe('The first run of a hub', () => {
  let hub: TestHub;
  before(async () => {
    hub = await startHub();
  });
  after(() => hub.stop());

  it('leads every page to the one that makes the first admin', async () => {
    const client = makeClient(hub.origin);
    for (const path of ['/', '/search', '/new/resource', '/nothing']) {
      const { status, location } = await client.get(path);
      expect([status, location], path).to.deep.equal([303, '/setup']);
    }
    expect((await client.get('/robots.txt')).status).to.equal(200);
  });

  it('gives the page again with the words kept and each fault beside its field', async () => {
    const answer = await makeClient(hub.origin).post('/setup', { name: 'Amina <b>', handle: 'Ä', password: 'short' });
    expect(answer.status).to.equal(422);
    expect(answer.body).to.include('value="Amina &lt;b>"').and.include('2 things need your attention');
    expect(answer.body).to.match(/<p class="fault" id="handle-fault">/);
    expect(answer.body).to.match(
      /<input[^>]*id="password"[^>]*aria-describedby="password-hint password-fault"[^>]*aria-invalid="true"/,
    );
    expect(answer.body).to.not.include('value="short"');
  });

  it('takes the form from this origin only', async () => {
    const fields = { name: 'Eve', handle: 'eve', password };
    const client = makeClient(hub.origin);
    expect((await client.post('/setup', fields, { 'sec-fetch-site': 'cross-site' })).status).to.equal(403);
    expect((await client.post('/setup', fields, { 'sec-fetch-site': 'same-site' })).status).to.equal(403);
    const old = await fetch(`${hub.origin}/setup`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams(fields),
    });
    expect(old.status).to.equal(403);
  });

  it('makes one admin however many try at once, and then is over', async () => {
    const clients = ['amina', 'boris', 'chen'].map(handle => ({ handle, client: makeClient(hub.origin) }));
    const answers = await Promise.all(
      clients.map(({ client, handle }) => client.post('/setup', { name: handle, handle, password })),
    );
    const made = answers.filter(({ headers }) =>
      headers.getSetCookie().some(cookie => cookie.startsWith('hub_session')),
    );
    expect(made).to.have.length(1);
    expect((await makeClient(hub.origin).get('/setup')).location).to.equal('/');
    const members = await hub.hub.core.storage.links.count({ kind: 'member', from: `${hub.origin}/a/hub` });
    expect(members).to.equal(1);
    expect((await makeClient(hub.origin).get('/')).status).to.equal(200);
  });
});

describe('Signing in and out', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  before(async () => {
    place = await webHub();
    await place.join('amina', 'admin');
  });
  after(() => place.hub.stop());

  it('gives a cookie that scripts and other sites do not get', async () => {
    const client = makeClient(place.hub.origin);
    const { headers } = await client.post('/sign-in', { name: '@amina', password });
    const cookie = headers.getSetCookie().find(line => line.startsWith('hub_session')) ?? '';
    expect(cookie)
      .to.match(/HttpOnly/i)
      .and.match(/SameSite=Lax/i)
      .and.match(/Path=\//);
    expect(cookie).to.not.match(/Secure/i);
  });

  it('goes on to where one wanted to go, but never to another site', async () => {
    const client = makeClient(place.hub.origin);
    expect((await client.get('/new/resource?x=1')).location).to.equal('/sign-in?next=%2Fnew%2Fresource%3Fx%3D1');
    for (const next of [
      '//evil.example',
      'https://evil.example/',
      '/\\evil.example',
      '/\t/evil.example',
      '/..//evil.example',
      '/.//evil.example/x',
      '/a/../..//evil.example',
      '/%2e%2e//evil.example',
      'javascript:1',
    ]) {
      const { status, location } = await makeClient(place.hub.origin).post('/sign-in', {
        name: 'amina',
        password,
        next,
      });
      expect([status, location], next).to.deep.equal([303, '/']);
    }
    const { location } = await client.post('/sign-in', { name: 'amina', password, next: '/new/resource?x=1' });
    expect(location).to.equal('/new/resource?x=1');
  });

  it('says the same of a wrong password and of a name that nobody has', async () => {
    const wrong = await makeClient(place.hub.origin).post('/sign-in', { name: 'amina', password: 'not this one, no' });
    const nobody = await makeClient(place.hub.origin).post('/sign-in', {
      name: 'nobody',
      password: 'not this one, no',
    });
    expect([wrong.status, nobody.status]).to.deep.equal([422, 422]);
    expect(wrong.body.replaceAll('amina', 'nobody')).to.equal(nobody.body);
  });

  it('makes a guesser wait and says how long', async () => {
    const client = makeClient(place.hub.origin);
    const statuses: number[] = [];
    for (let tried = 0; tried < 6; tried += 1) {
      statuses.push((await client.post('/sign-in', { name: 'victim', password: 'a wrong password' })).status);
    }
    expect(statuses).to.deep.equal([422, 422, 422, 422, 422, 429]);
    const { headers, body } = await client.post('/sign-in', { name: 'victim', password: 'a wrong password' });
    expect(Number(headers.get('retry-after'))).to.be.within(1, 60);
    expect(body).to.match(/Wait \d+ second/);
  });

  it('refuses an act without the word of the session, and one from elsewhere', async () => {
    const { client } = await place.join('bintu');
    expect((await client.post('/sign-out', { csrf: 'wrong' })).status).to.equal(403);
    expect((await client.post('/sign-out', {}, { 'sec-fetch-site': 'cross-site' })).status).to.equal(403);
    expect((await client.post('/sign-out')).status).to.equal(303);
    expect(client.cookies.has('hub_session')).to.equal(false);
    expect((await client.post('/sign-out')).status).to.equal(401);
  });

  it('changes the password with the present one only, and ends the other sessions', async () => {
    const { client } = await place.join('chidi');
    const other = makeClient(place.hub.origin);
    await other.post('/sign-in', { name: 'chidi', password });
    const again = 'another sentence to come in';
    expect((await client.post('/settings/password', { old: 'not the present', password: again })).status).to.equal(422);
    expect((await client.post('/settings/password', { old: password, password: 'weak' })).status).to.equal(422);
    expect((await client.post('/settings/password', { old: password, password: again })).location).to.equal(
      '/settings?done=changed',
    );
    expect((await client.get('/settings')).status).to.equal(200);
    expect((await other.get('/settings')).status).to.equal(303);
    expect((await other.post('/sign-in', { name: 'chidi', password: again })).status).to.equal(303);
  });

  it('saves the profile, and speaks the language chosen there', async () => {
    const { client } = await place.join('dora');
    const answer = await client.post('/settings/profile', {
      name: 'Dora Ọlá',
      summary: 'I teach.\nI learn.',
      language: 'fr',
    });
    expect(answer.location).to.equal('/settings?done=saved');
    const { body } = await client.get(answer.location);
    expect(body)
      .to.include('<html lang="fr" dir="ltr">')
      .and.include('value="Dora Ọlá"')
      .and.include('I teach.\nI learn.');
    expect((await client.post('/settings/profile', { name: '  ', language: 'fr' })).status).to.equal(422);
  });
});
