// `status`: how far the hub is with its work. Nothing is changed, and nothing is done that the hub would do.
import { readPlace } from '../../src/log/cursor-place.ts';
import { makeQuarantine } from '../../src/log/quarantine.ts';
import type { Storage } from '../../storage/port.ts';
import { peerLine, peersOf } from './peers.ts';
import { type Verb, withStorage } from './verb.ts';

export const status: Verb = {
  name: 'status',
  takes: [],
  about: 'how far the hub is: entries, how many are applied or set aside, jobs, peers',
  run: ({ config }) =>
    withStorage(config, async storage => {
      const { entries, applied, jobs } = await workOf(storage);
      const quarantined = await makeQuarantine(storage).count();
      const peers = await peersOf(storage, config);
      const lines = [
        `entries ${entries}, applied ${applied}, set aside ${quarantined}`,
        `jobs: ${jobs.waiting} waiting, ${jobs.resting} resting, ${jobs.dead} dead`,
        ...peers.map(peerLine),
      ];
      return { json: { entries, applied, quarantined, jobs, peers }, text: lines.join('\n') };
    }),
};

interface Places {
  entries: number;
  applied: number;
  delivered: number;
}

/** How often the places are read again when the hub moves meanwhile. */
const looks = 5;

/**
 * The hub's places in the log and its jobs. `waiting` counts jobs that are due or under way and entries that are still to
 * be sent out; jobs are counted between two equal readings of the places, so that 0 with `applied` = `entries` means rest.
 */
export async function workOf(storage: Storage) {
  let places = await placesOf(storage);
  for (let look = 1; ; look++) {
    const jobs = await storage.jobs.counts(Date.now());
    const now = await placesOf(storage);
    const still = now.entries === places.entries && now.delivered === places.delivered;
    if (!still && look < looks) {
      places = now;
      continue;
    }
    const waiting = jobs.waiting + Math.max(0, now.entries - now.delivered);
    return { ...now, jobs: { ...jobs, waiting: still ? waiting : Math.max(1, waiting) } };
  }
}

async function placesOf({ log, records }: Storage): Promise<Places> {
  const applied = await readPlace(records, 'apply');
  const delivered = await readPlace(records, 'deliver');
  return { entries: await log.head(), applied, delivered };
}
