// Uploads in numbers, uploads cut off near their end, and a hub that is asked to end while one is under way: a file is kept
// whole under its hash, or nothing of it is.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { create, openPeer, type Peer, type PeerActor, send } from '../helpers/peer.ts';
import { atRest, type HubEnv, type HubProcess, hubEnv, removeData, startHubProcess } from '../helpers/process.ts';
import { until } from '../helpers/until.ts';
import { makeClient, three } from '../web/client.ts';

const password = 'kuku wanga ndi tsopano';
const words = { ...three, text: 'With a file.' };

/** A member's browser: its session and the word that its forms carry. */
interface Browser {
  cookie: string;
  word: string;
}

/** A form with one file, in its two parts: everything but the last bytes, and those. */
interface Upload {
  sha256: string;
  head: Buffer;
  tail: Buffer;
}

describe('a hub that files are sent to', function () {
  this.timeout(120_000);
  let env: HubEnv;
  let hub: HubProcess;
  let peer: Peer;
  let ana: PeerActor;
  let members: { id: string; browser: Browser }[];

  beforeEach(async () => {
    peer = await openPeer();
    ana = peer.actor('ana');
    env = await hubEnv({ HUB_DEV_PEERS: peer.host });
    hub = await startHubProcess(env);
    members = [];
    for (const name of ['amina', 'baraka', 'chidi']) {
      const made = await hub.command(
        ['member', 'add', name, '--role', 'admin', '--password-stdin', '--json'],
        `${password}\n`,
      );
      expect(made.status, made.stderr).to.equal(0);
      members.push({ id: JSON.parse(made.stdout).id, browser: await signIn(name) });
    }
  });
  afterEach(async () => {
    await hub.kill();
    await removeData(env);
    await peer.close();
  });

  async function signIn(name: string): Promise<Browser> {
    const client = makeClient(hub.origin);
    expect((await client.post('/sign-in', { name, password })).status).to.equal(303);
    const word = /name="csrf" value="([^"]+)"/.exec((await client.get('/new/resource')).body)?.[1] ?? '';
    return { cookie: [...client.cookies].map(pair => pair.join('=')).join('; '), word };
  }

  /** A form of a browser with a file of its own of so many bytes, whose last 1,000 bytes come apart. */
  function upload({ cookie, word }: Browser, bytes: number): Upload {
    const file = randomBytes(bytes);
    const field = ([name, value]: [string, string]) =>
      `--cut\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const fields = Object.entries({ csrf: word, ...words })
      .map(field)
      .join('');
    const named = '--cut\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n';
    const body = Buffer.concat([Buffer.from(fields + named), file, Buffer.from('\r\n--cut--\r\n')]);
    const { host } = new URL(hub.origin);
    const head = [
      'POST /new/resource HTTP/1.1',
      `Host: ${host}`,
      `Origin: ${hub.origin}`,
      `Cookie: ${cookie}`,
      'Content-Type: multipart/form-data; boundary=cut',
      `Content-Length: ${body.length}`,
      'Connection: close',
      '',
      '',
    ].join('\r\n');
    return {
      sha256: createHash('sha256').update(file).digest('hex'),
      head: Buffer.concat([Buffer.from(head), body.subarray(0, -1000)]),
      tail: body.subarray(-1000),
    };
  }

  function line(): Socket {
    return connect(Number(env.PORT), '127.0.0.1').on('error', () => undefined);
  }
  /** Sends all of a form; gives the status of the answer. */
  async function sendWhole({ head, tail }: Upload): Promise<number> {
    const socket = line();
    let answer = '';
    socket.on('data', text => (answer += text));
    socket.write(head);
    socket.write(tail);
    await new Promise(resolve => socket.once('close', resolve));
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
  }
  /** Sends all but the end of a form, and goes away once that is on its way. */
  async function cutOff({ head }: Upload): Promise<void> {
    const socket = line();
    await new Promise<void>(resolve => {
      socket.once('close', () => resolve()).write(head, () => resolve());
    });
    socket.destroy();
  }

  const files = () => join(env.HUB_DATA, 'files');
  const incoming = () => readdirSync(join(files(), 'incoming'));
  const placeOf = (sha256: string) => join(files(), sha256.slice(0, 2), sha256);
  const stored = () =>
    readdirSync(files())
      .filter(part => part.length === 2)
      .flatMap(part => readdirSync(join(files(), part)));
  async function found(): Promise<number> {
    const answer = await fetch(`${hub.origin}/api/search?q=reading`);
    return ((await answer.json()) as { total: number }).total;
  }

  it('by thirty at once keeps the whole ones by their hash, nothing of those cut off, and answers peers meanwhile', async () => {
    const [whole, cut] = [0, 1].map(part =>
      Array.from({ length: 30 }, (_, n) => n)
        .filter(n => (n % 3 === 0 ? 1 : 0) === part)
        .map(n => upload((members[(n >> 1) % 3] as (typeof members)[number]).browser, 3_000_000 + n)),
    ) as [Upload[], Upload[]];
    const to = [(members[0] as (typeof members)[number]).id];
    const deliver = async () => (await send(`${hub.origin}/inbox`, create(ana, { to }).activity, ana)).status;
    expect(await deliver()).to.equal(202);
    let over = false;
    const sent = Promise.all([Promise.all(whole.map(sendWhole)), Promise.all(cut.map(cutOff))]).finally(() => {
      over = true;
    });
    const times: number[] = [];
    while (!over) {
      const began = performance.now();
      expect(await deliver()).to.equal(202);
      times.push(performance.now() - began);
    }
    const [statuses] = await sent;
    expect(statuses).to.deep.equal(whole.map(() => 303));
    expect(times.length).to.be.greaterThan(1);
    expect(Math.max(...times)).to.be.lessThan(1000);
    await until(() => incoming().length === 0);
    expect(stored().sort()).to.deep.equal(whole.map(({ sha256 }) => sha256).sort());
    for (const { sha256 } of whole) {
      const kept = createHash('sha256').update(await readFile(placeOf(sha256)));
      expect(kept.digest('hex')).to.equal(sha256);
    }
    await atRest(env);
    expect(await found(), 'resources').to.equal(whole.length);
  });

  it('and that is asked to end meanwhile ends in time with 0, keeps nothing half, and takes the file the next time', async () => {
    const { browser } = members[0] as (typeof members)[number];
    const half = upload(browser, 3_000_000);
    const socket = line();
    socket.write(half.head);
    await until(() => incoming().length === 1);
    const { status, took } = await hub.end();
    socket.destroy();
    expect(status).to.equal(0);
    expect(took).to.be.lessThan(10_000);
    hub = await startHubProcess(env);
    expect(incoming()).to.deep.equal([]);
    expect(stored()).to.deep.equal([]);
    expect(await found()).to.equal(0);
    expect((await hub.command(['quarantine', 'list'])).stdout).to.equal('nothing is set aside\n');
    expect(await sendWhole(half)).to.equal(303);
    expect(existsSync(placeOf(half.sha256))).to.equal(true);
    await atRest(env);
    expect(await found()).to.equal(1);
  });
});
