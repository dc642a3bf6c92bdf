import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import fc from 'fast-check';
import { makeGate } from '../../src/gate.ts';
import { makeWeb } from '../../src/web/index.ts';
import { Unavailable } from '../../storage/port.ts';
import { type Client, makeClient, three, webHub } from './client.ts';

describe('The edges of the web side', () => {
  let place: Awaited<ReturnType<typeof webHub>>;
  let amina: Client;
  let visitor: Client;
  let resource: string;

  before(async () => {
    place = await webHub();
    amina = (await place.join('amina', 'admin')).client;
    visitor = makeClient(place.hub.origin);
    const files = new File(['0123456789'], 'Égalité "1".txt');
    resource = (await amina.upload('/new/resource', { ...three, text: 'Some words', files })).location;
  });
  after(() => place.hub.stop());

  const fileUrl = async () =>
    /href="http:\/\/[^/"]+(\/files\/[^"]+)"/.exec((await visitor.get(resource)).body)?.[1] ?? '';

  describe('headers', () => {
    it('let nothing run that is not ours, and nobody frame us', async () => {
      const { headers } = await visitor.get('/');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy)
        .to.include("script-src 'none'")
        .and.include("frame-ancestors 'none'")
        .and.include("form-action 'self'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('referrer-policy')).to.equal('same-origin');
      expect(headers.get('vary')).to.match(/Accept, Accept-Language, Cookie/);
    });

    it('let a reader’s browser keep what did not change', async () => {
      const { headers } = await visitor.get(resource);
      const again = await visitor.get(resource, {
        'if-none-match': headers.get('etag') ?? '',
        'cache-control': 'max-age=0',
      });
      expect(again.status).to.equal(304);
    });

    it('serve the stylesheet for good, packed', async () => {
      const path = /href="(\/style-[0-9a-f]+\.css)"/.exec((await visitor.get('/')).body)?.[1] ?? '';
      const { headers, body } = await visitor.get(path);
      expect(headers.get('cache-control')).to.include('immutable');
      expect(headers.get('content-encoding')).to.equal('gzip');
      expect(body.length).to.be.within(1000, 8192);
      expect(body).to.not.match(/(?:^|[;{])(?:margin|padding|border)-(?:left|right)|text-align:(?:left|right)/);
    });
  });

  describe('languages', () => {
    it('follow the address, then the cookie, then the browser', async () => {
      const client = makeClient(place.hub.origin);
      expect((await client.get('/', { 'accept-language': 'xx, pt-BR;q=0.8' })).body).to.include(
        '<html lang="pt" dir="ltr">',
      );
      expect((await client.get('/?lang=ar')).body).to.include('<html lang="ar" dir="rtl">');
      expect((await client.get('/', { 'accept-language': 'fr' })).body).to.include('<html lang="ar" dir="rtl">');
      expect((await client.get('/?lang=tlh')).body).to.include('<html lang="ar"');
    });
  });

  describe('addresses', () => {
    it('that nobody has are 404, as a page or as problem+json', async () => {
      const paths = [
        '/nothing',
        '/o/01ARZ3NDEKTSV4RRFFQ69G5FAV',
        '/n/1',
        '/n/abc',
        '/@nobody',
        '/@nobody@x.example',
        '/a/zzz',
        '/files/x/y',
      ];
      for (const path of paths) {
        const page = await visitor.get(path);
        expect([page.status, page.headers.get('content-type')], path).to.deep.equal([404, 'text/html; charset=utf-8']);
        expect(page.body).to.include('action="/search"');
        const json = await visitor.get(path, { accept: 'application/json' });
        expect([json.status, json.headers.get('content-type')], path).to.deep.equal([
          404,
          'application/problem+json; charset=utf-8',
        ]);
        expect(JSON.parse(json.body).type, path).to.equal('urn:learning-hub:problem:not-found');
      }
    });

    it('never lead to another site by a page that is not there', async () => {
      for (const path of ['//evil.example/x', '///evil.example', '/\\evil.example/x']) {
        const answer = await new Promise<string>((resolve, reject) => {
          const asking = request({ port: new URL(place.hub.origin).port, path, headers: { accept: 'text/html' } });
          asking
            .on('response', async res => resolve(Buffer.concat(await res.toArray()).toString()))
            .on('error', reject);
          asking.end();
        });
        expect(answer)
          .to.include('?lang=fr')
          .and.not.match(/href="[/\\]{2}/);
      }
    });

    it('of actors lead to their page', async () => {
      const { location } = await visitor.get('/a/hub');
      expect(location).to.equal('/@hub');
      expect((await visitor.get('/@hub')).body).to.include('Twelve reading games');
      expect((await visitor.get('/@AMINA')).location).to.equal('/@amina');
    });

    it('never break the hub, whatever they hold', async () => {
      await fc.assert(
        fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), async (path, query) => {
          const { status } = await visitor.get(`${path.startsWith('/') ? '' : '/'}${path}?${query}`);
          expect(status).to.be.lessThan(500);
        }),
        { numRuns: 40, endOnFailure: true, interruptAfterTimeLimit: 10_000 },
      );
      for (const path of [
        '/%',
        '/@%ff',
        '/%00',
        '/search?q=%ff&cursor=%00',
        '/?after=1.AAAA',
        '/mine?after=x',
        '/search?q[]=1&q[a]=2',
      ]) {
        expect((await amina.get(path)).status, path).to.be.lessThan(500);
      }
    });
  });

  describe('forms', () => {
    it('that are no forms, too large or cut short are refused without a fault of ours', async () => {
      const headers = { origin: place.hub.origin, cookie: [...amina.cookies].map(pair => pair.join('=')).join('; ') };
      const send = async (path: string, type: string, body: string) =>
        (await fetch(place.hub.origin + path, { method: 'POST', headers: { ...headers, 'content-type': type }, body }))
          .status;
      expect(await send('/new/discussion', 'application/json', '{"__proto__":{}}')).to.equal(403);
      expect(
        await send('/new/discussion', 'application/x-www-form-urlencoded', `text=${'x'.repeat(1_100_000)}`),
      ).to.equal(413);
      expect(await send('/new/resource', 'multipart/form-data', 'no boundary')).to.equal(400);
      expect(
        await send(
          '/new/resource',
          'multipart/form-data; boundary=x',
          '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut',
        ),
      ).to.equal(400);
      expect(await send('/new/resource', 'text/plain', 'hello')).to.equal(400);
      expect(await send('/new/discussion', 'application/x-www-form-urlencoded', 'csrf=wrong&text=x')).to.equal(403);
    });

    it('keep odd text as text', async () => {
      const text = 'NUL\u0000 bell\u0007 <img src=x onerror=alert(1)> &amp; __proto__ 🧪 \u202eevil';
      const { location } = await amina.post('/new/discussion', { text, language: 'en', visibility: 'public' });
      const { body } = await visitor.get(location);
      expect(body).to.include('&lt;img src=x onerror=alert(1)').and.not.include('<img src=x').and.not.include('\u0000');
    });

    it('with fields named as a program would not, or with too many files, are read as they are', async () => {
      const odd = ['__proto__', 'constructor', 'toString'].map(name => [name, 'x']);
      const fields = Object.fromEntries([...Object.entries({ ...three, name: 'Odd fields' }), ...odd]);
      expect((await amina.upload('/new/resource', fields)).status).to.equal(303);
      const files = Array.from({ length: 12 }, (_, index) => new File([`file ${index}`], `${index}.txt`));
      const { status, body } = await amina.upload('/new/resource', { ...three, files: files as never });
      expect(status).to.equal(422);
      expect(body).to.include('At most 10 files.');
      expect(body.match(/name="kept"/g)).to.have.length(10);
    });

    it('cut off by a browser that goes away leave nothing behind and harm nobody', async () => {
      const { hostname, port } = new URL(place.hub.origin);
      const { core } = place.hub.hub;
      const before = await core.storage.blobs.list('', 1000);
      const word = /name="csrf" value="([^"]+)"/.exec((await amina.get('/settings')).body)?.[1];
      const socket = connect(Number(port), hostname);
      const head = [
        'POST /new/resource HTTP/1.1',
        `Host: ${hostname}:${port}`,
        `Origin: ${place.hub.origin}`,
        `Cookie: hub_session=${amina.cookies.get('hub_session')}`,
        'Content-Type: multipart/form-data; boundary=cut',
        'Content-Length: 1000000',
        '',
        '',
      ].join('\r\n');
      const part = (name: string, more = '') =>
        `--cut\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
      socket.write(`${head}${part('csrf')}${word}\r\n${part('files', '; filename="a.txt"')}${'half '.repeat(20_000)}`);
      await visitor.get('/');
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
      expect((await visitor.get('/')).status).to.equal(200);
      expect(await core.storage.blobs.list('', 1000)).to.deep.equal(before);
    });

    it('whose files cannot be stored say that the hub is busy, and lose nobody’s connection', async () => {
      const { core } = place.hub.hub;
      const { log, records, links, jobs, search, prints, state, blobs, check, explain, close } = core.storage;
      const full = {
        ...blobs,
        get: blobs.get.bind(blobs),
        list: blobs.list.bind(blobs),
        put: () => Promise.reject(new Unavailable('disk full')),
      };
      const derived = { records, links, search, prints };
      const storage = { shared: false, log, ...derived, jobs, state, blobs: full, check, explain, close };
      const { router } = makeWeb({
        origin: place.hub.origin,
        name: 'Full',
        storage,
        applied: core.applied.position,
        perform: core.performing(async () => undefined),
        resolve: async () => undefined,
        trust: core.trusting.of,
        closed: false,
        askSoftware: async () => undefined,
        accounts: core.accounts,
        uploadLimit: 1000,
        log: () => undefined,
        members: core.members,
        gate: makeGate(10),
        retryAside: () => Promise.resolve({ done: 0, failed: [] }),
      });
      const server = express().use(router).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const client = makeClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      client.cookies.set('hub_session', amina.cookies.get('hub_session') ?? '');
      await client.get('/new/resource');
      const { status, body } = await client.upload('/new/resource', { ...three, files: new File(['x'], 'x.txt') });
      server.closeAllConnections();
      server.close();
      expect(status).to.equal(503);
      expect(body).to.include('cannot store anything right now').and.not.include('disk full');
    });

    it('store no file for one who is not signed in', async () => {
      const before = await place.hub.hub.core.storage.blobs.list('', 1000);
      const answer = await makeClient(place.hub.origin).upload('/new/resource', {
        ...three,
        files: new File(['stranger'], 's.txt'),
      });
      expect(answer.status).to.equal(401);
      const forged = makeClient(place.hub.origin);
      forged.cookies.set('hub_session', amina.cookies.get('hub_session') ?? '');
      expect(
        (await forged.upload('/new/resource', { ...three, files: new File(['forged'], 'f.txt') })).status,
      ).to.equal(403);
      expect(await place.hub.hub.core.storage.blobs.list('', 1000)).to.deep.equal(before);
    });

    it('hold no more words than a form has, whoever sends them, and read no stranger’s form without an end', async () => {
      const words = Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`field${n}`, 'x'.repeat(900_000)]));
      for (const client of [makeClient(place.hub.origin), amina]) {
        expect((await client.upload('/new/resource', { ...three, ...words })).status).to.equal(413);
      }
      const headers = { accept: 'text/html', 'content-type': 'multipart/form-data; boundary=x' };
      const endless = request(place.hub.url('/new/resource'), { method: 'POST', headers });
      endless.on('error', () => undefined).write('--x\r\n');
      const [answer] = (await once(endless, 'response', { signal: AbortSignal.timeout(5000) })) as [IncomingMessage];
      expect(answer.statusCode).to.equal(401);
      endless.destroy();
    });
  });

  describe('files', () => {
    it('are inert, for good, and told by their true name', async () => {
      const { status, headers, body } = await visitor.get(await fileUrl());
      expect([status, body]).to.deep.equal([200, '0123456789']);
      expect(headers.get('content-security-policy')).to.equal("sandbox; default-src 'none'");
      expect(headers.get('content-type')).to.equal('text/plain; charset=utf-8');
      expect(headers.get('content-disposition')).to.equal(
        `inline; filename="_galit_ 1.txt"; filename*=UTF-8''%C3%89galit%C3%A9%201.txt`,
      );
      expect(headers.get('cache-control')).to.include('immutable');
    });

    it('are saved, not shown, when a browser might run them', async () => {
      const path = (await fileUrl()).replace(/[^/]+$/, '');
      for (const name of [
        'x.html',
        'x.svg',
        'x.xml',
        'x.js',
        'x',
        'x.constructor',
        'x.pdf',
        '%22%0d%0aSet-Cookie.html',
      ]) {
        const { headers } = await visitor.get(path + name);
        expect(headers.get('content-disposition'), name).to.match(/^attachment/);
        expect(headers.get('content-type'), name).to.match(/^application\/(octet-stream|pdf)$/);
        expect(headers.getSetCookie()).to.deep.equal([]);
      }
    });

    it('come in parts and unchanged, as asked', async () => {
      const url = await fileUrl();
      const part = await visitor.get(url, { range: 'bytes=2-4' });
      expect([part.status, part.body, part.headers.get('content-range')]).to.deep.equal([206, '234', 'bytes 2-4/10']);
      expect((await visitor.get(url, { range: 'bytes=-3' })).body).to.equal('789');
      expect((await visitor.get(url, { range: 'bytes=-300' })).body).to.equal('0123456789');
      for (const range of ['bytes=50-', 'bytes=-0', 'bytes=5-1'])
        expect((await visitor.get(url, { range })).status, range).to.equal(416);
      expect((await visitor.get(url, { range: 'bytes=0-1,3-4' })).status).to.equal(200);
      const { headers } = await visitor.get(url);
      expect(
        (await visitor.get(url, { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' })).status,
      ).to.equal(304);
      const head = await fetch(place.hub.origin + url, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).to.deep.equal([200, '10']);
    });
  });

  describe('the search for programs', () => {
    const ask = async (query: string) => {
      const answer = await fetch(`${place.hub.origin}/api/search?${query}`);
      return {
        status: answer.status,
        headers: answer.headers,
        body: (await answer.json()) as Record<string, unknown> & { items: Record<string, unknown>[] },
      };
    };

    it('gives the items, how many, and where it goes on', async () => {
      const { headers, body } = await ask('q=READING+games&kind=resource&language=en');
      expect(headers.get('access-control-allow-origin')).to.equal('*');
      expect(body.total).to.equal(1);
      expect(body.next).to.equal(null);
      const [item] = body.items;
      expect(Object.keys(item ?? {}).sort()).to.deep.equal([
        'hub',
        'id',
        'kind',
        'name',
        'published',
        'summary',
        'url',
      ]);
      expect(item).to.include({
        id: place.hub.origin + resource,
        kind: 'resource',
        name: 'Twelve reading games',
        hub: new URL(place.hub.origin).host,
      });
    });

    it('takes a hub as host or as origin, and a language with its region', async () => {
      const { host } = new URL(place.hub.origin);
      expect((await ask(`q=reading&hub=${host}`)).body.total).to.equal(1);
      expect((await ask(`q=reading&hub=${encodeURIComponent(place.hub.origin)}/`)).body.total).to.equal(1);
      expect((await ask('q=reading&hub=elsewhere.example')).body.total).to.equal(0);
      expect((await ask('q=reading&language=en-KE')).body.total).to.equal(1);
    });

    it('finds members and communities too', async () => {
      const { body } = await ask('q=amina&kind=member');
      expect(body.items[0]).to.include({ kind: 'member', name: 'amina the admin', url: `${place.hub.origin}/@amina` });
    });

    it('pages by cursor, each item once', async () => {
      for (const n of [1, 2, 3])
        await amina.post('/new/discussion', { name: `Paging ${n}`, text: 'x', language: 'en', visibility: 'public' });
      const names: unknown[] = [];
      let cursor = '';
      do {
        const { body } = await ask(`q=paging&limit=2&cursor=${encodeURIComponent(cursor)}`);
        names.push(...body.items.map(item => item.name));
        cursor = (body.next as string | null) ?? '';
      } while (cursor);
      expect(names).to.deep.equal(['Paging 3', 'Paging 2', 'Paging 1']);
    });

    it('names every bad value', async () => {
      const { status, headers, body } = await ask('q=x&kind=poem&language=%20%20&hub=a/b&limit=1000');
      expect(status).to.equal(400);
      expect(headers.get('content-type')).to.include('application/problem+json');
      expect((body.faults as { field: string }[]).map(({ field }) => field)).to.deep.equal([
        'kind',
        'language',
        'hub',
        'limit',
      ]);
      expect((await ask('q=%00%ff&cursor=garbage')).status).to.equal(200);
    });
  });
});
