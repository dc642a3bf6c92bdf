import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { Budget, type Fetch, makeFetch } from '../../federation/fetch.ts';
import { makePost } from '../../federation/post.ts';
import { Problem } from '../../src/domain/problem.ts';

const activity = { 'content-type': 'application/activity+json' };

describe('the fetcher', () => {
  let server: Server;
  let other: Server;
  let origin: string;
  let elsewhere: string;
  let fetch: Fetch;
  let asked: string[];
  const answers: Record<string, RequestListener> = {};

  before(async () => {
    [server, other] = await Promise.all([
      serve((req, res) => {
        asked.push(req.url ?? '');
        const answer = answers[(req.url ?? '').split('?')[0] ?? ''];
        if (answer) answer(req, res);
        else res.writeHead(404).end();
      }),
      serve((req, res) =>
        req.url?.startsWith('/.well-known/')
          ? res.writeHead(200, { 'content-type': 'application/jrd+json' }).end('{"subject":"acct:a@b.example"}')
          : res.writeHead(200, activity).end(JSON.stringify({ id: `${elsewhere}/x` })),
      ),
    ]);
    origin = originOf(server);
    elsewhere = originOf(other);
    const hosts = [new URL(origin).host, new URL(elsewhere).host];
    fetch = makeFetch({ devPeers: hosts, userAgent: 'test', limits: { timeoutMs: 400, bytes: 10_000 } });
    const object = (path: string) => JSON.stringify({ id: `${origin}${path}`, type: 'Note' });
    answers['/good'] = (_req, res) => res.writeHead(200, activity).end(object('/good'));
    answers['/ld'] = (_req, res) =>
      res
        .writeHead(200, { 'content-type': 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"' })
        .end(object('/ld'));
    answers['/alias'] = (_req, res) => res.writeHead(200, activity).end(object('/good'));
    answers['/liar'] = (_req, res) => res.writeHead(200, activity).end(JSON.stringify({ id: `${elsewhere}/x` }));
    answers['/html'] = (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(object('/html'));
    answers['/json'] = (_req, res) => res.writeHead(200, { 'content-type': 'application/json' }).end(object('/json'));
    answers['/broken'] = (_req, res) => res.writeHead(200, activity).end('{');
    answers['/huge'] = (_req, res) => res.writeHead(200, activity).end(`{"id":"${'x'.repeat(20_000)}"}`);
    answers['/bomb'] = (_req, res) =>
      res.writeHead(200, { ...activity, 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(9_000_000)));
    answers['/slow'] = () => {};
    answers['/drip'] = (_req, res) => {
      res.writeHead(200, activity);
      const drip = setInterval(() => res.write(' '), 50);
      res.on('close', () => clearInterval(drip));
    };
    answers['/hop'] = (_req, res) => res.writeHead(302, { location: '/good' }).end();
    answers['/loop'] = (_req, res) => res.writeHead(302, { location: '/loop' }).end();
    answers['/away'] = (_req, res) => res.writeHead(302, { location: `${elsewhere}/x` }).end();
    answers['/inward'] = (_req, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    answers['/gone'] = (_req, res) => res.writeHead(410).end();
  });

  beforeEach(() => {
    asked = [];
  });

  after(async () => {
    await fetch.close();
    for (const each of [server, other]) {
      each.closeAllConnections();
      each.close();
    }
  });

  it('gives an object at its own address, in either content type', async () => {
    expect((await fetch.getObject(`${origin}/good`)).document).to.deep.equal({ id: `${origin}/good`, type: 'Note' });
    expect((await fetch.getObject(`${origin}/ld`)).url).to.equal(`${origin}/ld`);
  });

  it('asks again at the id that a page of the same origin names', async () => {
    expect((await fetch.getObject(`${origin}/alias`)).url).to.equal(`${origin}/good`);
    expect((await fetch.getObject(`${origin}/hop`)).url).to.equal(`${origin}/good`);
  });

  for (const [path, code] of Object.entries({
    '/liar': 'fetch-id',
    '/html': 'fetch-type',
    '/json': 'fetch-type',
    '/broken': 'fetch-json',
    '/huge': 'fetch-too-large',
    '/bomb': 'fetch-type',
    '/slow': 'fetch-timeout',
    '/drip': 'fetch-timeout',
    '/loop': 'fetch-refused',
    '/away': 'fetch-refused',
    '/inward': 'fetch-refused',
    '/gone': 'fetch-status',
    '/nothing': 'fetch-status',
  })) {
    it(`refuses ${path} with ${code}`, async () =>
      expect(await codeOf(fetch.getObject(`${origin}${path}`))).to.equal(code));
  }

  it('follows a WebFinger question to where its host sends it, and not inward', async () => {
    answers['/.well-known/webfinger'] = (req, res) =>
      res.writeHead(301, { location: req.url?.includes('inward') ? 'http://127.0.0.1:1/' : elsewhere + req.url }).end();
    const ask = (name: string) => fetch.getJrd(`${origin}/.well-known/webfinger?resource=acct:${name}`);
    expect((await ask('a')).document).to.deep.equal({ subject: 'acct:a@b.example' });
    expect(await codeOf(ask('inward'))).to.equal('fetch-refused');
  });

  it('tells what the peer answered', async () => {
    const problem = await fetch.getObject(`${origin}/gone`).catch(error => error);
    expect(problem.extras.peerStatus).to.equal(410);
  });

  it('remembers a failure, and asks one thing once at a time', async () => {
    await codeOf(fetch.getObject(`${origin}/away`));
    expect(asked).to.deep.equal([]);
    await Promise.all([
      fetch.getObject(`${origin}/good`),
      fetch.getObject(`${origin}/good`),
      fetch.getObject(`${origin}/good`),
    ]);
    expect(asked).to.deep.equal(['/good']);
  });

  it('stops when its task has spent what it may', async () => {
    const budget = new Budget({ fetches: 1, hosts: 1 });
    await fetch.getObject(`${origin}/good`, { budget });
    expect(await codeOf(fetch.getObject(`${origin}/ld`, { budget }))).to.equal('fetch-budget');
  });

  for (const address of [
    'http://good.example/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://user:pass@good.example/',
    'https://good.example:8443/',
    'ftp://good.example/',
    'file:///etc/passwd',
    'nonsense',
  ]) {
    it(`never asks ${address}`, async () => expect(await codeOf(fetch.getObject(address))).to.equal('fetch-refused'));
  }

  it('never connects to a name that resolves to this machine', async () => {
    const strict = makeFetch({ devPeers: [], userAgent: 'test', limits: { timeoutMs: 1000 } });
    expect(await codeOf(strict.getObject('https://localhost.localdomain/'))).to.equal('fetch-refused');
    await strict.close();
  });
});

describe('the way out for deliveries', () => {
  it('tells the status, and how long to wait in either form', async () => {
    const date = new Date(Date.now() + 120_000).toUTCString();
    const server = await serve((req, res) =>
      res.writeHead(429, { 'retry-after': req.url === '/seconds' ? '120' : date }).end(),
    );
    const post = makePost({ devPeers: [new URL(originOf(server)).host], userAgent: 'test' });
    const seconds = await post.send({ url: `${originOf(server)}/seconds`, headers: {}, body: Buffer.from('{}') });
    const dated = await post.send({ url: `${originOf(server)}/date`, headers: {}, body: Buffer.from('{}') });
    expect(seconds).to.deep.equal({ status: 429, retryAfter: 120_000 });
    expect(dated.retryAfter).to.be.within(110_000, 121_000);
    expect(await codeOf(post.send({ url: 'http://127.0.0.1:9/', headers: {}, body: Buffer.from('{}') }))).to.equal(
      'fetch-refused',
    );
    await post.close();
    server.closeAllConnections();
    server.close();
  });

  it('sends over the line that was opened to see whether the peer can be reached, and closes one that nobody takes', async () => {
    let lines = 0;
    const server = await serve((_req, res) => res.writeHead(202).end());
    server.on('connection', () => {
      lines += 1;
    });
    const other = await serve((_req, res) => res.end());
    const devPeers = [server, other].map(one => new URL(originOf(one)).host);
    const post = makePost({ devPeers, userAgent: 'test' });
    const url = `${originOf(server)}/inbox`;
    await Promise.all([post.reach(url), post.reach(`${originOf(other)}/inbox`)]);
    for (let n = 0; n < 3; n++) {
      await post.reach(url);
      expect(await post.send({ url, headers: {}, body: Buffer.from('{}') })).to.deep.equal({ status: 202 });
    }
    expect(lines).to.equal(1);
    const gone = once(other, 'close');
    other.close();
    await post.close();
    await gone;
    server.closeAllConnections();
    server.close();
  });

  it('tells who cannot be reached before anything is said', async () => {
    const server = await serve(() => {});
    const url = `${originOf(server)}/inbox`;
    const post = makePost({ devPeers: [new URL(url).host], userAgent: 'test' });
    server.close();
    await once(server, 'close');
    expect(await codeOf(post.reach(url))).to.equal('fetch-timeout');
    expect(await codeOf(post.reach('https://10.0.0.1/inbox'))).to.equal('fetch-refused');
    await post.close();
  });

  it('waits for an answer so long and no longer, and reads no endless one', async () => {
    const server = await serve((req, res) => {
      if (req.url === '/silent') return;
      res.writeHead(200);
      const more = setInterval(() => res.write('x'.repeat(10_000)), 1);
      res.once('close', () => clearInterval(more));
    });
    const post = makePost({ devPeers: [new URL(originOf(server)).host], userAgent: 'test', timeoutMs: 500 });
    const send = (path: string) =>
      post.send({ url: `${originOf(server)}${path}`, headers: {}, body: Buffer.from('{}') });
    expect(await codeOf(send('/silent'))).to.equal('fetch-timeout');
    expect(await send('/endless')).to.deep.equal({ status: 200 });
    await post.close();
    server.closeAllConnections();
    server.close();
  });
});

function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no refusal',
    error => (error instanceof Problem ? error.code : `a bug: ${error}`),
  );
}
