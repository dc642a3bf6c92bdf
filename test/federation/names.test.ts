// Names that strangers choose, asked of a name server that lies, and of one that never answers.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { expect } from 'chai';
import { makeNames, type Names } from '../../federation/fetch/names.ts';
import { makeFetch } from '../../federation/fetch.ts';
import { Problem } from '../../src/domain/problem.ts';

/** A and AAAA of each name, as a list for each time that it is asked; the last one stays. Names that are not here get no answer. */
type Zone = Record<string, { a?: string[][]; aaaa?: string[][] }>;

describe('a name that a stranger chose', () => {
  let server: Socket;
  let names: Names;
  let canary: Server;
  let heard = 0;
  const zone: Zone = {
    'private.attack.example': { a: [['10.0.0.1']] },
    'loop.attack.example': { a: [['127.0.0.1']], aaaa: [['::1']] },
    'mixed.attack.example': { a: [['93.184.216.34', '127.0.0.1']] },
    'six.attack.example': { aaaa: [['::ffff:127.0.0.1']] },
    'metadata.attack.example': { a: [['169.254.169.254']] },
    'turns.attack.example': { a: [['93.184.216.34'], ['127.0.0.1']] },
    'many.attack.example': { a: [Array.from({ length: 40 }, (_, n) => `93.184.216.${n}`)] },
    'both.attack.example': { a: [['93.184.216.34']], aaaa: [['2606:2800:220:1::1']] },
    'empty.attack.example': { a: [[]], aaaa: [[]] },
  };

  before(async () => {
    server = createSocket('udp4').on('message', (message, from) => {
      const answer = answerTo(message, zone);
      if (answer) server.send(answer, from.port, from.address);
    });
    server.bind(0, '127.0.0.1');
    canary = createServer((_req, res) => res.end()).on('connection', () => {
      heard += 1;
    });
    canary.listen(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(canary, 'listening')]);
    names = makeNames([`127.0.0.1:${server.address().port}`]);
  });
  after(() => {
    server.close();
    canary.close();
    canary.closeAllConnections();
  });

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no refusal',
      error => (error instanceof Problem ? error.code : `a bug: ${error}`),
    );

  it('gives all its addresses, and not more than are of use', async () => {
    expect(await names.resolve('both.attack.example')).to.deep.equal([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ]);
    expect(await names.resolve('many.attack.example')).to.have.length(32);
  });

  it('is never asked when any of its addresses is not public', async () => {
    const fetch = makeFetch({ devPeers: [], userAgent: 'test', names, limits: { timeoutMs: 3000 } });
    for (const name of ['private', 'loop', 'mixed', 'six', 'metadata'])
      expect(await codeOf(fetch.getObject(`https://${name}.attack.example/`)), name).to.equal('fetch-refused');
    await fetch.close();
  });

  it('is connected to at the address that was checked, and checked anew for each connection', async () => {
    const first = await names.resolve('turns.attack.example');
    expect(first[0]?.address).to.equal('93.184.216.34');
    const fetch = makeFetch({ devPeers: [], userAgent: 'test', names, limits: { timeoutMs: 3000 } });
    expect(await codeOf(fetch.getObject('https://turns.attack.example/'))).to.equal('fetch-refused');
    await fetch.close();
    expect(heard).to.equal(0);
  });

  it('is refused without asking anybody when it means something inside a network', async () => {
    const fetch = makeFetch({ devPeers: [], userAgent: 'test', names });
    for (const host of [
      ...['localhost', 'a.localhost', 'localhost.localdomain', 'printer.local', 'metadata.google.internal', 'nas.lan'],
      ...['a.onion', '1.0.0.127.in-addr.arpa', 'router.home.arpa', 'intranet', 'good.example.', 'x.invalid'],
    ])
      expect(await codeOf(fetch.getObject(`https://${host}/`)), host).to.equal('fetch-refused');
    await fetch.close();
  });

  it('that nobody answers for holds up no other work of the hub, however many there are', async () => {
    const silent = Array.from({ length: 60 }, (_, n) => names.resolve(`s${n}.silent.example`).catch(() => undefined));
    const began = performance.now();
    // Packing, passwords and files work on a few threads, which the system's look-up would hold for seconds.
    await promisify(gzip)(Buffer.alloc(100_000));
    expect(performance.now() - began).to.be.lessThan(1000);
    await Promise.all(silent);
    expect(performance.now() - began).to.be.lessThan(15_000);
  });
});

/** The answer of a name server (RFC 1035, 4): undefined for a name that it is silent about. */
function answerTo(message: Buffer, zone: Zone): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const known = zone[labels.join('.').toLowerCase()];
  if (!known) return undefined;
  const type = message.readUInt16BE(at + 1);
  const turns = type === 1 ? known.a : type === 28 ? known.aaaa : undefined;
  const found = (turns && turns.length > 1 ? turns.shift() : turns?.[0]) ?? [];
  const header = Buffer.from(message.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(found.length, 6);
  header.writeUInt32BE(0, 8);
  const records = found.map(address => {
    const data = type === 1 ? Buffer.from(address.split('.').map(Number)) : six(address);
    const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, data.length]);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, message.subarray(12, at + 5), ...records]);
}

function six(address: string): Buffer {
  if (address.startsWith('::ffff:'))
    return Buffer.from([...Array(10).fill(0), 255, 255, ...address.slice(7).split('.').map(Number)]);
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string) => text.split(':').filter(Boolean);
  const middle = Array(8 - words(head).length - words(tail).length).fill('0');
  const all = [...words(head), ...middle, ...words(tail)].map(word => Number.parseInt(word, 16));
  return Buffer.from(all.flatMap(word => [word >> 8, word & 255]));
}
