// A MongoDB server for tests and benchmarks, the first that is found: the one that MONGODB_URI names, a mongod on the path, a
// secantusd-rs on the path or where scripts/install-secantus.sh puts it. Rule: what was started here is stopped and leaves nothing.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePort } from './free-port.ts';

export interface MongodbServer {
  name: string;
  uri: string;
  stop(): Promise<void>;
}

/** What to do when none is found. */
export const howToHaveOne = 'set MONGODB_URI, put a mongod on the path, or run scripts/install-secantus.sh';

const startMs = 30_000;

/** The server, started if need be; undefined when there is none to be had. */
export async function findMongodb(): Promise<MongodbServer | undefined> {
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

async function startMongod(program: string): Promise<MongodbServer> {
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

function startSecantus(program: string): Promise<MongodbServer> {
  return start(program, (port, data) => ['--port', String(port), '--storage-path', data, '--sync-on-commit']);
}

async function start(program: string, args: (port: number, data: string) => string[]): Promise<MongodbServer> {
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
