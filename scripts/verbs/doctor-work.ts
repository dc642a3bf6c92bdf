// What `doctor` looks at inside the store: whether it takes writes, and whether the work goes on.
import type { Config } from '../../src/config.ts';
import { isNewer } from '../../src/log/entry.ts';
import { makeQuarantine } from '../../src/log/quarantine.ts';
import { isRunning, rebuildOf } from '../../src/log/running.ts';
import type { Storage } from '../../storage/port.ts';
import type { Check } from './doctor-machine.ts';
import { peersOf } from './peers.ts';
import { workOf } from './status.ts';

interface Looking {
  storage: Storage;
  config: Config;
  now: number;
}

/** A cursor that has not taken an entry of this age stands still. */
const stuckMs = 60_000;
/** An entry dated so far ahead was taken by a wrong clock. */
const aheadMs = 60_000;
/** How many examples a finding names. */
const named = 5;

export const workChecks: Check<Looking>[] = [
  {
    name: 'store',
    async look({ storage, config }) {
      const fault = await storage.check().catch(error => String(error.message));
      if (fault === undefined) return { level: 'good', found: 'it takes writes' };
      return {
        level: 'bad',
        found: `it takes no writes (${fault})`,
        todo: `Look at the disk and rights of ${config.data}.`,
      };
    },
  },
  {
    name: 'data',
    async look({ storage, config }) {
      const origin = await storage.state.get('setting', 'origin');
      if (origin === undefined) return { level: 'look', found: 'no hub was started on it.', todo: 'Start one.' };
      if (origin === config.origin) return { level: 'good', found: `of ${config.origin}` };
      return {
        level: 'bad',
        found: `it is of ${origin}.`,
        todo: `Set HUB_ORIGIN=${origin}, or name another HUB_DATA.`,
      };
    },
  },
  {
    name: 'records',
    async look({ storage }) {
      const rebuild = await rebuildOf(storage.state);
      if (!rebuild) return { level: 'good', found: 'whole' };
      return rebuild.what === 'replay'
        ? {
            level: 'bad',
            found: 'a replay is not finished.',
            todo: 'Wait for it, or start the hub, which finishes it.',
          }
        : {
            level: 'bad',
            found: 'a restore is not finished.',
            todo: 'Wait for it, or empty the data and restore again.',
          };
    },
  },
  {
    name: 'queries',
    async look({ storage }) {
      const bare = (await storage.explain()).filter(({ indexed }) => !indexed).map(({ query }) => query);
      if (bare.length === 0) return { level: 'good', found: 'each has its index' };
      return { level: 'bad', found: `without an index: ${bare.join(', ')}.`, todo: 'Report it; the hub will be slow.' };
    },
  },
  {
    name: 'clock',
    async look({ storage, now }) {
      const [newest] = await storage.log.read(Math.max(0, (await storage.log.head()) - 1), 1);
      const found = new Date(now).toISOString();
      if (!newest || newest.at <= now + aheadMs) return { level: 'good', found };
      return {
        level: 'bad',
        found: `${found}, but the newest entry is of ${new Date(newest.at).toISOString()}.`,
        todo: 'Set the clock (timedatectl set-ntp true): peers refuse what is dated otherwise than theirs.',
      };
    },
  },
  {
    name: 'log',
    async look({ storage, now }) {
      const { entries, applied, delivered } = await workOf(storage);
      const place = Math.min(applied, delivered);
      const [next] = await storage.log.read(place, 1);
      if (!next || now - next.at < stuckMs) return { level: 'good', found: `${entries} entries, ${applied} applied` };
      if (isNewer(next))
        return {
          level: 'bad',
          found: `entry ${next.seq} was written by a newer hub, and this one waits at it.`,
          todo: 'Start the newer version again.',
        };
      const which = applied <= delivered ? 'applying' : 'sending out';
      if (!(await isRunning(storage.state)))
        return { level: 'look', found: `${entries - place} entries wait for the hub.`, todo: 'Start it.' };
      return {
        level: 'bad',
        found: `${which} stands still at ${place} of ${entries}.`,
        todo: 'Start the hub again; if it stays so, see its log and report the entry.',
      };
    },
  },
  {
    name: 'quarantine',
    async look({ storage }) {
      const quarantine = makeQuarantine(storage);
      const count = await quarantine.count();
      if (count === 0) return { level: 'good', found: 'no entry is set aside' };
      const newest = (await quarantine.list(named)).map(({ seq, error }) => `${seq} (${error.slice(0, 120)})`);
      return {
        level: 'look',
        found: `${count} set aside; the newest: ${newest.join('; ')}.`,
        todo: 'Report the error; with a version that mends it, quarantine retry brings them back.',
      };
    },
  },
  {
    name: 'jobs',
    async look({ storage, now }) {
      const { waiting, resting, dead } = await storage.jobs.counts(now);
      const found = `${waiting} waiting, ${resting} resting, ${dead} dead`;
      if (dead === 0) return { level: 'good', found };
      const newest = (await storage.jobs.dead(named)).map(({ lane, error }) => `${lane}: ${error.slice(0, 120)}`);
      const todo = 'What was put aside is not tried again. A host that is gone for good can be blocked.';
      return { level: 'look', found: `${found}; the newest: ${[...new Set(newest)].join('; ')}.`, todo };
    },
  },
  {
    name: 'peers',
    async look({ storage, config }) {
      const peers = await peersOf(storage, config);
      const failing = peers.filter(({ state }) => state === 'failing');
      if (failing.length === 0) return { level: 'good', found: `${peers.length} gathered from` };
      const told = failing.map(({ origin, error }) => `${origin} (${error})`).join(', ');
      return {
        level: 'look',
        found: `failing: ${told}.`,
        todo: 'They are tried again; peer add ORIGIN tries at once.',
      };
    },
  },
];
