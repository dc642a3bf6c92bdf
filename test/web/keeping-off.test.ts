// Keeping somebody off by form: from their page, and back again from the list of those who are kept off.
import { expect } from 'chai';
import type { Actor } from '../../src/domain/records.ts';
import { type Client, webHub } from './client.ts';

describe('Keeping somebody off by form', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let amina: Client;
  let bo: Client;
  let rui: Actor;

  before(async () => {
    place = await webHub();
    amina = (await place.join('amina', 'admin')).client;
    bo = (await place.join('bo')).client;
    const joined = await place.join('rui');
    rui = joined.actor;
    await joined.client.post('/new/discussion', { name: 'Loud', text: 'Loud words.', language: 'en' });
    await amina.post('/follow', { whom: rui.id });
    await place.hub.idle();
  });
  after(() => place.hub.stop());

  it('mutes: what they publish is not shown any longer, and on their own page it is', async () => {
    expect((await amina.get('/mine')).body).to.include('Loud words.');
    expect((await amina.post('/block', { whom: rui.id, mute: 'yes' })).location).to.equal('/@rui');
    expect((await amina.get('/mine')).body).not.to.include('Loud words.');
    const page = (await amina.get('/@rui')).body;
    expect(page).to.include('You do not see what they publish.').and.include('Loud words.');
    expect((await bo.get('/@rui')).body).not.to.include('You do not see');
  });

  it('blocks, and the list lets them in again', async () => {
    expect((await amina.post('/block', { whom: rui.id })).location).to.equal('/@rui');
    expect((await amina.get('/@rui')).body)
      .to.include('You block them')
      .and.not.include('action="/unfollow"');
    const list = (await amina.get('/settings/kept-off')).body;
    expect(list.split('rui the member')).to.have.length(3);
    for (const mute of ['', 'yes'])
      expect((await amina.post('/unblock', { whom: rui.id, mute, back: 'list' })).location).to.equal(
        '/settings/kept-off',
      );
    expect((await amina.get('/settings/kept-off')).body).not.to.include('rui the member');
    expect((await amina.get('/@rui')).body)
      .to.include('action="/follow"')
      .and.include('>Block<');
  });

  it('is for members, and of somebody', async () => {
    expect((await amina.post('/block', { whom: `${place.hub.origin}/a/nobody` })).status).to.equal(404);
    expect((await bo.get('/settings/kept-off')).body).to.include('Nobody.');
    const { actor } = await place.join('eve');
    expect((await (await place.join('eva')).client.post('/block', { whom: actor.id, csrf: 'x' })).status).to.equal(403);
  });
});
