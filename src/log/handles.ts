// Who stands under a name: the links say who was ever known by it, and only whose profile still says so counts.
import type { Storage } from '../../storage/port.ts';
import type { Rec } from '../domain/records.ts';

/** Most actors that are looked at for one name. */
const holderLimit = 20;

/** The actors under `name@host`, in any case, as they are stored and not buried; the newest first. */
export async function holdersOf({ records, links }: Pick<Storage, 'records' | 'links'>, name: string) {
  const [handle = '', host = ''] = name.toLowerCase().split('@');
  const found = await links.list({ kind: 'handle', from: `${handle}@${host}` }, { limit: holderLimit });
  if (found.length === 0) return [];
  const stored = await records.getMany(found.map(({ to }) => to));
  return found.flatMap(({ to }) => {
    const record = stored.find(({ id, buried }) => id === to && buried === undefined);
    const actor = record?.body as Rec | undefined;
    const stands = actor?.record === 'actor' && actor.handle.toLowerCase() === handle && actor.host === host;
    return record && stands ? [record] : [];
  });
}
