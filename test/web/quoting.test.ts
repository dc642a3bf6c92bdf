import { expect } from 'chai';
import { type Client, webHub } from './client.ts';

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
});
