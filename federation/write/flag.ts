// Flag: a report to the keepers of another hub. It comes from the signing actor, not from the member: who reports is
// nobody's business elsewhere. So whoever delivers it signs as `signerOf` says.
import type { Flagged } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import type { Lookups } from './lookups.ts';

export function writeFlagged({ id, subjects, reason }: Flagged, { urls }: Lookups): Json {
  return { id, type: 'Flag', actor: urls.instance, content: reason, object: subjects };
}
