// Small values that are not derived from the log, in MongoDB, and leases.
// Rule: what has expired is gone for every reader at once; sweep only frees its room.
import type { StateStore } from '../port.ts';
import { type Connection, isTaken } from './connection.ts';
import { query } from './queries.ts';
import { together } from './together.ts';

interface StateDoc {
  /** The space, a NUL and the key. */
  _id: string;
  /** JSON. */
  value: string;
  expires?: number;
}

interface LeaseDoc {
  _id: string;
  holder: string;
  until: number;
}

const lives = (now: number) => ({ $or: [{ expires: { $exists: false } }, { expires: { $gt: now } }] });

export const STATE_QUERIES = {
  one: query({ on: 'state', filter: (id: string, now: number) => ({ _id: id, ...lives(now) }), sample: ['a\0b', 5] }),
  list: query({
    on: 'state',
    filter: (space: string, after: string, now: number) => ({
      _id: { $gt: `${space}\0${after}`, $lt: `${space}\u0001` },
      ...lives(now),
    }),
    sort: { _id: 1 },
    sample: ['a', 'b', 5],
  }),
  expired: query({ on: 'state', filter: (now: number) => ({ expires: { $lte: now } }), sample: [5] }),
  lease: query({
    on: 'leases',
    filter: (name: string, holder: string, ms: number, now: number) => ({
      _id: name,
      $or: [{ holder }, { until: { $lte: now } }, { until: { $gt: latest(ms, now) } }],
    }),
    sample: ['a', 'b', 5, 5],
  }),
  leases: query({ on: 'leases', filter: (names: string[]) => ({ _id: { $in: names } }), sample: [['a', 'b']] }),
};

/** A lease that ends later than this was given before the clock was set back. */
function latest(ms: number, now: number): number {
  return now + 10 * Math.max(ms, 60_000);
}

export function makeState({ of, run }: Connection): StateStore {
  const state = of<StateDoc>('state');
  const leases = of<LeaseDoc>('leases');
  /** Leases that others had when they were last asked for: who follows asks each second, and looking costs less than trying. */
  const others = new Set<string>();

  const leaseOf = together(async (names: string[]) => {
    const found = await leases.find(STATE_QUERIES.leases.filter([...new Set(names)])).toArray();
    return names.map(name => found.find(({ _id }) => _id === name));
  });

  async function isHeld(name: string, holder: string, ms: number, now: number): Promise<boolean> {
    const found = await leaseOf(name);
    return found !== undefined && found.holder !== holder && found.until > now && found.until <= latest(ms, now);
  }

  const put: StateStore['put'] = (space, key, value, expires) =>
    run(async () => {
      const doc = toDoc(value, expires);
      const write = () => state.replaceOne({ _id: idOf(space, key) }, doc, { upsert: true });
      // Two that make the same document at once: the second finds it made.
      await write().catch(error => (isTaken(error) ? write() : Promise.reject(error)));
    });

  return {
    get: (space, key) =>
      run(async () => {
        const found = await state.findOne(STATE_QUERIES.one.filter(idOf(space, key), Date.now()));
        return found ? JSON.parse(found.value) : undefined;
      }),

    put,

    note: (space, notes) =>
      run(async () => {
        const writes = notes.map(({ key, value, expires }) => ({
          replaceOne: { filter: { _id: idOf(space, key) }, replacement: toDoc(value, expires), upsert: true },
        }));
        const write = () => state.bulkWrite(writes, { ordered: false });
        if (writes.length > 0) await write().catch(error => (isTaken(error) ? write() : Promise.reject(error)));
      }),

    add: (space, key, value, expires) =>
      run(async () => {
        const expired = { _id: idOf(space, key), ...STATE_QUERIES.expired.filter(Date.now()) };
        return unlessTaken(state.replaceOne(expired, toDoc(value, expires), { upsert: true }));
      }),

    delete: (space, key) =>
      run(async () => {
        await state.deleteOne({ _id: idOf(space, key) });
      }),

    list: (space, after, limit) =>
      run(async () => {
        const filter = STATE_QUERIES.list.filter(space, after, Date.now());
        const found = await state.find(filter, { sort: { _id: 1 }, limit: Math.min(limit, 1000) }).toArray();
        return found.map(({ _id, value, expires }) => {
          const item = { key: _id.slice(space.length + 1), value: JSON.parse(value) as unknown };
          return expires === undefined ? item : { ...item, expires };
        });
      }),

    count: space => run(() => state.countDocuments(STATE_QUERIES.list.filter(space, '', Date.now()))),

    sweep: now => run(async () => (await state.deleteMany(STATE_QUERIES.expired.filter(now))).deletedCount),

    lease: (name, holder, ms, now) =>
      run(async () => {
        if (others.has(name) && (await isHeld(name, holder, ms, now))) return false;
        const filter = STATE_QUERIES.lease.filter(name, holder, ms, now);
        const mine = await unlessTaken(
          leases.updateOne(filter, { $set: { holder, until: now + ms } }, { upsert: true }),
        );
        if (mine) others.delete(name);
        else others.add(name);
        return mine;
      }),
  };
}

/** True when the write was made, false when its condition did not hold and its place is taken. */
function unlessTaken(write: Promise<unknown>): Promise<boolean> {
  return write.then(
    () => true,
    error => (isTaken(error) ? false : Promise.reject(error)),
  );
}

function idOf(space: string, key: string): string {
  return `${space}\0${key}`;
}

function toDoc(value: unknown, expires: number | undefined): Omit<StateDoc, '_id'> {
  return { value: JSON.stringify(value) ?? 'null', ...(expires !== undefined && { expires }) };
}
