import { expect } from 'chai';
import { type Client, webHub } from './client.ts';

const policyOf = async (url: string) => {
  const answer = await fetch(url, { headers: { accept: 'application/activity+json' } });
  return ((await answer.json()) as Record<string, unknown>).interactionPolicy;
};

describe('Quoting by form', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let amina: Client;
  let badru: Client;

  before(async () => {
    place = await webHub();
    amina = (await place.join('amina', 'admin')).client;
    badru = (await place.join('badru')).client;
  });
  after(() => place.hub.stop());

  const words = { language: 'en', visibility: 'public' };

  it('shows what is quoted while one writes, and afterwards; its author can take the consent back', async () => {
    const path = (await amina.post('/new/discussion', { ...words, name: 'Quotable', text: 'Words.' })).location;
    const link = /href="(\/new\/discussion\?quote=[^"]+)"/.exec((await badru.get(path)).body)?.[1] ?? '';
    const form = await badru.get(link);
    expect(form.body).to.include(`name="quotes" value="${place.hub.origin}${path}"`).and.include('Quotable');
    const quotes = place.hub.origin + path;
    const quoting = (await badru.post('/new/discussion', { ...words, text: 'Indeed.', quotes })).location;
    await place.hub.idle();
    expect((await badru.get(quoting)).body)
      .to.include('Quoting')
      .and.include('Quotable');
    const seen = await amina.get(quoting);
    const stamp = /name="stamp" value="([^"]+)"/.exec(seen.body)?.[1] ?? '';
    expect(seen.body).to.include('Take back my consent to this quote');
    expect((await badru.get(quoting)).body).not.to.include('name="stamp"');
    expect((await badru.post(`${quoting}/unquote`, { stamp })).status).to.equal(403);
    await amina.post(`${quoting}/unquote`, { stamp });
    await place.hub.idle();
    expect((await badru.get(quoting)).body)
      .to.include('has not allowed to be quoted')
      .and.not.include('Quotable');
  });

  it('and answering, are for those whom the member names in the settings, from then on', async () => {
    const { client, actor } = await place.join('carla');
    const posted = async () =>
      (await client.post('/new/discussion', { ...words, name: 'Mine', text: 'Words.' })).location;
    const before = await posted();
    const form = (await client.get('/settings')).body;
    expect(form).to.match(/<select id="quotable"[^>]*>.*?<option value="everybody" selected/s);
    const profile = { name: 'Carla', language: 'en', quotable: 'nobody', answerable: 'followers' };
    expect((await client.post('/settings/profile', profile)).location).to.equal('/settings?done=saved');
    expect((await client.get('/settings')).body).to.include('<option value="nobody" selected');
    const path = await posted();
    const everybody = { automaticApproval: ['https://www.w3.org/ns/activitystreams#Public'] };
    expect(await policyOf(place.hub.origin + before)).to.deep.equal({ canQuote: everybody, canReply: everybody });
    expect(await policyOf(place.hub.origin + path)).to.deep.equal({
      canQuote: { automaticApproval: [actor.id] },
      canReply: { automaticApproval: [`${actor.id}/followers`] },
    });
    const seen = (await badru.get(path)).body;
    expect(seen).not.to.include('/new/discussion?quote=');
    expect(
      (await badru.post('/new/discussion', { ...words, text: 'But.', quotes: place.hub.origin + path })).status,
    ).to.equal(422);
    await client.post('/settings/profile', { ...profile, quotable: 'x', answerable: '' });
    expect((await client.get('/settings')).body, 'what is no choice changes nothing').to.include(
      '<option value="nobody" selected',
    );
  });
});
