// The page of what the hub could not do: for admins alone, newest first, bounded, and a button that tries again.
import { expect } from 'chai';
import { type Client, makeClient, webHub } from './client.ts';

describe('The page of work that was set aside', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let admin: Client;
  let author: string;
  before(async () => {
    place = await webHub();
    const joined = await place.join('amina', 'admin');
    admin = joined.client;
    author = joined.actor.id;
  });
  after(() => place.hub.stop());

  const core = () => place.hub.hub.core;

  it('is for admins alone', async () => {
    for (const role of ['member', 'editor'] as const) {
      const { client } = await place.join(role, role);
      expect((await client.get('/admin/work')).status, role).to.equal(403);
      expect((await client.post('/admin/work')).status, role).to.equal(403);
      if (role === 'editor') expect((await client.get('/admin/reports')).body).not.to.include('/admin/work');
    }
    const stranger = makeClient(place.hub.origin);
    expect((await stranger.get('/admin/work')).location).to.equal('/sign-in?next=%2Fadmin%2Fwork');
    expect((await stranger.post('/admin/work')).status).to.equal(401);
    expect((await admin.post('/admin/work', { csrf: 'wrong' })).status).to.equal(403);
    expect((await admin.get('/admin/reports')).body).to.include('href="/admin/work"');
  });

  it('says that all is well while nothing is set aside', async () => {
    const { status, body } = await admin.get('/admin/work');
    expect(status).to.equal(200);
    expect(body).to.include('Nothing is set aside').and.include('name="robots" content="noindex"');
    expect(body).not.to.include('Try again');
  });

  it('shows an entry with its reason as text, tries it again, and says what came of it', async () => {
    const event = { type: 'published', id: 'https://far.example/e/<b>', actor: author, at: new Date().toISOString() };
    const { entry } = await core().commit.append({ id: event.id, via: 'observed', at: 1, v: 1, event });
    await place.hub.idle();
    await core().quarantine.setAside('deliver', { seq: 1, id: 'urn:first' }, new Error('<script>alert(1)</script>'));
    const { body } = await admin.get('/admin/work');
    expect(body).to.include('far.example').and.include('e/&lt;b>').and.include('TypeError');
    expect(body).to.include('&lt;script>alert').and.not.include('<script');
    expect(body).to.include('2 entries are set aside').and.include('Try all entries again');

    const again = await admin.post('/admin/work', { seq: String(entry.seq) });
    expect([again.status, again.location]).to.deep.equal([303, '/admin/work?done=0&failed=1']);
    expect((await admin.get(again.location)).body).to.include('1 entry failed again.');
    await core().storage.log.redact(entry.seq);
    expect((await admin.post('/admin/work')).location).to.equal('/admin/work?done=2&failed=0');
    expect((await admin.get('/admin/work?done=2&failed=0')).body)
      .to.include('2 entries are done now.')
      .and.include('Nothing is set aside');
    expect((await admin.post('/admin/work', { seq: 'all of them' })).location).to.equal('/admin/work?done=0&failed=0');
  });

  it('is what a member is told of whose own words could not be taken up, and they are not lost', async () => {
    const { client } = await place.join('badru');
    const { records } = core().storage;
    const { apply } = records;
    records.apply = async changes => {
      if (JSON.stringify(changes).includes('poisonous')) throw new Error('no reducer can');
      return apply(changes);
    };
    await client.get('/new/discussion');
    const fields = { name: 'Words', text: 'poisonous words', language: 'en', visibility: 'public' };
    const { status, body } = await client.post('/new/discussion', fields).finally(() => {
      records.apply = apply;
    });
    expect(status).to.equal(202);
    expect(body).to.include('This is kept, but cannot be seen yet').and.include('poisonous words</textarea>');
    expect((await admin.get('/admin/work')).body).to.include('Error: no reducer can');
    await admin.post('/admin/work');
    expect((await client.get('/search?q=poisonous')).body).to.include('Words');
  });

  it('names jobs that were given up, by host, the newest of all first, and no more than fifty', async () => {
    const { jobs, state } = core().storage;
    const lanes = Array.from({ length: 60 }, (_, n) => `h${n}.example`);
    await jobs.add(lanes.map(lane => ({ key: `7>https://${lane}/inbox`, queue: 'test', lane, order: 1, payload: {} })));
    const claims = await jobs.claim('test', { lanes: 60, perLane: 1, leaseMs: 60_000, now: Date.now() });
    await jobs.end(
      claims.map((claim, n) => ({
        claim,
        done: [],
        dead: { key: claim.jobs[0]?.key ?? '', error: `answered 4${n}`, at: Date.now() - (n + 1) * 1000 },
      })),
    );
    await core().quarantine.setAside('deliver', { seq: 1, id: 'urn:first' }, new Error('newest'));
    const { body } = await admin.get('/admin/work');
    expect(body.split('<article').length - 1).to.equal(50);
    expect(body).to.include('60 jobs were given up').and.include('The newest 50 are shown.');
    expect(body.indexOf('Error: newest')).to.be.lessThan(body.indexOf('answered 40'));
    expect(body.indexOf('answered 40')).to.be.lessThan(body.indexOf('answered 41'));
    expect(body).to.include(claims[0]?.lane).and.not.include('answered 455');
    expect(body.length, 'bytes before they are packed').to.be.lessThan(50_000);
    await state.delete('quarantine', (await state.list('quarantine', '', 1))[0]?.key ?? '');
  });
});
