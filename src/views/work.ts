// What the hub could not do, for admins: entries that were set aside and jobs that were given up, as one list, newest first.
import type { DeadJob, Storage } from '../../storage/port.ts';
import { hostOf } from '../domain/home.ts';
import { makeQuarantine, type Quarantined } from '../log/quarantine.ts';

/** One thing that was not done. */
export interface AsideItem {
  what: 'apply' | 'deliver' | 'sending' | 'task' | 'gathering';
  /** The id of the entry, or the job's key. */
  name: string;
  /** The place in the log of an entry, which can be tried again. */
  seq?: number;
  /** The other server that it is about, or ''. */
  host: string;
  error: string;
  tries: number;
  /** ISO 8601. */
  since: string;
}

export interface AsideWork {
  /** At most 50. */
  items: AsideItem[];
  /** All entries that are set aside, and all jobs that were given up. */
  entries: number;
  jobs: number;
}

const pageSize = 50;
const textLength = 500;
const sorts: Record<string, AsideItem['what']> = { deliver: 'sending', gather: 'gathering' };

/** The newest of what was set aside. Entries come by their place in the log, so of each sort the newest are looked at. */
export async function asideWork(storage: Pick<Storage, 'state' | 'log' | 'jobs'>, now: number): Promise<AsideWork> {
  const quarantine = makeQuarantine(storage);
  const [entries, jobs, count, { dead }] = await Promise.all([
    quarantine.list(pageSize),
    storage.jobs.dead(pageSize),
    quarantine.count(),
    storage.jobs.counts(now),
  ]);
  const items = [...entries.map(ofEntry), ...jobs.map(ofJob)].sort((a, b) => (a.since < b.since ? 1 : -1));
  return { items: items.slice(0, pageSize), entries: count, jobs: dead };
}

function ofEntry({ cursor, seq, id, error, tries, since }: Quarantined): AsideItem {
  return { what: cursor, name: id, seq, host: hostOf(id), error, tries, since: timeOf(since) };
}

function ofJob({ queue, lane, key, error, tries, died }: DeadJob): AsideItem {
  return {
    what: sorts[queue] ?? 'task',
    name: key.slice(0, textLength),
    host: hostOf(lane) || lane.slice(0, textLength),
    error: error.slice(0, textLength),
    tries: tries + 1,
    since: timeOf(died),
  };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
