import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { makeEdge } from '../../federation/edge.ts';
import { makeInboxGate } from '../../federation/inbox/gate.ts';
import { hurry, inert } from '../../src/server.ts';
import { type Answer, ask } from '../helpers/peer.ts';

describe('the gate of an inbox', () => {
  let server: Server;
  let open: (() => void)[];
  let inside = 0;

  before(async () => {
    const app = express();
    const gate = makeInboxGate({ host: 3, all: 5, bytes: 4_000_000 });
    app.post('/inbox', async (req, res) => {
      const { stay } = gate(req, res, '127.0.0.1');
      const leave = req.headers.prefer === 'respond-async' ? stay() : undefined;
      inside += 1;
      if (leave) res.status(202).end();
      await new Promise<void>(resolve => open.push(resolve));
      inside -= 1;
      leave?.();
      if (!leave) res.status(202).end();
    });
    app.use(makeEdge(() => {}));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    open = [];
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const knock = (host: string, body = '', more: Record<string, string> = {}): Promise<Answer> =>
    ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inbox`, {
      method: 'POST',
      headers: { signature: `keyId="https://${host}/u#main-key"`, 'content-length': String(body.length), ...more },
      body,
    });
  async function enter(count: number, host: string, body?: string): Promise<Promise<Answer>[]> {
    const want = inside + count;
    const entering = Array.from({ length: count }, () => knock(host, body));
    while (inside < want) await new Promise(setImmediate);
    return entering;
  }
  async function leave(entered: Promise<Answer>[]): Promise<void> {
    for (const let_ of open.splice(0)) let_();
    for (const { status } of await Promise.all(entered)) expect(status).to.equal(202);
  }

  it('lets so many of one host in, and others beside them', async () => {
    const entered = await enter(3, 'busy.test');
    const refused = await knock('busy.test');
    expect([refused.status, refused.headers['retry-after']]).to.deep.equal([429, '30']);
    entered.push(...(await enter(2, 'calm.test')));
    const full = await knock('third.test');
    expect([full.status, full.headers['retry-after']]).to.deep.equal([503, '30']);
    await leave(entered);
    await leave(await enter(3, 'busy.test'));
  });

  it('bounds what their bodies hold together', async () => {
    const entered = await enter(1, 'large.test', 'x'.repeat(1_000_000));
    entered.push(...(await enter(2, 'large.test', 'x'.repeat(1_000_000))));
    entered.push(...(await enter(1, 'other.test', 'x'.repeat(900_000))));
    expect((await knock('other.test', 'x'.repeat(200_000))).status).to.equal(503);
    await leave(entered);
  });

  it('counts what is worked on after its answer until that is done', async () => {
    for (let n = 0; n < 3; n += 1)
      expect((await knock('late.test', '', { prefer: 'respond-async' })).status).to.equal(202);
    expect((await knock('late.test')).status).to.equal(429);
    await leave([]);
    await leave(await enter(3, 'late.test'));
  });

  it('keeps no one in who went away', async () => {
    for (let round = 0; round < 5; round += 1) {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const want = inside + 1;
      socket.write(
        `POST /inbox HTTP/1.1\r\nhost: x\r\nsignature: keyId="https://gone.test/u"\r\ncontent-length: 9\r\n\r\n`,
      );
      while (inside < want) await new Promise(setImmediate);
      socket.destroy();
      await once(socket, 'close');
    }
    const entered = await enter(3, 'gone.test');
    await leave(entered);
  });

  it('is closed to what is not signed', async () => {
    const answer = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inbox`, { method: 'POST' });
    expect(answer.status).to.equal(401);
  });
});

describe('a request whose body does not come', () => {
  let server: Server;
  before(async () => {
    const app = express();
    app.use(inert, hurry(200));
    app.use('/files', (_req, res, next) => {
      res.locals.takeTime();
      next();
    });
    app.use(express.raw({ type: () => true }));
    app.post(['/', '/files'], (req, res) => void res.send(String(req.body.length)));
    app.use(makeEdge(() => {}));
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  async function drip(headers: string): Promise<{ said: string; after: number }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const began = performance.now();
    let said = '';
    socket.on('data', data => {
      said += data;
    });
    socket.on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${headers}\r\ncontent-length: 20\r\n\r\n`);
    const dripping = setInterval(() => socket.write('x'), 50);
    await Promise.race([once(socket, 'close'), once(socket, 'end')]);
    clearInterval(dripping);
    socket.destroy();
    return { said, after: performance.now() - began };
  }

  it('is ended with 408, and does not keep its connection', async () => {
    const { said, after } = await drip('content-type: application/activity+json');
    expect(said).to.match(/^HTTP\/1\.1 408 /);
    expect(after).to.be.lessThan(900);
  });

  it('is ended although it says that it brings files of a session, unless it is of one', async () => {
    const files = 'cookie: hub_session=x\r\ncontent-type: multipart/form-data; boundary=x';
    expect((await drip(files)).said).to.include(' 408 ');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`POST /files HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${files}\r\ncontent-length: 2\r\n\r\nx`);
    setTimeout(() => socket.write('y'), 400);
    const [data] = await once(socket, 'data');
    expect(String(data)).to.match(/^HTTP\/1\.1 200 .*nosniff/s);
  });
});
