// A whole hub for a test: in this process, on loopback, on a folder of its own that goes when it stops.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.ts';
import type { Actor, Role } from '../../src/domain/records.ts';
import { type Hub, makeHub } from '../../src/hub.ts';
import { databaseOf } from './storage.ts';

export interface TestMember {
  actor: Actor;
  token: string;
  /** Posts to the own outbox; gives the status and the address of the activity. */
  post(activity: unknown): Promise<{ status: number; location: string; body: string }>;
  /** Reads an address as this member, as ActivityStreams. */
  get(url: string): Promise<{ status: number; body: Record<string, unknown> }>;
}

export interface TestHub {
  hub: Hub;
  origin: string;
  folder: string;
  member(name: string, role?: Role): Promise<TestMember>;
  url(path: string): string;
  idle(): Promise<void>;
  search(query: string): Promise<{ items: { id: string; name: string; kind: string; hub: string }[]; total: number }>;
  /** Stops the hub; with `keep` its folder stays, for a later start. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export interface TestHubOptions {
  name?: string;
  /** A folder that an earlier hub left, with the port it had. */
  folder?: string;
  port?: number;
  /** Hosts that may be reached on loopback; all of 127.0.0.1 by default is not possible, so name them. */
  devPeers?: string[];
  /** Documents are for those who sign. */
  secure?: boolean;
  federation?: 'open' | 'allowlist';
}

/** Starts a hub at http://127.0.0.1:PORT. */
export async function startHub(options: TestHubOptions = {}): Promise<TestHub> {
  const port = options.port ?? (await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'hub-')));
  const mongodbUri = databaseOf(folder);
  const hub = await makeHub({
    port,
    host: '127.0.0.1',
    origin,
    name: options.name ?? 'Test Hub',
    data: folder,
    ...(mongodbUri && { mongodbUri }),
    devPeers: options.devPeers ?? [],
    logLevel: process.env.HUB_LOG === 'debug' ? 'debug' : 'silent',
    uploadLimit: 5_000_000,
    proxies: 0,
    secure: options.secure ?? false,
    federation: options.federation ?? 'open',
  });
  await hub.listen();
  return {
    hub,
    origin,
    folder,
    url: path => `${origin}${path}`,
    idle: hub.idle,

    async member(name, role = 'member') {
      const actor = await hub.core.members.register({ handle: name, name, role, language: 'en' });
      const token = await hub.core.accounts.issueToken(actor.id, 'test');
      const headers = { authorization: `Bearer ${token}`, accept: 'application/activity+json' };
      return {
        actor,
        token,
        async post(activity) {
          const answer = await fetch(`${actor.id}/outbox`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/activity+json' },
            body: JSON.stringify(activity),
          });
          return { status: answer.status, location: answer.headers.get('location') ?? '', body: await answer.text() };
        },
        async get(url) {
          const answer = await fetch(url, { headers });
          return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
        },
      };
    },

    async search(query) {
      const answer = await fetch(`${origin}/api/search?${query}`);
      return (await answer.json()) as Awaited<ReturnType<TestHub['search']>>;
    },

    async stop({ keep = false } = {}) {
      await hub.close();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}
