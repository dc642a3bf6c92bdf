// Several processes of one hub on one MongoDB, behind a balancer of the tests' own that gives each connection to one of those
// that run, whichever. Rule: the database is the cluster's own, and goes with it.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { MongoClient } from 'mongodb';
import { freePort } from '../../scripts/free-port.ts';
import { openMongodb } from '../../storage/mongodb/index.ts';
import type { Storage } from '../../storage/port.ts';
import { type Answer, type HubEnv, type HubProcess, hubCommand, startHubProcess } from '../helpers/process.ts';

/** As src/log/leader.ts takes it and storage/mongodb/state.ts keeps it. */
export interface Lease {
  name: string;
  holder: string;
  until: number;
}

export interface Cluster {
  /** Where the balancer is; every identifier of the hub begins with it. */
  origin: string;
  env: HubEnv;
  /** The processes that get connections. */
  running: HubProcess[];
  /** The database, beside the processes and not through their line. */
  storage: Storage;
  start(): Promise<HubProcess>;
  /** Kills one, and resolves when it is gone. */
  kill(one: HubProcess): Promise<void>;
  /** Where the process itself listens. */
  addressOf(one: HubProcess): string;
  command(...args: string[]): Promise<Answer>;
  /** The lease by which somebody leads a work. */
  leader(name: string): Promise<Lease>;
  /** A member with a bearer token for it. */
  member(name: string): Promise<{ id: string; token: string }>;
  close(): Promise<void>;
}

/** The URI of a database of its own on the server of the tests. */
export function ownDatabase(server: string): string {
  const uri = new URL(server);
  uri.pathname = `/test-${randomUUID()}`;
  return uri.href;
}

/** Removes a database from the server. */
export async function dropDatabase(uri: string): Promise<void> {
  const client = await MongoClient.connect(uri);
  await client.db().dropDatabase();
  await client.close();
}

/** Opens a cluster without a process yet. `line` is what its processes reach the database by, if not directly. */
export async function openCluster(uri: string, more: Record<string, string> = {}, line = uri): Promise<Cluster> {
  const running: HubProcess[] = [];
  const sockets = new Set<Socket>();
  const balancer = createServer(client => {
    const one = running[Math.floor(Math.random() * running.length)];
    if (!one) return client.destroy();
    const upstream = connect(Number(one.env.PORT), '127.0.0.1');
    for (const [end, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        sockets.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  });
  balancer.listen(0, '127.0.0.1');
  await once(balancer, 'listening');
  const origin = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;
  const env = { HUB_ORIGIN: origin, HUB_DATA: tmpdir(), HUB_LOG: 'error', MONGODB_URI: line, ...more };
  const storage = await openMongodb({ uri });
  const client = await MongoClient.connect(uri);
  const leases = client.db().collection<{ _id: string; holder: string; until: number }>('leases');
  const beside = { ...env, MONGODB_URI: uri, PORT: '1' };
  const command = (...args: string[]) => hubCommand(beside, args);
  const leave = (one: HubProcess) => {
    const at = running.indexOf(one);
    if (at >= 0) running.splice(at, 1);
  };

  return {
    origin,
    env: beside,
    running,
    storage,
    command,
    addressOf: one => `http://127.0.0.1:${one.env.PORT}`,
    async start() {
      const one = await startHubProcess({ ...env, PORT: String(await freePort()) });
      running.push(one);
      return one;
    },
    async kill(one) {
      await one.kill();
      leave(one);
    },
    async leader(name) {
      const { holder = '', until = 0 } = (await leases.findOne({ _id: `leader:${name}` })) ?? {};
      return { name, holder, until };
    },
    async member(name) {
      const made = await command('member', 'add', name, '--role', 'admin', '--json');
      if (made.status !== 0) throw new Error(made.stderr);
      const { id } = JSON.parse(made.stdout) as { id: string };
      return { id, token: (await command('token', name)).stdout.trim() };
    },
    async close() {
      for (const one of running.splice(0)) {
        one.goOn();
        await one.kill();
      }
      balancer.close();
      for (const socket of sockets) socket.destroy();
      await storage.close();
      await client.close();
      await dropDatabase(uri);
    },
  };
}
