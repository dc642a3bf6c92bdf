// What all documents are made from, and the two questions that each of them asks: who reads, and what stands there.
import type { Request } from 'express';
import type { Actor } from '../../src/domain/records.ts';
import type { TrustOf } from '../../src/domain/trust.ts';
import type { Storage, StoredRecord } from '../../storage/port.ts';
import type { KeyRing } from '../keys.ts';
import type { Signers } from '../signers/index.ts';
import type { Place, Urls } from '../urls.ts';
import { absent } from './answer.ts';

export interface DocumentDeps {
  storage: Storage;
  urls: Urls;
  keys: KeyRing;
  trust: TrustOf;
  /** The hub's name. */
  name: string;
  /** The software's version. */
  version: string;
  /** The member whose bearer token the request carries. */
  memberOf(req: Request): Promise<Actor | undefined>;
  /** Finds who signed a read. */
  signers: Pick<Signers, 'find'>;
  /** Of a host, or of an actor. */
  isBlocked(who: string): Promise<boolean>;
  /** Documents are for members and for those who sign. */
  secure: boolean;
}

/** The member who reads; undefined for anybody. */
export async function viewerOf({ memberOf }: DocumentDeps, req: Request): Promise<Actor | undefined> {
  return req.headers.authorization === undefined ? undefined : memberOf(req);
}

/** The record of a local address of that sort. Throws `not-found` (404) when there never was one, and for a suspended actor. */
export async function recordAt(
  { storage, urls, trust }: DocumentDeps,
  path: string,
  what: Place['what'],
): Promise<StoredRecord> {
  const id = urls.origin + path;
  if (urls.parse(id)?.what !== what) throw absent();
  const record = await storage.records.get(id);
  if (!record || (what === 'actor' && (await trust(id)).level === 'suspend')) throw absent();
  return record;
}
