import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { makeEdge } from '../federation/edge.ts';
import { makeGate } from '../src/gate.ts';

describe('a gate', () => {
  it('lets so many through at once, tells others when to come again, and forgets those who left', async () => {
    const held: express.Response[] = [];
    const app = express();
    app.get('/', makeGate(2), (_req, res) => void held.push(res));
    app.use(makeEdge(() => {}));
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const inside = async (count: number) => {
      while (held.length < count) await new Promise(setImmediate);
    };
    const leaving = new AbortController();
    const first = fetch(url);
    const second = fetch(url, { signal: leaving.signal }).catch(() => undefined);
    await inside(2);
    const third = await fetch(url);
    expect(third.status).to.equal(503);
    expect(third.headers.get('retry-after')).to.equal('5');
    const left = Promise.all(held.map(res => once(res, 'close')));
    leaving.abort();
    held[0]?.end('done');
    held[1]?.end('done');
    expect((await first).status).to.equal(200);
    await second;
    await left;
    const fourth = fetch(url);
    await inside(3);
    held[2]?.end('done');
    expect((await fourth).status).to.equal(200);
    server.close();
    server.closeAllConnections();
  });

  it('refuses what has no answer in time, and bears that the answer comes late', async () => {
    let late: express.Response | undefined;
    const app = express();
    app.get('/', makeGate(2, 50), (_req, res) => {
      late = res;
    });
    app.use(makeEdge(() => {}));
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '5']);
    late?.status(202).end();
    expect((await answer.json()).title).to.equal('busy');
    server.close();
    server.closeAllConnections();
  });
});
