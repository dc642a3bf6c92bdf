// What the web side is made with, and the one fact that it keeps: whether somebody may run this hub yet.
import type { RequestHandler } from 'express';
import type { Storage } from '../../storage/port.ts';
import type { Accounts } from '../accounts/index.ts';
import type { NewMember, Perform, Resolve } from '../domain/commands.ts';
import type { Actor } from '../domain/records.ts';
import type { TrustOf } from '../domain/trust.ts';
import { findMany, hubOf, type Reader } from '../views/reader.ts';

export interface WebDeps {
  /** The hub's origin, without a trailing slash. */
  origin: string;
  /** The hub's name. */
  name: string;
  storage: Storage;
  /** How far the log is applied. */
  applied(): number;
  trust: TrustOf;
  /** Allowlist mode. */
  closed: boolean;
  /** Has a host asked what software it is. */
  askSoftware(host: string): Promise<void>;
  perform: Perform;
  resolve: Resolve;
  accounts: Accounts;
  /** Largest file, in bytes. */
  uploadLimit: number;
  log: (level: 'debug' | 'info' | 'warn' | 'error', message: string, facts?: Record<string, unknown>) => void;
  /** Refuses whoever comes while too many are worked on. */
  gate: RequestHandler;
  /** Tries entries again that were set aside: all, or those at one place in the log. */
  retryAside(seq?: number): Promise<{ done: number; failed: unknown[] }>;
  /** Makes members; `Problem` `conflict` when the handle is taken. */
  members: { register(member: NewMember): Promise<Actor> };
}

export interface Site extends WebDeps {
  host: string;
  /** The origin is https: cookies are too. */
  secure: boolean;
  /** True once a member is an admin; asked of the store until it is so. */
  hasAdmin(): Promise<boolean>;
}

export function makeSite(deps: WebDeps): Site {
  const { storage, origin, trust } = deps;
  const reader: Reader = { storage, origin, trust, viewer: undefined };
  let known = false;
  return {
    ...deps,
    host: new URL(deps.origin).host,
    secure: deps.origin.startsWith('https:'),
    async hasAdmin() {
      known ||= await adminAmong(reader);
      return known;
    },
  };
}

async function adminAmong(reader: Reader): Promise<boolean> {
  const page = { limit: 1000, oldest: true };
  const links = await reader.storage.links.list({ kind: 'member', from: hubOf(reader) }, page);
  const found = await findMany(
    reader,
    links.map(({ to }) => to),
    'actor',
  );
  return [...found.values()].some(({ body }) => body.role === 'admin');
}
