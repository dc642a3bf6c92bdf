// A hub as its own process: what it writes about its work has no secrets in it, and few open files are enough for it to go on.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type Answer, ask, create, openPeer, type Peer, PUBLIC, send } from '../helpers/peer.ts';
import { atRest, compile, type HubEnv, hubCommand, hubEnv, removeData } from '../helpers/process.ts';

const main = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/src/main.js');

describe('a hub in a process of its own', function () {
  this.timeout(120_000);
  let peer: Peer;
  let env: HubEnv;
  let child: ChildProcess;
  let written: string;

  async function start(more: Record<string, string>, limit?: number): Promise<void> {
    await compile();
    peer = await openPeer();
    env = await hubEnv({ HUB_DEV_PEERS: peer.host, ...more });
    const command =
      limit === undefined
        ? [process.execPath, main]
        : ['/bin/sh', '-c', `ulimit -n ${limit}; exec "$0" "$1"`, process.execPath, main];
    child = spawn(command[0] as string, command.slice(1), {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    written = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', text => (written += text));
    while (!written.includes('ready ')) await once(child.stdout as NodeJS.ReadableStream, 'data');
  }
  afterEach(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await removeData(env);
    await peer.close();
  });

  async function member(name: string, password: string): Promise<{ id: string; token: string }> {
    await hubCommand(env, ['member', 'add', name, '--role', 'admin', '--password-stdin'], `${password}\n`);
    const token = (await hubCommand(env, ['token', name])).stdout.trim();
    const found = await ask(
      `${env.HUB_ORIGIN}/.well-known/webfinger?resource=acct:${name}@${new URL(env.HUB_ORIGIN).host}`,
    );
    return { id: JSON.parse(found.text).links[0].href, token };
  }

  it('writes no secret and no letter, whatever fails', async () => {
    await start({ HUB_LOG: 'trace' });
    const password = 'a sentence that nobody guesses';
    const { id, token } = await member('amina', password);
    const origin = env.HUB_ORIGIN;
    const form = (fields: Record<string, string>) => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, accept: 'text/html' },
      body: new URLSearchParams(fields).toString(),
    });
    const answer = await ask(`${origin}/sign-in`, form({ name: 'amina', password, next: '/' }));
    const cookie = /hub_session=([^;]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
    expect(cookie).to.have.length.above(20);
    await ask(`${origin}/sign-in`, form({ name: 'amina', password: 'a wrong sentence of hers', next: '/' }));
    await ask(`${origin}/mine`, { headers: { cookie: `hub_session=${cookie}`, accept: 'text/html' } });
    const post = (body: string) =>
      ask(`${id}/outbox`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' },
        body,
      });
    const ana = peer.actor('ana');
    expect((await post(JSON.stringify({ type: 'Note', content: 'Letterwords.', to: [ana.id] }))).status).to.equal(201);
    await post('{"type":"Note","content":"Letterwords');
    const letter = create(ana, { to: [id], cc: [], content: '<p>Letterwords.</p>' });
    expect((await send(`${origin}/inbox`, letter.activity, ana)).status).to.equal(202);
    await send(`${origin}/inbox`, letter.activity, ana, { body: '{"content":"Letterwords' });
    await send(`${origin}/inbox`, create(ana, { to: [PUBLIC] }).activity, ana, { headers: { date: 'never' } });
    for (let n = 0; n < 200; n += 1) await send(`${origin}/inbox`, letter.activity, ana, { unsigned: true });
    child.kill('SIGTERM');
    await once(child, 'exit');
    for (const secret of [password, 'a wrong sentence of hers', token, cookie, 'Letterwords', 'PRIVATE KEY', 'keyId='])
      expect(written, secret).not.to.include(secret);
    expect(written.split('\n').length, 'what strangers do wrong is not written down one by one').to.be.lessThan(200);
  });

  it('writes as little about thousands of bad requests as about one', async () => {
    await start({ HUB_LOG: 'info' });
    await member('amina', 'a sentence that nobody guesses');
    const { origin } = new URL(env.HUB_ORIGIN);
    const ana = peer.actor('ana');
    const { activity } = create(ana);
    const bad: (() => Promise<Answer>)[] = [
      () => send(`${origin}/inbox`, activity, ana, { unsigned: true }),
      () => send(`${origin}/inbox`, activity, ana, { body: '{"type":"Create"' }),
      () => send(`${origin}/inbox`, activity, ana, { headers: { date: 'never' } }),
      () => ask(`${origin}/inbox`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' }),
      () => ask(`${origin}/o/${'Z'.repeat(26)}`, { headers: { accept: 'application/activity+json' } }),
      () => ask(`${origin}/.well-known/webfinger?resource=nobody`),
      () => ask(`${origin}/api/search?limit=many`),
      () => ask(`${origin}/%ff/%00`),
    ];
    const round = () => Promise.all(bad.map(request => request()));
    for (const { status } of await round()) expect(status).to.be.within(400, 499);
    const before = written.length;
    for (let rounds = 0; rounds < 40; rounds += 1) await Promise.all(Array.from({ length: 10 }, round));
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(written.length - before, written.slice(-500)).to.be.below(2000);
  });

  it('with a fifth of a processor takes what it has time for, says so of the rest, and loses nothing', async () => {
    await start({});
    const { id } = await member('amina', 'a sentence that nobody guesses');
    const halting = slowDown(child);
    const actors = Array.from({ length: 10 }, (_, n) => peer.actor(`slow-${n}`));
    const answers = await Promise.all(
      actors.flatMap(as =>
        Array.from({ length: 20 }, () =>
          send(`${env.HUB_ORIGIN}/inbox`, create(as, { to: [id] }).activity, as, waiting),
        ),
      ),
    );
    const pages = await ask(`${env.HUB_ORIGIN}/`, { headers: { accept: 'text/html' }, ...waiting });
    halting.stop();
    expect(pages.status).to.be.below(500);
    for (const { status, headers, text } of answers) {
      expect(status, text).to.be.oneOf([202, 401, 429, 503]);
      if (status !== 202) expect(Number(headers['retry-after']), text).to.be.above(0);
    }
    const taken = answers.filter(({ status }) => status === 202).length;
    expect(taken).to.be.above(0);
    await atRest(env, 60_000);
    const { stdout } = await hubCommand(env, ['status', '--json']);
    expect(JSON.parse(stdout).jobs.dead).to.equal(0);
    expect(JSON.parse(stdout).entries).to.be.at.least(taken);
  });

  it('serves again when more came than it may have files open for', async () => {
    await start({}, 256);
    const { id } = await member('amina', 'a sentence that nobody guesses');
    const port = Number(env.PORT);
    const sockets = Array.from({ length: 600 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    const heard = (event: string) => Promise.all(sockets.map(socket => eventOf(socket, event)));
    await heard('connect');
    const answered = heard('data');
    for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await answered;
    for (const socket of sockets) socket.destroy();
    let status = 0;
    for (const until = performance.now() + 15_000; status !== 200 && performance.now() < until; )
      status = await ask(`${env.HUB_ORIGIN}/readyz`).then(
        answer => answer.status,
        () => 0,
      );
    expect(status).to.equal(200);
    const ana = peer.actor('ana');
    expect((await send(`${env.HUB_ORIGIN}/inbox`, create(ana, { to: [id] }).activity, ana)).status).to.equal(202);
    expect(child.exitCode).to.equal(null);
  });
});

const waiting = { waitMs: 60_000 };

/** Lets a process run for a fifth of the time, in slices that are short to those who wait for it. */
function slowDown(child: ChildProcess): { stop(): void } {
  let halted = false;
  let timer: NodeJS.Timeout;
  const turn = () => {
    child.kill(halted ? 'SIGCONT' : 'SIGSTOP');
    halted = !halted;
    timer = setTimeout(turn, halted ? 80 : 20);
  };
  turn();
  return {
    stop() {
      clearTimeout(timer);
      child.kill('SIGCONT');
    },
  };
}

/** Resolves with the event of a connection, with its end, or when nothing comes for three seconds. */
function eventOf(socket: Socket, event: string): Promise<void> {
  return new Promise(resolve => {
    if (socket.destroyed) return resolve();
    socket.once(event, () => resolve()).once('close', () => resolve());
    socket.setTimeout(3000, resolve);
  });
}
