// When a gathered hub is to be looked at: asked for by a job in its lane, and once it accepts our follow. Asking works without
// the rest of gathering, so that the log can be heard by whoever reads it.
import type { Home } from '../../src/domain/home.ts';
import type { Entry } from '../../src/log/entry.ts';
import type { Storage } from '../../storage/port.ts';
import { originOf } from '../urls.ts';
import type { Roster } from './peer.ts';

/** The queue of gathering; a lane is the origin of a hub. */
export const gatherQueue = 'gather';

export interface AskDeps {
  storage: Pick<Storage, 'jobs'>;
  /** Hears that there is something to gather. */
  onAdded(): void;
}

/** Asks for a look at a hub: `key` says why, `due` not before when, in ms since 1970. */
export type Ask = (origin: string, key: string, due?: number) => Promise<void>;

export function makeAsk({ storage, onAdded }: AskDeps): Ask {
  return async (origin, key, due = 0) => {
    const payload = { origin, repair: key !== 'on' };
    // One hourly look waits at a time; one that a wrong clock put off for long keeps the looks of no other day away.
    const unique = `${origin} ${key} ${key === 'hourly' ? new Date().toISOString().slice(0, 10) : Date.now()}`;
    await storage.jobs.add([{ key: unique, queue: gatherQueue, lane: origin, order: Date.now(), payload, due }]);
    onAdded();
  };
}

/**
 * Makes what hears the log for gathering: when a hub accepts our follow it is looked at again, for what it published between
 * its past and now was sent to nobody here.
 */
export function makeHear({ roster, home, ask }: { roster: Pick<Roster, 'isGathered'>; home: Home; ask: Ask }) {
  return async (entries: Entry[]): Promise<void> => {
    for (const { event, via } of entries) {
      if (event?.type !== 'followAccepted' || via !== 'remote' || event.who !== home.hub) continue;
      if (await roster.isGathered(event.actor)) await ask(originOf(event.actor) ?? '', 'accepted');
    }
  };
}
