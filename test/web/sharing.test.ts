import { expect } from 'chai';
import sharp from 'sharp';
import type { Resource } from '../../src/domain/records.ts';
import { type Client, makeClient, three, webHub } from './client.ts';

describe('Sharing by form', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let amina: Client;
  let badru: Client;

  before(async () => {
    place = await webHub();
    amina = (await place.join('amina', 'admin')).client;
    badru = (await place.join('badru')).client;
  });
  after(() => place.hub.stop());

  const stored = async (path: string) =>
    (await place.hub.hub.core.storage.records.get(place.hub.origin + path))?.body as Resource;
  const faultOf = (body: string, field: string) =>
    new RegExp(`<p class="fault" id="${field}-fault">([^<]*)</p>`).exec(body)?.[1];

  it('publishes a resource of three fields, and shows it', async () => {
    const { status, location } = await amina.upload('/new/resource', three);
    expect(status).to.equal(303);
    expect(location).to.match(/^\/o\/[0-9A-Z]{26}$/);
    const { body } = await makeClient(place.hub.origin).get(location);
    expect(body).to.include('<h1 lang="en" dir="auto">Twelve reading games</h1>').and.include('CC BY 4.0');
    expect(body).to.include(
      `<link rel="alternate" type="application/activity+json" href="${place.hub.origin}${location}"/>`,
    );
  });

  it('keeps every word of a faulty form and names each fault beside its field', async () => {
    const typed = {
      name: ' ',
      language: '',
      licence: '',
      text: 'Ten\n<script>alert(1)</script>',
      link: 'javascript:alert(1)',
      themes: 'girls’ education, climate',
      sdgs: ['4', '5'],
      skills: 'creativity',
      level: 'tertiary',
      country: 'KE',
      moreGroups: '@nobody@nowhere.example',
    };
    const { status, body } = await amina.upload('/new/resource', typed);
    expect(status).to.equal(422);
    const faults = ['name', 'language', 'licence', 'link', 'moreGroups'].map(field => faultOf(body, field));
    expect(faults).to.deep.equal([
      'Give it a title.',
      'Say in which language it is.',
      'Choose a licence, so that others know what they may do.',
      'This is not a web address. It begins with https://',
      'No community was found for “@nobody@nowhere.example”.',
    ]);
    expect(body)
      .to.include('\nTen\n&lt;script>alert(1)&lt;/script></textarea>')
      .and.include('value="javascript:alert(1)"');
    expect(body)
      .to.match(/name="sdgs" value="5" checked/)
      .and.match(/name="skills" value="creativity" checked/);
    expect(body)
      .to.match(/<option value="tertiary" selected>/)
      .and.match(/<option value="KE" selected>/);
    expect(body).to.include('<a href="#licence">');
  });

  it('gives the words back to one whose session has ended meanwhile, and to one whose form is old', async () => {
    const stranger = makeClient(place.hub.origin);
    const words = { ...three, name: 'An hour of typing', text: 'First <b>words</b>.\n\nLast words.' };
    const kept = 'First &lt;b>words&lt;/b>.\n\nLast words.</textarea>';
    for (const answer of [
      await stranger.upload('/new/resource', { ...words, files: new File(['abc'], 'a.txt') }),
      await stranger.post('/new/discussion', words),
    ]) {
      expect(answer.status).to.equal(401);
      expect(answer.body).to.include('An hour of typing').and.include(kept).and.include('/sign-in?next=');
    }
    const old = await amina.post('/new/discussion', { ...words, csrf: 'of another session' });
    expect(old.status).to.equal(403);
    expect(old.body).to.include(kept);
  });

  it('stores files under their content, says their size and language, and keeps them when another field is wrong', async () => {
    const file = new File(['Twelve games.'.repeat(1000)], '../ga\u202emes.pdf');
    const first = await amina.upload('/new/resource', { ...three, name: '', files: file });
    expect(first.status).to.equal(422);
    const kept = /name="kept" value="([^"]+)" checked/.exec(first.body)?.[1] ?? '';
    expect(kept).to.match(/\/files\/[0-9a-f]{64}\/games\.pdf$/);
    const { location } = await amina.upload('/new/resource', {
      ...three,
      kept: [kept, `${place.hub.origin}/files/${'0'.repeat(64)}/no.pdf`],
    });
    const { attachments } = await stored(location);
    expect(attachments.map(({ name, bytes, mediaType }) => ({ name, bytes, mediaType }))).to.deep.equal([
      { name: 'games.pdf', bytes: 13_000, mediaType: 'application/pdf' },
    ]);
    expect((await amina.get(location)).body).to.include('PDF · 13 kB · English');
  });

  it('refuses a file that is too large beside its field, with the words kept and the other files stored', async () => {
    const large = new File([new Uint8Array(5_000_001)], 'large.zip');
    const small = new File(['small'], 'small.txt');
    const { status, body } = await amina.upload('/new/resource', { ...three, files: [large, small] as never });
    expect(status).to.equal(422);
    expect(faultOf(body, 'files')).to.equal('“large.zip” is too large: at most 5 MB.');
    expect(body)
      .to.include('value="Twelve reading games"')
      .and.match(/name="kept" value="[^"]+\/small\.txt" checked/);
    const blobs = await place.hub.hub.core.storage.blobs.list('', 1000);
    const sizes = await Promise.all(
      blobs.map(async sha => (await place.hub.hub.core.storage.blobs.get(sha))?.bytes ?? 0),
    );
    expect(Math.max(...sizes)).to.be.lessThan(5_000_000);
  });

  it('makes covers small, takes the camera’s data off, and asks what they show', async () => {
    const noise = sharp({
      create: {
        width: 1600,
        height: 1200,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    const picture = await noise
      .jpeg({ quality: 90 })
      .withExif({ IFD0: { Copyright: 'SECRET PLACE' } })
      .toBuffer();
    const cover = new File([new Uint8Array(picture)], 'me.jpg', { type: 'image/jpeg' });
    const asked = await amina.upload('/new/resource', { ...three, cover });
    expect(asked.status).to.equal(422);
    expect(faultOf(asked.body, 'coverAlt')).to.equal('Say what the picture shows.');
    const coverKept = /name="coverKept" value="([^"]+)" checked/.exec(asked.body)?.[1] ?? '';
    const { location } = await amina.upload('/new/resource', { ...three, coverKept, coverAlt: 'A class outdoors' });
    const kept = (await stored(location)).cover;
    expect(kept).to.include({ as: 'image', mediaType: 'image/webp', name: 'A class outdoors' });
    const served = Buffer.from(await (await fetch(kept?.url ?? '')).arrayBuffer());
    expect(served.length).to.be.at.most(25_000);
    const { width = 0, exif, format } = await sharp(served).metadata();
    expect({ format, exif }).to.deep.equal({ format: 'webp', exif: undefined });
    expect(width).to.be.at.most(640);
    expect((await amina.get(location)).body).to.match(/<img class="cover"[^>]*alt="A class outdoors"/);
  });

  it('draws pictures anew among the files: without the camera’s data, upright, under the name of what they are', async () => {
    const plain = () => sharp({ create: { width: 60, height: 30, channels: 3, background: '#a33' } });
    const exif = { IFD0: { Copyright: 'SECRET PLACE' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
    const frames = await sharp(
      await Promise.all(
        ['#f00', '#0f0'].map(background =>
          sharp({ create: { width: 9, height: 9, channels: 3, background } })
            .png()
            .toBuffer(),
        ),
      ),
      { join: { animated: true } },
    )
      .gif()
      .toBuffer();
    const sent: Record<string, [Buffer, string]> = {
      'a.jpg': [await plain().withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer(), 'a.jpg'],
      'b.pdf': [await plain().withExif(exif).png().toBuffer(), 'b.png'],
      'c.WEBP': [await plain().withExif(exif).webp().toBuffer(), 'c.WEBP'],
      'd.avif': [await plain().withExif(exif).avif().toBuffer(), 'd.webp'],
      'e.tiff': [await plain().withExif(exif).tiff().toBuffer(), 'e.tiff'],
      'f.html': [
        Buffer.concat([await plain().withExif(exif).jpeg().toBuffer(), Buffer.from('<script>SECRET PLACE</script>')]),
        'f.jpg',
      ],
      'g.gif': [frames, 'g.gif'],
    };
    const files = Object.entries(sent).map(([name, [bytes]]) => new File([new Uint8Array(bytes)], name));
    const answer = await amina.upload('/new/resource', { ...three, files: files as never });
    expect(answer.status, answer.body.slice(0, 2000)).to.equal(303);
    const { attachments } = await stored(answer.location);
    expect(attachments.map(({ name }) => name)).to.have.members(Object.values(sent).map(([, name]) => name));
    for (const { url, name = '' } of attachments) {
      const served = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect(served.includes('SECRET'), name).to.equal(false);
      const { exif, orientation = 1, width, height, pages } = await sharp(served).metadata();
      expect({ exif, orientation }, name).to.deep.equal({ exif: undefined, orientation: 1 });
      if (name === 'a.jpg') expect([width, height]).to.deep.equal([30, 60]);
      if (name === 'g.gif') expect(pages).to.equal(2);
    }
  });

  it('keeps no picture that cannot be drawn, and none that would grow beyond measure', async () => {
    // A GIF of 65535 by 65535 pixels in some bytes, a PNG that says it is as large, and what only begins like a picture.
    const gif = Buffer.from('474946383961ffffffff800000000000ffffff2c00000000ffffffff0002024401003b', 'hex');
    const png = Buffer.from(
      await sharp({ create: { width: 9, height: 9, channels: 3, background: '#000' } })
        .png()
        .toBuffer(),
    );
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const liar = Buffer.from('GIF89a<script>alert(1)</script>');
    for (const [name, bytes] of Object.entries({ 'bomb.gif': gif, 'bomb.png': png, 'liar.gif': liar })) {
      const before = (await place.hub.hub.core.storage.blobs.list('', 1000)).length;
      const { status, body } = await amina.upload('/new/resource', {
        ...three,
        files: new File([new Uint8Array(bytes)], name),
      });
      expect(status, name).to.equal(422);
      expect(faultOf(body, 'files')).to.include(`“${name}” is not a picture`);
      expect((await place.hub.hub.core.storage.blobs.list('', 1000)).length).to.equal(before);
    }
  });

  it('refuses as cover what is no picture', async () => {
    for (const bytes of ['<svg onload="alert(1)">', 'GIF89a but no']) {
      const { status, body } = await amina.upload('/new/resource', {
        ...three,
        cover: new File([bytes], 'x.png'),
        coverAlt: 'x',
      });
      expect(status).to.equal(422);
      expect(faultOf(body, 'cover')).to.match(/not a picture/);
    }
  });

  it('edits what is one’s own, keeping files whose box stays ticked', async () => {
    const { location } = await amina.upload('/new/resource', {
      ...three,
      files: new File(['abc'], 'a.txt'),
      text: 'First words.',
    });
    const form = await amina.get(`${location}/edit`);
    expect(form.body).to.include('First words.</textarea>').and.include(`action="${location}/edit-resource"`);
    const kept = /name="kept" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    const done = await amina.upload(`${location}/edit-resource`, {
      ...three,
      name: 'Thirteen games',
      kept,
      text: 'Other words.',
    });
    expect([done.status, done.location]).to.deep.equal([303, location]);
    const thing = await stored(location);
    expect([thing.name, thing.attachments.length, thing.content]).to.deep.equal([
      'Thirteen games',
      1,
      '<p>Other words.</p>',
    ]);
    expect((await amina.get(location)).body).to.include('edited');
    expect((await badru.get(`${location}/edit`)).status).to.equal(403);
    expect((await badru.upload(`${location}/edit-resource`, three)).status).to.equal(403);
    expect((await stored(location)).name).to.equal('Thirteen games');
  });

  it('withdraws after asking once more, and says what was there', async () => {
    const { location } = await amina.upload('/new/resource', three);
    expect((await badru.post(`${location}/withdraw`)).status).to.equal(403);
    expect((await amina.get(`${location}/withdraw`)).body).to.include('Withdraw “Twelve reading games”?');
    expect((await amina.post(`${location}/withdraw`)).status).to.equal(303);
    const gone = await makeClient(place.hub.origin).get(location);
    expect(gone.status).to.equal(410);
    expect(gone.body).to.include('Here was something by').and.include('amina the admin');
    expect((await amina.get(`${location}/reply`)).status).to.equal(410);
  });

  it('answers below what is answered, likes, passes on and takes back', async () => {
    const { location } = await amina.upload('/new/resource', three);
    expect((await badru.get(`${location}/reply`)).body).to.include('Reply to amina the admin');
    expect((await badru.post(`${location}/reply`, { text: '  ', language: 'en' })).status).to.equal(422);
    const { location: at } = await badru.post(`${location}/reply`, {
      text: 'We played them.',
      language: 'en',
      visibility: 'public',
    });
    expect(at).to.match(new RegExp(`^${location}#p[0-9A-Z]{26}$`));
    await badru.post(`${location}/like`);
    await badru.post(`${location}/share`);
    const shown = (await badru.get(location)).body;
    expect(shown)
      .to.include('We played them.')
      .and.include('1 like')
      .and.include('passed on once')
      .and.include('Take the like back');
    await badru.post(`${location}/unlike`);
    await badru.post(`${location}/unshare`);
    expect((await badru.get(location)).body).to.not.include('1 like');
    expect((await amina.get('/mine')).body).to.include('We played them.');
  });

  it('opens a community, posts to it, and brings something in', async () => {
    expect(
      (await badru.post('/communities/new', { name: 'Readers', handle: 'badru', summary: '', language: 'en' })).status,
    ).to.equal(422);
    const opened = await badru.post('/communities/new', {
      name: 'Readers',
      handle: 'Readers',
      summary: 'We read.',
      language: 'en',
    });
    expect(opened.location).to.equal('/@readers');
    const group = /name="whom" value="([^"]+)"/.exec((await amina.get('/@readers')).body)?.[1] ?? '';
    const posted = await amina.upload('/new/resource', { ...three, name: 'Posted here', groups: group });
    const other = await amina.upload('/new/resource', { ...three, name: 'Brought here' });
    expect((await badru.post(`${other.location}/bring`)).status).to.equal(422);
    expect((await badru.post(`${other.location}/bring`, { groups: group })).location).to.equal(other.location);
    await place.hub.idle();
    const page = (await makeClient(place.hub.origin).get('/@readers')).body;
    expect(page).to.include('Posted here').and.include('Brought here').and.include('@readers@');
    expect((await amina.get(posted.location)).body).to.match(/Shown in<\/dt>.*Readers/);
  });

  it('adapts with author and licence named, and refuses where the licence forbids it', async () => {
    const { location } = await amina.upload('/new/resource', {
      ...three,
      licence: 'https://creativecommons.org/licenses/by-sa/4.0/',
    });
    const form = (await badru.get(`${location}/adapt`)).body;
    expect(form)
      .to.include('Adapt “Twelve reading games”')
      .and.match(/<option value="https:\/\/creativecommons.org\/licenses\/by-sa\/4.0\/" selected>/);
    const adapted = await badru.upload('/new/resource', {
      ...three,
      name: 'Michezo',
      language: 'sw',
      basedOn: place.hub.origin + location,
    });
    expect((await stored(adapted.location)).basedOn).to.deep.equal([
      {
        id: place.hub.origin + location,
        name: 'Twelve reading games',
        author: 'amina the admin',
        licence: 'https://creativecommons.org/licenses/by-sa/4.0/',
      },
    ]);
    const closed = await amina.upload('/new/resource', {
      ...three,
      licence: 'https://creativecommons.org/licenses/by-nd/4.0/',
    });
    expect((await badru.get(closed.location)).body).to.not.include('/adapt"');
    expect((await badru.get(`${closed.location}/adapt`)).status).to.equal(403);
    expect(
      (await badru.upload('/new/resource', { ...three, basedOn: place.hub.origin + closed.location })).status,
    ).to.equal(403);
  });

  it('follows by handle, shows what they publish, and stops', async () => {
    const { client } = await place.join('chipo');
    expect((await client.post('/follow', { whom: '@nobody_here' })).status).to.equal(422);
    expect((await client.post('/follow', { whom: '@amina' })).location).to.equal('/@amina');
    await place.hub.idle();
    await amina.post('/new/discussion', {
      name: 'For my followers',
      text: 'Hello',
      language: 'en',
      visibility: 'followers',
    });
    expect((await client.get('/')).body)
      .to.include('For my followers')
      .and.include('For followers');
    expect((await badru.get('/@amina')).body).to.not.include('For my followers');
    expect((await client.get('/following')).body).to.include('amina the admin');
    const id = /name="whom" value="([^"]+)"/.exec((await client.get('/@amina')).body)?.[1] ?? '';
    await client.post('/unfollow', { whom: id });
    expect((await client.get('/following')).body).to.include('You follow nobody yet.');
  });

  it('shows a visitor what is public only', async () => {
    const { location } = await amina.post('/new/discussion', {
      text: 'A secret',
      language: 'en',
      visibility: 'followers',
    });
    expect((await amina.get(location)).status).to.equal(200);
    expect((await makeClient(place.hub.origin).get(location)).status).to.equal(404);
    expect((await badru.get(`${location}/reply`)).status).to.equal(404);
  });
});
