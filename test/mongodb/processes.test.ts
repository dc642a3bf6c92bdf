// Four processes of one hub on one database, while one after the other is killed: nothing that was accepted is lost,
// nothing is stored twice. Members' posts are the load; whoever got no answer says the same again elsewhere.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { openMongodb } from '../../storage/mongodb/index.ts';
import { freePort } from '../helpers/hub.ts';

const server = process.env.TEST_MONGODB_URI;

(server ? describe : describe.skip)('four processes on one MongoDB', () => {
  let folder: string;
  let uri: string;
  const origin = 'http://127.0.0.1:1';
  const running: { child: ChildProcess; port: number }[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'processes-'));
    const url = new URL(server ?? '');
    url.pathname = `/${folder.split('/').at(-1)}`;
    uri = url.href;
  });
  after(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
    const client = await MongoClient.connect(uri);
    await client.db().dropDatabase();
    await client.close();
  });

  async function start(): Promise<{ child: ChildProcess; port: number }> {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), HUB_ORIGIN: origin, HUB_DATA: folder, MONGODB_URI: uri };
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: { ...env, HUB_LOG: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      if (line.startsWith('ready')) break;
    }
    const one = { child, port };
    running.push(one);
    return one;
  }

  async function kill(): Promise<void> {
    const [one] = running.splice(Math.floor(Math.random() * running.length), 1);
    if (!one) return;
    const gone = once(one.child, 'exit');
    one.child.kill('SIGKILL');
    await gone;
  }

  it('lose nothing and store nothing twice while one is killed at random, again and again', async () => {
    await start();
    await Promise.all([start(), start(), start()]);
    const env = { ...process.env, HUB_ORIGIN: origin, HUB_DATA: folder, MONGODB_URI: uri, HUB_LOG: 'silent' };
    const hub = (...args: string[]) =>
      new Promise<string>((resolve, reject) => {
        const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/hub.ts', ...args], { env });
        let out = '';
        child.stdout.on('data', part => {
          out += part;
        });
        child.on('exit', status =>
          status === 0 ? resolve(out) : reject(new Error(`${args[0]} ended with ${status}`)),
        );
      });
    const { id: amina } = JSON.parse(await hub('member', 'add', 'amina', '--json')) as { id: string };
    const token = (JSON.parse(await hub('token', 'amina', '--json')) as { token: string }).token;

    const accepted: string[] = [];
    let stop = false;
    async function write(writer: number): Promise<void> {
      for (let n = 0; !stop; n += 1) {
        const one = running[Math.floor(Math.random() * running.length)];
        if (!one) continue;
        const body = JSON.stringify({ type: 'Note', content: `writer ${writer} says ${n}`, to: 'as:Public' });
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/activity+json' };
        const answer = await fetch(`http://127.0.0.1:${one.port}${new URL(amina).pathname}/outbox`, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(20_000),
        }).catch(() => undefined);
        if (answer?.status === 201) accepted.push(answer.headers.get('location') ?? '');
        else if (answer) expect(answer.status, await answer.text()).to.equal(503);
      }
    }
    const writers = Array.from({ length: 6 }, (_, n) => write(n));
    for (let round = 0; round < 4; round += 1) {
      await new Promise(resolve => setTimeout(resolve, 3000));
      await kill();
      await start();
    }
    stop = true;
    await Promise.all(writers);

    const storage = await openMongodb({ uri });
    const head = await storage.log.head();
    const ids: string[] = [];
    for (let place = 0; place < head; ) {
      for (const entry of await storage.log.read(place, 1000)) {
        expect(entry.seq).to.equal(place + 1);
        place = entry.seq;
        ids.push(entry.id);
      }
    }
    const applied = async () => Number((await storage.records.get('cursor:apply'))?.body);
    for (let tries = 0; (await applied()) < head && tries < 100; tries += 1)
      await new Promise(resolve => setTimeout(resolve, 100));
    expect(await applied(), 'entries applied').to.equal(head);
    const outbox = await storage.links.count({ kind: 'outbox', from: amina });
    await storage.close();
    expect(new Set(ids).size, 'each id once').to.equal(ids.length);
    expect(accepted.length, 'accepted').to.be.greaterThan(20);
    for (const id of accepted) expect(ids, id).to.include(id);
    expect(outbox, 'posts that the pages show').to.be.at.least(accepted.length);
  }).timeout(180_000);
});
