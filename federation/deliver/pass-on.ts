// What the `deliver` cursor does with an entry: makes the deliveries that it asks for, and tells gathering of it. It only adds
// jobs, so an operator's command can do it beside the hub that works them off.
import type { Home } from '../../src/domain/home.ts';
import type { Storage } from '../../storage/port.ts';
import { makeAsk, makeHear } from '../gather/hear.ts';
import { makeRoster } from '../gather/peer.ts';
import type { Peers } from '../peers.ts';
import type { Urls } from '../urls.ts';
import { type Fan, makeFan } from './fan.ts';
import type { Partings } from './partings.ts';

export interface PassOnDeps {
  storage: Storage;
  urls: Pick<Urls, 'instance'>;
  home: Home;
  peers: Pick<Peers, 'isBlocked' | 'isRetired'>;
  partings: Pick<Partings, 'of'>;
  /** Hears that there is something to send, or to gather. */
  onAdded(): void;
}

/** Makes the handler of the `deliver` cursor; true when something is to be sent. */
export function makePassOn(deps: PassOnDeps): Fan {
  const fan = makeFan(deps);
  const hear = makeHear({ roster: makeRoster(deps.storage), home: deps.home, ask: makeAsk(deps) });
  return async (entries, holds) => {
    const sent = await fan(entries, holds);
    await hear(entries);
    return sent;
  };
}
