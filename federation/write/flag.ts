// Flag: a report to the keepers of another hub. It comes from the signing actor, not from the member: who reports is
// nobody's business elsewhere. So whoever delivers it signs as `signerOf` says. Whose things they are is always said:
// Mastodon drops a report that names no account, and takes the posts in it for those of the account beside them.
import type { Flagged } from '../../src/domain/events.ts';
import type { Json } from '../read/json.ts';
import type { Lookups } from './lookups.ts';

export function writeFlagged({ id, subjects, reason }: Flagged, { urls, known }: Lookups): Json {
  const owners = subjects.map(subject => {
    const record = known(subject);
    return record?.record === 'thing' ? record.author : subject;
  });
  const to = [...new Set(owners)];
  return { id, type: 'Flag', actor: urls.instance, to, content: reason, object: [...new Set([...to, ...subjects])] };
}
