// From an event to the activity that tells peers of it. The table has a line for every event, so that a new one does not
// compile until it is decided how it is told; what is never told has none.
import type { DomainEvent } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import type { Urls } from '../urls.ts';
import { writeAccept } from './accept.ts';
import { writePinned } from './add.ts';
import { writeAnnounce } from './announce.ts';
import { withContext } from './context.ts';
import { writeCreate } from './create.ts';
import { writeDeparted, writeWithdrawn } from './delete.ts';
import { writeFlagged } from './flag.ts';
import { writeFollow } from './follow.ts';
import { writeLike } from './like.ts';
import { type LookupDeps, type Lookups, readLookups } from './lookups.ts';
import { writeLifted, writeModerated } from './moderate.ts';
import { writeMoved } from './move.ts';
import { writeQuoteRefused, writeQuoteRequested, writeQuoteRevoked, writeQuoteStamped } from './quote.ts';
import { writeReject } from './reject.ts';
import { writeRelayed } from './relay.ts';
import { writeUnpinned } from './remove.ts';
import { writeUndone } from './undo.ts';
import { writeCounted, writeProfiled, writeRevised } from './update.ts';
import { writeVoted } from './vote.ts';

export { writeActor } from './actor.ts';
export { withContext } from './context.ts';
export { bodyLimit, depthLimit, fit } from './fit.ts';
export { type Lookups, namedBy, readKnown, readLookups } from './lookups.ts';
export { writeStamp } from './quote.ts';
export { typeOf, writeThing } from './things.ts';

type Writers = {
  [Type in DomainEvent['type']]: (event: Extract<DomainEvent, { type: Type }>, lookups: Lookups) => Json | undefined;
};

const untold = () => undefined;

const writers: Writers = {
  published: writeCreate,
  revised: writeRevised,
  withdrawn: writeWithdrawn,
  profiled: writeProfiled,
  departed: writeDeparted,
  followed: ({ actor, ...asked }) => writeFollow({ ...asked, who: actor }),
  followAccepted: writeAccept,
  followRejected: writeReject,
  liked: ({ id, actor, what }, lookups) => writeLike({ id, who: actor, what }, lookups),
  shared: ({ id, actor, what, into, at }, lookups) =>
    writeAnnounce({ id, who: actor, what, into, published: at }, lookups),
  quoteRequested: writeQuoteRequested,
  quoteStamped: writeQuoteStamped,
  quoteRefused: writeQuoteRefused,
  quoteRevoked: writeQuoteRevoked,
  voted: writeVoted,
  counted: writeCounted,
  moved: writeMoved,
  blocked: untold,
  undone: writeUndone,
  relayed: writeRelayed,
  pinned: writePinned,
  unpinned: writeUnpinned,
  moderated: writeModerated,
  lifted: writeLifted,
  flagged: writeFlagged,
  hinted: untold,
  relayChosen: untold,
  peerAdded: untold,
  reportHandled: untold,
  hostJudged: untold,
  actorJudged: untold,
  listImported: untold,
};

/** The activity of an event, without @context; undefined for what is not told. Pure. */
export function writeActivity(event: DomainEvent, lookups: Lookups): Json | undefined {
  const writer = writers[event.type] as (event: DomainEvent, lookups: Lookups) => Json | undefined;
  return writer(event, lookups);
}

/** Writes an event as a whole document, with what it must look up read from storage. */
export type WriteEvent = (event: DomainEvent) => Promise<Json | undefined>;

export function makeWriteEvent(deps: LookupDeps): WriteEvent {
  return async event => {
    const written = writeActivity(event, await readLookups(deps, event, writeActivity));
    return written && withContext(written);
  };
}

/** The actor of ours in whose name an event is told, and with whose key it is signed. */
export function signerOf(event: DomainEvent, urls: Pick<Urls, 'instance'>): string {
  if (event.type === 'flagged') return urls.instance;
  return event.type === 'withdrawn' ? event.author : event.actor;
}
