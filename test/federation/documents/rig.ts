// The documents of a hub on a real store: events are folded as the hub folds them, and requests go over loopback.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { makeDocuments } from '../../../federation/documents/index.ts';
import { makeEdge } from '../../../federation/edge.ts';
import { makeKeyRing } from '../../../federation/keys.ts';
import type { Json } from '../../../federation/read/json.ts';
import type { DomainEvent, Via } from '../../../src/domain/events.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { Actor, Thing } from '../../../src/domain/records.ts';
import { reduce } from '../../../src/domain/reducer.ts';
import { toEntry } from '../../../src/log/entry.ts';
import { makeTrusting } from '../../../src/log/trusting.ts';
import type { Storage } from '../../../storage/port.ts';
import { openSqlite } from '../../../storage/sqlite/index.ts';
import { amina, hub, instance, urls } from '../write/samples.ts';

export const activityAccept = 'application/activity+json';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

export interface Rig {
  storage: Storage;
  /** Appends and folds events. */
  happen(events: DomainEvent[], via?: Via): Promise<void>;
  /** GETs an address of the hub (or a path). `as` is a member's id. Redirects are not followed. */
  get(address: string, options?: { accept?: string; as?: string; headers?: Record<string, string> }): Promise<Answer>;
  close(): Promise<void>;
}

const at = '2026-02-01T00:00:00.000Z';

export async function startRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'documents-'));
  const storage = await openSqlite({ folder });
  const bugs: unknown[] = [];
  const app = express();
  app.set('query parser', 'simple');
  app.use(
    makeDocuments({
      storage,
      urls,
      keys: makeKeyRing({ storage, urls }),
      trust: makeTrusting({ records: storage.records, home: { origin: urls.origin, hub: urls.hub } }).of,
      name: 'Example Hub',
      version: '1.2.3',
      async memberOf(req) {
        const id = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
        const record = id ? await storage.records.get(id) : undefined;
        return record?.kind === 'actor' ? (record.body as Actor) : undefined;
      },
      signers: {
        find: async () => {
          throw new Problem('bad-signature', 401, 'Nobody signs here.');
        },
      },
      isBlocked: async () => false,
      secure: false,
    }),
  );
  app.use((_req, res) => void res.status(200).type('html').send('<p>a page</p>'));
  app.use(makeEdge(error => bugs.push(error)));
  const server = await listen(createServer(app));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const rig: Rig = {
    storage,

    async happen(events, via = 'local') {
      await storage.log.append(events.map(event => toEntry(event, via, Date.parse(event.at))));
      const home = { origin: urls.origin, hub: urls.hub };
      await storage.records.apply(events.flatMap(event => reduce(event, home)));
    },

    async get(address, { accept = activityAccept, as, headers = {} } = {}) {
      const answer = await fetch(address.replace(/^https:\/\/hub\.example/, base).replace(/^\//, `${base}/`), {
        redirect: 'manual',
        headers: { accept, ...(as && { authorization: `Bearer ${as}` }), ...headers },
      });
      const text = await answer.text();
      if (bugs.length > 0) throw bugs[0];
      const json = text.startsWith('{') ? (JSON.parse(text) as Json) : {};
      return { status: answer.status, headers: answer.headers, text, json };
    },

    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await rig.happen([hub, instance, amina].map(profiled));
  return rig;
}

export function profiled(profile: Actor): DomainEvent {
  return { type: 'profiled', id: `${profile.id}#profile`, actor: profile.id, at, profile };
}

/** A thing came into being and is shown, unless it is for few. */
export function published(thing: Thing, box: string[] = []): DomainEvent {
  const id = urls.isOurs(thing.id) ? urls.thingPart(thing.id, 'create') : `${thing.id}#create`;
  const shown = thing.visibility === 'public' || thing.visibility === 'unlisted';
  return { type: 'published', id, actor: thing.author, at: thing.published, thing, shown, box };
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
