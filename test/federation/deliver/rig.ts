// A hub's outward half on a real store, without its doors: what a test appends is applied, delivered and followed up.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { makePartings } from '../../../federation/deliver/partings.ts';
import { type Fetch, makeFetch } from '../../../federation/fetch.ts';
import type { KeyRing } from '../../../federation/keys.ts';
import { makeKnow } from '../../../federation/know.ts';
import { makeOutward, type Outward, type OutwardOptions } from '../../../federation/outward.ts';
import { makePost, type Post } from '../../../federation/post.ts';
import { writeMultibase } from '../../../federation/signatures/key.ts';
import { makeUrls, type Urls } from '../../../federation/urls.ts';
import type { DomainEvent, Via } from '../../../src/domain/events.ts';
import type { Actor, Discussion, Thing } from '../../../src/domain/records.ts';
import { makeApply } from '../../../src/log/apply.ts';
import { makeCommit } from '../../../src/log/commit.ts';
import { type Cursor, startCursor } from '../../../src/log/cursor.ts';
import { type Entry, upcast } from '../../../src/log/entry.ts';
import { makeTake, makeTakeAll, type Take } from '../../../src/log/take.ts';
import { makeTrusting } from '../../../src/log/trusting.ts';
import type { Storage } from '../../../storage/port.ts';
import { openStorageOf } from '../../helpers/storage.ts';
import { discussionOf } from '../../helpers/thing.ts';

export interface Rig {
  folder: string;
  storage: Storage;
  urls: Urls;
  outward: Outward;
  take: Take;
  /** Appends events, all at once, as members here did them. */
  local(...events: DomainEvent[]): Promise<void>;
  /** The same as sent by peers, kept as they came when `raw` is given. */
  remote(event: DomainEvent, raw?: string): Promise<void>;
  observed(...events: DomainEvent[]): Promise<void>;
  /** Resolves when nothing is under way or due. */
  idle(): Promise<void>;
  /** The whole log. */
  log(): Promise<Entry[]>;
  /** Lets go of everything without finishing it; another rig may open the folder. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface RigOptions extends OutwardOptions {
  origin: string;
  folder?: string;
  devPeers?: string[];
  post?: Pick<Post, 'reach' | 'send'>;
  fetch?: Fetch;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const proof = generateKeyPairSync('ed25519');
/** The key of the proofs that are sent. */
export const proofPublicKey = proof.publicKey;
export const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const log = pino({ level: process.env.RIG_LOG ?? 'silent' });

/** Everybody has the same keys. */
function makeTestRing(urls: Urls): KeyRing {
  const keyOf = async (actor: string) => ({
    keyId: urls.keyOf(actor),
    privateKey,
    publicPem,
    proofKey: {
      keyId: urls.proofKeyOf(actor),
      privateKey: proof.privateKey,
      multibase: writeMultibase(proof.publicKey),
    },
  });
  return { keyOf, freshKeyOf: keyOf, rotate: keyOf };
}

export async function openRig({ origin, folder, devPeers = [], post, fetch, ...options }: RigOptions): Promise<Rig> {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'outward-')));
  const storage = await openStorageOf(place);
  const urls = makeUrls(origin);
  const home = { origin: urls.origin, hub: urls.hub };
  const commit = makeCommit(storage.log, () => applied.wake());
  const trusting = makeTrusting({ records: storage.records, home });
  const partings = makePartings({ storage, home });
  const apply = makeApply({ storage, home });
  let outward: Outward | undefined;
  const applied: Cursor = await startCursor({
    name: 'apply',
    records: storage.records,
    read: commit.read,
    async handle(entries) {
      await partings.note(entries);
      const followed = await apply(entries);
      trusting.heard(entries.map(({ event }) => event));
      return followed;
    },
    setAside: async (_entry, error) => {
      throw error;
    },
    onMove: () => outward?.wake(),
    onError: error => log.error(error),
  });
  const take = makeTake({ storage, commit, home, trust: trusting.of });
  const posting = makePost({ devPeers, userAgent: 'rig' });
  const fetching = fetch ?? makeFetch({ devPeers, userAgent: 'rig' });
  const know = makeKnow({ storage, urls, take, fetch: fetching });
  outward = await makeOutward({
    trust: trusting.of,
    storage,
    urls,
    home,
    take,
    takeAll: makeTakeAll({ storage, commit, home, trust: trusting.of }),
    commit,
    applied,
    keys: makeTestRing(urls),
    post: post ?? posting,
    fetch: fetching,
    know,
    log,
    options,
  });

  const office = { kind: 'group' as const, office: 'hub' as const };
  await take(profiled(localActor(urls, urls.hub, office)), 'observed');

  async function settled(): Promise<void> {
    applied.wake();
    await applied.reached(await storage.log.head());
  }

  async function append(via: Via, events: DomainEvent[]): Promise<void> {
    await Promise.all(events.map(event => take(event, via)));
    await settled();
  }

  async function kill(): Promise<void> {
    await storage.close();
    await Promise.all([applied.close(), posting.close(), fetching.close()]);
  }

  return {
    folder: place,
    storage,
    urls,
    outward,
    take,
    local: (...events) => append('local', events),
    observed: (...events) => append('observed', events),
    async remote(event, raw) {
      await take(event, 'remote', raw);
      await settled();
    },
    async idle() {
      do await settled();
      while (!((await outward.idle()) && applied.position() === (await storage.log.head())));
    },
    async log() {
      const entries: Entry[] = [];
      while (true) {
        const page = await storage.log.read(entries.at(-1)?.seq ?? 0, 1000);
        entries.push(...page.map(upcast));
        if (page.length < 1000) return entries;
      }
    },
    kill,
    async close() {
      await outward.close();
      await applied.close();
      await kill();
      await rm(place, { recursive: true });
    },
  };
}

/** An actor of a peer; by default with the shared inbox of its host. */
export function remoteActor(id: string, more: Partial<Actor> = {}): Actor {
  const { origin, host } = new URL(id);
  return {
    record: 'actor',
    id,
    kind: 'person',
    handle: id.split('/').at(-1) ?? '',
    host,
    name: 'Somebody',
    summary: '',
    url: id,
    inbox: `${id}/inbox`,
    sharedInbox: `${origin}/inbox`,
    local: false,
    published: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

export function localActor(urls: Urls, id: string, more: Partial<Actor> = {}): Actor {
  return {
    ...remoteActor(id),
    host: urls.host,
    followers: `${id}/followers`,
    outbox: `${id}/outbox`,
    local: true,
    role: 'member',
    ...more,
  };
}

export function profiled(profile: Actor): DomainEvent {
  return { type: 'profiled', id: `${profile.id}#profiled`, actor: profile.id, at: profile.published, profile };
}

/** Makes actors known as followers of a local one, without the entries and deliveries that lead there. */
export async function follow({ storage }: Rig, actors: Actor[], whom: string): Promise<void> {
  for (let start = 0; start < actors.length; start += 1000) {
    await storage.records.apply(
      actors.slice(start, start + 1000).flatMap((body, index) => {
        const num = (start + index).toString().padStart(18, '0');
        const { id } = body;
        return [
          { do: 'put' as const, id, kind: 'actor', owner: id, version: '1', num, body },
          { do: 'link' as const, kind: 'follows', from: id, to: whom, by: `${id}#follow`, sort: num },
        ];
      }),
    );
  }
}

export function note(id: string, author: string, more: Partial<Discussion> = {}): Thing {
  return discussionOf(author, { id, at: '2026-01-03T00:00:00.000Z', content: '<p>Words.</p>', ...more });
}

export function published(thing: Thing, id = `${thing.id}/create`): DomainEvent {
  return { type: 'published', id, actor: thing.author, at: thing.published, thing, shown: true, box: [] };
}
