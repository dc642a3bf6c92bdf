import { expect } from 'chai';
import { type Client, makeClient, webHub } from './client.ts';

describe('A poll by form', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let amina: Client;
  let badru: Client;

  before(async () => {
    place = await webHub();
    amina = (await place.join('amina', 'admin')).client;
    badru = (await place.join('badru')).client;
  });
  after(() => place.hub.stop());

  const asked = {
    name: 'When shall we meet?',
    text: 'All times are Lusaka time.',
    language: 'en',
    visibility: 'public',
    option1: 'Monday',
    option2: 'Friday & Saturday',
    multiple: 'no',
    ends: '1440',
  };
  const ask = async (more: Record<string, string> = {}) =>
    (await amina.post('/new/poll', { ...asked, ...more })).location;

  it('is asked, voted in once, and shows how it stands as text', async () => {
    const path = await ask();
    expect(path).to.match(/^\/o\//);
    const before = await badru.get(path);
    expect(before.body)
      .to.include('<legend>Choose one answer</legend>')
      .and.match(/type="radio" name="choice" value="Friday &amp; Saturday"/);
    expect((await badru.post(`${path}/vote`, { choice: 'Friday & Saturday' })).location).to.equal(path);
    const { body } = await badru.get(path);
    expect(body).to.include('1 person has voted').and.include('100 % · 1 vote · your choice').and.include('Open until');
    expect(body).not.to.include('name="choice"');
    const again = await badru.post(`${path}/vote`, { choice: 'Monday' });
    expect(again.status).to.equal(422);
    expect((await makeClient(place.hub.origin).get(path)).body).to.include('Sign in to vote');
  });

  it('keeps what was typed and names what is missing', async () => {
    const { status, body } = await amina.post('/new/poll', { ...asked, option2: '', ends: 'never' });
    expect(status).to.equal(422);
    expect(body).to.include('Give at least two answers.').and.include('Say when the poll ends.');
    expect(body).to.include('value="Monday"');
    const path = await ask();
    const none = await badru.post(`${path}/vote`, {});
    expect(none.status).to.equal(422);
    expect(none.body).to.include('Choose an answer.');
    expect((await badru.post(`${path}/vote`, { choice: ['Monday', 'Friday & Saturday'] })).body).to.include(
      'Choose only one answer.',
    );
  });

  it('takes several answers where it says so, and an edit changes its words alone', async () => {
    const path = await ask({ multiple: 'yes', option3: 'Sunday' });
    await badru.post(`${path}/vote`, { choice: ['Monday', 'Sunday'] });
    const edit = await amina.get(`${path}/edit`);
    expect(edit.body).to.include('Edit the poll');
    await amina.post(`${path}/edit`, { ...asked, text: 'All times are UTC.', option1: 'Never' });
    const { body } = await badru.get(path);
    expect(body).to.include('All times are UTC.').and.include('Monday').and.not.include('Never');
    expect(body.match(/100 % · 1 vote/g)).to.have.length(2);
  });

  it('is found by search as a poll', async () => {
    await ask({ name: 'Chess or draughts?' });
    expect((await place.hub.search('q=draughts&kind=poll')).items.map(({ name }) => name)).to.deep.equal([
      'Chess or draughts?',
    ]);
  });
});
