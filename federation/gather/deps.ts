// What gathering is given, and the word for a peer that does not keep to the rules.

import type { Logger } from 'pino';
import type { Home } from '../../src/domain/home.ts';
import type { Cursor } from '../../src/log/cursor.ts';
import type { Take, TakeAll } from '../../src/log/take.ts';
import type { Storage } from '../../storage/port.ts';
import type { Budget, Fetch } from '../fetch.ts';
import type { Know } from '../know.ts';
import type { Peers } from '../peers.ts';
import type { Urls } from '../urls.ts';
import type { Roster } from './peer.ts';

export interface GatherDeps {
  storage: Storage;
  urls: Urls;
  home: Home;
  take: Take;
  takeAll: TakeAll;
  applied: Pick<Cursor, 'reached'>;
  fetch: Fetch;
  know: Know;
  peers: Pick<Peers, 'isBlocked' | 'isQuiet'>;
  roster: Roster;
  /** What one run may spend on the network. */
  budget(): Budget;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
}

/** A peer is not as it must be: no group, pages that go round or lead elsewhere, an outbox without end. */
export class Amiss extends Error {
  override name = 'Amiss';
}
