// Peers are reached over https everywhere but in specs: a real TLS server on loopback, with a certificate made for these specs
// alone, that the process trusts while they run.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, type Server, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { makePost } from '../../../federation/post.ts';

const pem = readFileSync(new URL('../../fixtures/tls/localhost.pem', import.meta.url), 'utf8');
const secret = { key: pem, cert: pem };

type Request = IncomingMessage | Http2ServerRequest;
type Answer = ServerResponse | Http2ServerResponse;

describe('deliveries over https', () => {
  const trusted = getCACertificates();
  beforeEach(() => setDefaultCACertificates([...trusted, pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))]));
  afterEach(() => setDefaultCACertificates(trusted));

  /** Sends three bodies to a server, each after a line to it was asked for; gives what it saw. */
  async function sendThree(makeServer: (answer: (req: Request, res: Answer) => void) => Server) {
    const seen: { lines: unknown[]; posts: string[] } = { lines: [], posts: [] };
    const server = makeServer((req, res) => {
      seen.posts.push(`${req.method} ${req.url} HTTP/${req.httpVersion}`);
      req.resume().once('end', () => {
        res.statusCode = 202;
        res.end();
      });
    });
    server.on('secureConnection', (line: TLSSocket & { servername?: unknown }) => seen.lines.push(line.servername));
    await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    const post = makePost({ devPeers: [host], userAgent: 'test' });
    try {
      for (const n of [1, 2, 3]) {
        const url = `https://${host}/inbox?n=${n}`;
        await post.reach(url);
        const headers = { 'content-type': 'application/activity+json' };
        expect((await post.send({ url, headers, body: Buffer.from('{}') })).status).to.equal(202);
      }
    } finally {
      await post.close();
      server.close();
    }
    return seen;
  }

  it('go out on the line that was opened to see whether there is one, and say to whom it is', async () => {
    const seen = await sendThree(answer => createServer(secret, answer));
    expect(seen.lines).to.deep.equal(['localhost']);
    expect(seen.posts).to.deep.equal([1, 2, 3].map(n => `POST /inbox?n=${n} HTTP/1.1`));
  });

  it('do so by HTTP/2 as well, where the peer speaks it', async () => {
    const seen = await sendThree(answer => createSecureServer(secret, answer));
    expect(seen.lines).to.deep.equal(['localhost']);
    expect(seen.posts).to.deep.equal([1, 2, 3].map(n => `POST /inbox?n=${n} HTTP/2.0`));
  });

  it('do not go to one whose certificate nobody vouches for', async () => {
    setDefaultCACertificates(trusted);
    const refused = await sendThree(answer => createServer(secret, answer)).catch(error => error);
    expect(refused).to.include({ code: 'fetch-timeout' });
    expect(refused.cause).to.include({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });
});
