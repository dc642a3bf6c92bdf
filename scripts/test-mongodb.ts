// Runs the specs that need a MongoDB server, on the first that is found: the one that MONGODB_URI names, a mongod on the
// path, a secantusd-rs on the path or where scripts/install-secantus.sh puts it. Without any it says so and fails.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MongoClient } from 'mongodb';

interface Server {
  name: string;
  uri: string;
  stop(): Promise<void>;
}

const startMs = 30_000;
/** The specs of the adapter, and of hubs that work with each other, which then keep their data there. */
const specs = [
  'test/mongodb/**/*.test.ts',
  'test/hubs.test.ts',
  'test/federation/gather/**/*.test.ts',
  'test/log/overtaken.test.ts',
];

const server = await findServer();
if (!server) {
  process.stderr.write(
    'MongoDB was NOT tested: set MONGODB_URI, put a mongod on the path, or run scripts/install-secantus.sh.\n',
  );
  process.exit(1);
}
process.stdout.write(`MongoDB specs on ${server.name}\n`);
const { MONGODB_URI: _, ...env } = process.env;
const mocha = spawn('mocha', [...(process.argv.length > 2 ? process.argv.slice(2) : specs)], {
  stdio: 'inherit',
  env: { ...env, TEST_MONGODB_URI: server.uri },
});
const [status] = (await once(mocha, 'exit')) as [number | null];
await server.stop();
process.exit(status ?? 1);

async function findServer(): Promise<Server | undefined> {
  const named = process.env.MONGODB_URI;
  if (named) return { name: 'the server that MONGODB_URI names', uri: named, stop: async () => {} };
  const mongod = onPath('mongod');
  if (mongod) return startMongod(mongod);
  const cache = join(homedir(), '.cache/learning-hub/secantus/bin/secantusd-rs');
  const secantus = onPath('secantusd-rs') ?? (existsSync(cache) ? cache : undefined);
  return secantus ? startSecantus(secantus) : undefined;
}

function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map(folder => join(folder, program)).find(path => existsSync(path));
}

async function startMongod(program: string): Promise<Server> {
  const args = ['--replSet', 'test', '--bind_ip', '127.0.0.1'];
  const started = await start(program, (port, data) => [...args, '--port', String(port), '--dbpath', data]);
  const client = await MongoClient.connect(started.uri);
  const config = { _id: 'test', members: [{ _id: 0, host: new URL(started.uri).host }] };
  await client.db('admin').command({ replSetInitiate: config });
  for (let hello = await client.db('admin').command({ hello: 1 }); !hello.isWritablePrimary; ) {
    await new Promise(resolve => setTimeout(resolve, 200));
    hello = await client.db('admin').command({ hello: 1 });
  }
  await client.close();
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0];
  return { ...started, name: `${program} (${version})` };
}

function startSecantus(program: string): Promise<Server> {
  return start(program, (port, data) => ['--port', String(port), '--storage-path', data, '--sync-on-commit']);
}

async function start(program: string, args: (port: number, data: string) => string[]): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'mongodb-'));
  const port = await freePort();
  const child = spawn(program, args(port, data), { stdio: 'ignore' });
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  await answers(uri, child);
  return {
    name: program,
    uri,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function answers(uri: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + startMs; ; ) {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1000 });
    try {
      await client.db('admin').command({ ping: 1 });
      return;
    } catch (error) {
      if (Date.now() > end || child.exitCode !== null) throw error;
      await new Promise(resolve => setTimeout(resolve, 200));
    } finally {
      await client.close();
    }
  }
}

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
