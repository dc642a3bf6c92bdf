// What a relay that this hub has chosen passes on in its own name as Mastodon's relays do (FEP-ae0c): the words of others,
// unproved. Only that something is at an address is taken from it; what, is asked at its origin.
import type { Actor } from '../../src/domain/records.ts';
import type { Storage } from '../../storage/port.ts';
import { type Activity, verbOf } from '../read/activity.ts';
import { idOf, isObject, list } from '../read/json.ts';
import type { Signed } from '../signatures/index.ts';
import type { Signers } from '../signers/index.ts';
import { sameOrigin } from '../urls.ts';

/** Most relays of a hub. */
export const relayLimit = 50;

interface RelayedDeps {
  storage: Pick<Storage, 'links'>;
  signers: Pick<Signers, 'find'>;
  /** The signing actor of this hub, who follows the relays. */
  instance: string;
}

/** Gives the relay's own Announce in place of what it passes on; undefined when no relay of ours signed. */
export type ReadRelayed = (
  signatures: Signed[],
  activity: Activity,
  digest: () => string,
) => Promise<Activity | undefined>;

export function makeReadRelayed({ storage, signers, instance }: RelayedDeps): ReadRelayed {
  return async (signatures, { id, actor, at, node }, digest) => {
    if (signatures.some(({ keyId }) => sameOrigin(keyId, actor))) return undefined;
    const chosen = await storage.links.list({ kind: 'follows', from: instance }, { limit: relayLimit });
    if (!chosen.some(({ to }) => signatures.some(({ keyId }) => sameOrigin(keyId, to)))) return undefined;
    const relay: Actor = await signers.find(signatures);
    if (!chosen.some(({ to }) => to === relay.id)) return undefined;
    const what = idOf(list(node.object)[0]);
    const verb = verbOf(node) ?? '';
    const object = verb === 'Create' ? what : { id, type: verb, actor, object: what };
    const passedOn = what && (verb === 'Create' || isObject(object)) ? object : undefined;
    return { id: `${relay.id}#relayed-${digest()}`, actor: relay.id, at, node: { type: 'Announce', object: passedOn } };
  };
}
