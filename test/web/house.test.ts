// Those who keep the house: reports, policies, lists, members and the audit log, by forms without a script.
import { expect } from 'chai';
import { activity, create, type Json, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { type Client, makeClient, three, webHub } from './client.ts';

const faultOf = (body: string, field: string) =>
  new RegExp(`<p class="fault" id="${field}-fault">([^<]*)</p>`).exec(body)?.[1];

describe('Keeping the house by form', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let peer: Peer;
  let ana: PeerActor;
  let admin: Client;
  let editor: Client;
  let member: Client;
  let memberId: string;

  before(async () => {
    peer = await openPeer();
    place = await webHub({ devPeers: [peer.host] });
    admin = (await place.join('amina', 'admin')).client;
    editor = (await place.join('edith', 'editor')).client;
    const joined = await place.join('badru');
    member = joined.client;
    memberId = joined.actor.id;
    ana = peer.actor('ana');
  });
  after(async () => {
    await place.hub.stop();
    await peer.close();
  });

  const come = async (what: Json) => {
    const { status } = await send(place.hub.url('/inbox'), what, ana);
    expect(status).to.equal(202);
    await place.hub.idle();
  };
  const reportPath = (body: string) => /<a href="(\/admin\/reports\/\d+)">/.exec(body)?.[1] ?? '';
  const audit = async () => (await admin.get('/admin/audit')).body;

  it('is for those who keep it alone', async () => {
    const pages = ['reports', 'audit', 'peers', 'peers/x.example', 'blocks', 'blocks.csv', 'members', 'work'];
    const stranger = makeClient(place.hub.origin);
    for (const page of pages) {
      expect((await stranger.get(`/admin/${page}`)).location, page).to.match(/^\/sign-in/);
      expect((await member.get(`/admin/${page}`)).status, page).to.equal(403);
      const shared = page === 'reports' || page === 'audit';
      expect((await editor.get(`/admin/${page}`)).status, page).to.equal(shared ? 200 : 403);
      expect((await admin.get(`/admin/${page}`)).status, page).to.equal(200);
    }
    const forms = [
      'peers',
      'peers/x.example',
      'peers/x.example/ask',
      'blocks/import',
      'members',
      'members/1/role',
      'members/1/level',
    ];
    for (const form of forms) {
      expect((await editor.post(`/admin/${form}`, { level: 'suspend', role: 'admin' })).status, form).to.equal(403);
      expect((await stranger.post(`/admin/${form}`)).status, form).to.equal(401);
      expect((await admin.post(`/admin/${form}`, { csrf: 'another' })).status, form).to.equal(403);
      expect((await admin.post(`/admin/${form}`, {}, { 'sec-fetch-site': 'cross-site' })).status, form).to.equal(403);
    }
    for (const page of ['reports/1', 'reports/abc', 'peers/not%20a%20host', `peers/${place.hub.hub.core.urls.host}`])
      expect((await admin.get(`/admin/${page}`)).status, page).to.equal(404);
  });

  it('takes a report of a thing here, keeps it, and removes what was reported', async () => {
    const { location } = await editor.upload('/new/resource', { ...three, name: 'An insult' });
    expect((await member.get(location)).body).to.include(`href="${location}/report"`);
    expect((await member.get(`${location}/report`)).body)
      .to.include('Report “<bdi>An insult</bdi>”')
      .and.not.include('name="forward"');
    const empty = await member.post(`${location}/report`, { reason: '  ' });
    expect([empty.status, faultOf(empty.body, 'reason')]).to.deep.equal([422, 'Say in a few words what is wrong.']);
    expect((await member.post(`${location}/report`, { reason: '<b>It insults.</b>' })).body).to.include('Thank you.');

    const queue = (await admin.get('/admin/reports')).body;
    expect(queue).to.include('&lt;b>It insults.').and.include('badru the member').and.include('Waiting (1)');
    const path = reportPath(queue);
    const page = (await admin.get(path)).body;
    expect(page).to.include('An insult').and.include('edith the editor').and.include('Take it up');
    expect((await admin.post(`${path}/take`)).location).to.equal(path);
    expect((await admin.post(`${path}/note`, { note: '' })).status).to.equal(422);
    await admin.post(`${path}/note`, { note: 'I asked a colleague.' });
    expect((await admin.post(`${path}/resolve`, { reason: 'x' })).status).to.equal(422);
    await admin.post(`${path}/resolve`, { done: 'removed', reason: 'It is an insult.' });
    const closed = (await admin.get(path)).body;
    expect(closed)
      .to.include('I asked a colleague.')
      .and.include('It is an insult.')
      .and.not.include('Do this and close it');
    expect((await member.get(location)).status).to.equal(410);
    expect((await admin.get('/admin/reports')).body).to.include('No report is waiting.');
    expect((await admin.get('/admin/reports?show=all')).body).to.include('closed');
    expect(await audit())
      .to.include('amina</bdi> closed')
      .and.include('amina</bdi> removed')
      .and.include('amina</bdi> took up')
      .and.include('It is an insult.');
  });

  it('sends a report to the other hub only when asked to, without the name of who reports', async () => {
    await member.post('/follow', { whom: `@ana@${peer.host}` });
    await place.hub.idle();
    const follow = peer.received.findLast(each => each.activity.type === 'Follow')?.activity as Json;
    await come(activity(ana, 'Accept', follow));
    const note = create(ana, { content: '<p>Far insult.</p>' });
    await come(note.activity);
    const path = `/n/${(await place.hub.hub.core.storage.records.get(note.id))?.num}`;
    expect((await member.get(`${path}/report`)).body).to.include(`Also send it to ${peer.host}`);
    const flags = () => peer.received.filter(each => each.activity.type === 'Flag');
    await member.post(`${path}/report`, { reason: 'Kept here.' });
    await place.hub.idle();
    expect(flags()).to.deep.equal([]);
    await member.post(`${path}/report`, { reason: 'Sent there.', forward: 'yes' });
    await place.hub.idle();
    const [flag] = flags();
    expect(flag?.activity).to.deep.include({
      actor: place.hub.hub.core.urls.instance,
      content: 'Sent there.',
      object: [ana.id, note.id],
    });
    expect(flag?.body).not.to.include(memberId).and.not.include('badru');
    expect(String(flag?.headers.signature)).to.include('/a/instance#');
  });

  it('shows a report from elsewhere, and what it is about, and closes it by suspending', async () => {
    await come(
      activity(ana, 'Flag', [memberId, `${place.hub.origin}/o/01K00000000000000000000000`], { content: 'From far.' }),
    );
    const queue = (await editor.get('/admin/reports')).body;
    const path =
      [...queue.matchAll(/<a href="(\/admin\/reports\/\d+)">([^<]*)</g)].find(
        ([, , text]) => text === 'From far.',
      )?.[1] ?? '';
    const page = (await editor.get(path)).body;
    expect(page)
      .to.include(`@ana@${peer.host}`)
      .and.include('badru the member')
      .and.include('This is not here (any more)');
    await editor.post(`${path}/resolve`, { done: 'suspended', reason: 'Enough.' });
    expect((await member.get('/mine')).location).to.match(/^\/sign-in/);
    const again = await makeClient(place.hub.origin).post('/sign-in', {
      name: 'badru',
      password: 'correct horse battery staple',
    });
    expect([again.status, faultOf(again.body, 'name')]).to.deep.equal([
      422,
      'This account is suspended. Ask those who keep this hub.',
    ]);
    const members = (await admin.get('/admin/members')).body;
    expect(members).to.include('Lift the suspension');
    const num = (await place.hub.hub.core.storage.records.get(memberId))?.num;
    await admin.post(`/admin/members/${num}/level`, { level: 'open' });
    expect((await member.get('/mine')).status).to.equal(200);
  });

  it('lets no editor judge an admin', async () => {
    await come(activity(ana, 'Flag', [`${place.hub.origin}/a/hub`], { content: 'The hub itself.' }));
    const queue = (await editor.get('/admin/reports')).body;
    const own =
      [...queue.matchAll(/<a href="(\/admin\/reports\/\d+)">([^<]*)</g)].find(
        ([, , text]) => text === 'The hub itself.',
      )?.[1] ?? '';
    expect((await editor.post(`${own}/resolve`, { done: 'suspended' })).status).to.be.oneOf([403, 422]);
    expect((await editor.get(own)).body).to.include('Do this and close it');
  });

  it('decides about a server on its page, and shows what is known of it', async () => {
    const found = await admin.post('/admin/peers', { host: ` ${peer.host.toUpperCase()} ` });
    expect(found.location).to.equal(`/admin/peers/${peer.host}`);
    expect((await admin.post('/admin/peers', { host: 'no host' })).status).to.equal(422);
    peer.documents.set('/.well-known/nodeinfo', {
      links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${peer.origin}/nodeinfo/2.0` }],
    });
    peer.documents.set('/nodeinfo/2.0', (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ software: { name: 'mastodon<b>', version: '4.6.1' } }));
    });
    const page = `/admin/peers/${peer.host}`;
    expect((await admin.post(`${page}/ask`)).location).to.equal(`${page}?done=asked`);
    await place.hub.idle();
    const known = (await admin.get(page)).body;
    expect(known).to.include('mastodon').and.include('4.6.1').and.not.include('mastodon<b>');
    expect(known).to.match(/Last delivery that it took<\/dt><dd><time/);
    expect((await admin.get('/admin/peers')).body)
      .to.include(peer.host)
      .and.include('4.6.1');
    const decided = await admin.post(page, {
      level: 'silence',
      switches: ['noMedia'],
      reason: 'Too loud.',
      comment: 'Spam',
    });
    expect(decided.location).to.equal(`${page}?done=saved`);
    const after = (await admin.get(page)).body;
    expect(after)
      .to.match(/name="level" value="silence" checked/)
      .and.match(/value="noMedia" checked/);
    expect(await audit())
      .to.include('silenced')
      .and.include('Too loud.');
    expect((await admin.get('/admin/blocks')).body)
      .to.include(peer.host)
      .and.include('no media');
    await admin.post(page, { level: 'open' });
    expect((await admin.post(page, { level: 'destroy' })).status).to.equal(400);
  });

  it('imports a list after a look at what it would change, and exports it', async () => {
    const list = (text: string) => ({ list: new File([text], 'blocks.csv', { type: 'text/csv' }) });
    const faulty = await admin.upload(
      '/admin/blocks/preview',
      list('a.example,suspend\nb*.example,suspend\nc.example,no'),
    );
    expect(faulty.status).to.equal(422);
    expect(faulty.body).to.include('Line 2: it names no host. b*.example').and.include('Line 3: its severity');
    expect((await admin.upload('/admin/blocks/preview', {})).status).to.equal(422);
    expect((await admin.upload('/admin/blocks/preview', list('x'.repeat(4_100_000)))).status).to.equal(422);
    const text = '#domain,#severity,#public_comment\nbad.example,suspend,=cmd\nloud.example,silence,\n';
    const preview = await admin.upload('/admin/blocks/preview', list(text));
    expect(preview.body).to.include('2 hosts are new').and.include('bad.example');
    expect((await admin.get('/admin/blocks.csv')).body).to.not.include('bad.example');
    const draft = /name="draft" value="([^"]+)"/.exec(preview.body)?.[1] ?? '';
    expect((await editor.post('/admin/blocks/import', { draft })).status).to.equal(403);
    expect((await admin.post('/admin/blocks/import', { draft, reason: 'Shared list' })).location).to.equal(
      '/admin/blocks?done=imported',
    );
    expect((await admin.post('/admin/blocks/import', { draft })).status, 'once').to.equal(422);
    const exported = await admin.get('/admin/blocks.csv');
    expect(exported.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(exported.body).to.include("bad.example,suspend,false,false,'=cmd,false\n");
    expect((await admin.upload('/admin/blocks/preview', list(text.replace('silence', 'suspend')))).body)
      .to.include('1 host is dealt with otherwise')
      .and.include('suspended, was silenced')
      .and.include('1 host stays as it is');
    expect(await audit())
      .to.include('imported a list')
      .and.include('Shared list');
    const blobs = await place.hub.hub.core.storage.blobs.list('', 1000);
    for (const sha of blobs) expect((await place.hub.hub.core.storage.blobs.get(sha))?.bytes).to.not.equal(text.length);
  });

  it('adds members, gives roles, and keeps the last admin', async () => {
    const added = await admin.post('/admin/members', { name: 'Chipo M', handle: 'chipo', role: 'member' });
    const made = /<code dir="ltr">([^<]{12,})<\/code>/.exec(added.body)?.[1] ?? '';
    expect(added.headers.get('cache-control')).to.equal('no-store');
    const chipo = makeClient(place.hub.origin);
    expect((await chipo.post('/sign-in', { name: 'chipo', password: made })).status).to.equal(303);
    expect((await admin.get('/admin/members')).body)
      .to.include('Chipo M')
      .and.not.include(made);
    expect((await admin.post('/admin/members', { name: 'X', handle: 'chipo' })).status).to.equal(422);
    const numOf = async (id: string) => (await place.hub.hub.core.storage.records.get(id))?.num;
    const { links } = place.hub.hub.core.storage;
    const idOf = async (handle: string) =>
      (await links.list({ kind: 'handle', from: `${handle}@${place.hub.hub.core.urls.host}` }, { limit: 1 }))[0]?.to ??
      '';
    const num = await numOf(await idOf('chipo'));
    expect((await admin.post(`/admin/members/${num}/role`, { role: 'editor' })).location).to.include('done=changed');
    expect((await chipo.get('/admin/reports')).status).to.equal(200);
    const own = await numOf(await idOf('amina'));
    const last = await admin.post(`/admin/members/${own}/role`, { role: 'member' });
    expect(last.status).to.equal(422);
    expect(last.body).to.include('The last admin stays one');
    expect((await admin.post(`/admin/members/${num}/role`, { role: 'god' })).status).to.equal(400);
    expect(await audit())
      .to.include('gave')
      .and.include('another role')
      .and.include('as a member');
  });

  it('finds what moderators of communities did, too', async () => {
    await admin.post('/communities/new', { name: 'Readers', handle: 'readers', summary: '', language: 'en' });
    const { core } = place.hub.hub;
    const perform = core.performing(async () => undefined);
    const idOf = async (handle: string) =>
      (await core.storage.links.list({ kind: 'handle', from: `${handle}@${core.urls.host}` }, { limit: 1 }))[0]?.to ??
      '';
    const amina = (await core.storage.records.get(await idOf('amina')))?.body as never;
    await perform(amina, {
      do: 'moderate',
      act: 'ban',
      group: await idOf('readers'),
      what: memberId,
      reason: 'Shouts.',
    });
    expect((await admin.get('/admin/audit?kind=communities')).body)
      .to.include('keeps')
      .and.include('@badru')
      .and.include('Shouts.');
  });

  it('finds relays that the operator chose and gave up in the audit log', async () => {
    const { core } = place.hub.hub;
    const choose = (wanted: boolean) =>
      core.takeLocal({
        id: core.urls.newActivity(),
        actor: core.home.hub,
        at: new Date().toISOString(),
        type: 'relayChosen',
        address: 'https://relay.example/inbox',
        wanted,
      });
    await choose(true);
    await choose(false);
    expect((await admin.get('/admin/audit?kind=hosts')).body)
      .to.match(/the operator.*chose the relay.*relay\.example/)
      .and.match(/the operator.*gave up the relay.*relay\.example/);
    expect((await admin.get('/admin/audit?kind=people')).body).to.not.include('relay.example');
  });

  it('goes through the audit log by kind and page by page', async () => {
    const { core } = place.hub.hub;
    const perform = core.performing(async () => undefined);
    const hub = (await core.storage.records.get(core.home.hub))?.body as never;
    for (let count = 0; count < 60; count += 1)
      await perform(hub, { do: 'judgeHost', host: `h${count}.example`, level: 'silence' });
    const first = (await admin.get('/admin/audit?kind=hosts')).body;
    expect(first).to.include('h59.example').and.include('the operator').and.not.include('h5.example');
    const next = /href="(\/admin\/audit\?kind=hosts&amp;after=[^"]+)"/.exec(first)?.[1]?.replace('&amp;', '&') ?? '';
    const second = (await admin.get(next)).body;
    expect(second).to.include('h5.example').and.not.include('h59.example');
    expect((await admin.get('/admin/audit?kind=reports')).body).to.not.include('h59.example');
    expect((await admin.get('/admin/audit?after=nonsense&kind=zzz')).status).to.equal(200);
    const posted = await admin.post('/admin/audit', { csrf: 'x' });
    expect(posted.status).to.equal(404);
    const pages = (await admin.get('/admin/blocks')).body;
    expect(pages).to.include('h0.example');
  });

  it('speaks to the reader in their language', async () => {
    for (const [language, word] of [
      ['fr', 'Signalements'],
      ['ar', 'البلاغات'],
      ['es', 'Denuncias'],
      ['pt', 'Denúncias'],
    ] as const)
      expect((await admin.get(`/admin/reports?lang=${language}`)).body).to.include(word);
    await admin.get('/admin/reports?lang=en');
  });

  it('has a member’s own words in a report only where those who keep the house see them', async () => {
    const visitor = makeClient(place.hub.origin);
    expect((await visitor.get('/search?q=insults')).body).to.not.include('It insults');
  });
});
