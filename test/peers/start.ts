// Starts the two real peers of the interop tests, each as its own process on a free port of 127.0.0.1.
// One rule: what is waited for has a signal and a limit; a peer never outlives the process that started it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lastWords, startProcess } from './process.ts';

/** An inbox activity that the peer verified and took, oldest first in a list. `activity` is the JSON as it came. */
export interface Arrival {
  id: string;
  type: string;
  actor: string;
  object: unknown;
  /** What the peer answered: 202 of Fedify, 200 of activitypub-express. */
  status: number;
  activity: Record<string, unknown>;
}

/** An inbox POST that the peer refused: its answer, its reason where it gives one, and the body. */
export interface Refusal {
  status: number;
  reason: string;
  body: string;
}

/** A post to make. Public and to the peer's followers unless `to` says otherwise; who is mentioned receives it too. */
export interface NoteToSend {
  content: string;
  inReplyTo?: string;
  /** Handles (`acct:name@host`) or ids. */
  mentions?: string[];
  /** Ids of actors, or the Public collection. */
  to?: string[];
  cc?: string[];
}

/** A running peer with one Person. Each call rejects with the peer's own words when the peer could not do it. */
export interface Peer {
  origin: string;
  /** The id of its Person. */
  actor: string;
  /** The Person's handle, `@name@host:port`. */
  handle: string;
  /** Follows what a handle (found by WebFinger) or an id names; resolves when the Follow is sent, before any Accept. */
  follow(actor: string): Promise<{ activity: string; actor: string }>;
  note(note: NoteToSend): Promise<{ activity: string; object: string }>;
  /** Likes by id. activitypub-express likes activities only: give it the id of a Create. */
  like(object: string): Promise<{ activity: string }>;
  /** Takes back an activity of its own by the activity's id: a Follow, a Like. */
  undo(activity: string): Promise<{ activity: string }>;
  received(): Promise<Arrival[]>;
  refused(): Promise<Refusal[]>;
  /** Ids of those who follow the Person. */
  followers(): Promise<string[]>;
  /** Ids of those whom the Person follows and who accepted. */
  following(): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Starts a Fedify server (RFC 9421 signatures first, draft-cavage when refused; RSA and Ed25519 keys). With `embed` its
 * Accept carries the Follow with the follower's whole actor in it, as in the example of Fedify's manual and so in many
 * servers; without, the Follow with ids alone, the only form that activitypub-express takes.
 */
export function startFedify({ user = 'bob', embed = false, signs = false } = {}): Promise<Peer> {
  return startPeer('fedify', ['--user', user, ...(embed ? ['--embed'] : []), ...(signs ? ['--signs'] : [])]);
}

/**
 * Starts an activitypub-express server (draft-cavage signatures, RSA key, full JSON-LD processing). Both servers read
 * without a signature unless `signs` says so: each has a documented setting for servers in secure mode.
 */
export function startApex({ user = 'ada', signs = false } = {}): Promise<Peer> {
  return startPeer('activitypub-express', ['--user', user, ...(signs ? ['--signs'] : [])]);
}

/** The path of a file in a peer's folder. */
export function peerFile(name: string, file: string): string {
  return fileURLToPath(new URL(`./${name}/${file}`, import.meta.url));
}

/** Installs a peer's packages in its own folder, once per version of its lock file, within five minutes. */
export function installPeer(name: string): Promise<void> {
  const running = installs.get(name) ?? install(name);
  installs.set(name, running);
  return running;
}

const installs = new Map<string, Promise<void>>();

async function install(name: string): Promise<void> {
  const cwd = peerFile(name, '');
  const written = (file: string) =>
    stat(`${cwd}${file}`).then(
      found => found.mtimeMs,
      () => 0,
    );
  // npm writes this file last, so a run that was cut short is done again.
  if ((await written('node_modules/.package-lock.json')) >= (await written('package-lock.json'))) return;
  // npm's settings for the run that started us are about another folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(config_(local_)?prefix|package)/i.test(key)),
  );
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 300_000,
  });
  const said = lastWords(npm);
  const [code] = await once(npm, 'close');
  if (code !== 0) throw new Error(`npm ci in ${name} failed: ${said()}`);
}

async function startPeer(name: string, args: string[]): Promise<Peer> {
  await installPeer(name);
  const { origin, stop } = await startProcess([peerFile(name, 'server.mjs'), ...args], { NODE_ENV: 'test' });
  const control = async (path: string, body?: unknown) => {
    const response = await fetch(`${origin}/control/${path}`, {
      signal: AbortSignal.timeout(30_000),
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${name}: ${path}: ${answer.error}`);
    return answer;
  };
  const { actor, handle } = await control('whoami');
  return {
    origin,
    actor,
    handle,
    follow: who => control('follow', { actor: who }),
    note: note => control('note', note),
    like: object => control('like', { object }),
    undo: activity => control('undo', { activity }),
    received: () => control('received'),
    refused: () => control('refused'),
    followers: () => control('followers'),
    following: () => control('following'),
    stop,
  };
}
