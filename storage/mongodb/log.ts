// The log in MongoDB: one document per entry, its place is the `_id`.
// Rule: an entry goes in at head + 1 and nowhere else. Whoever was overtaken finds its place taken, reads what came and
// looks for its ids there; so the order has no gap and no id comes twice, though only `_id` is unique. turns.ts makes it rare
// that somebody is overtaken; what is told there is only a hint.
import { setTimeout as pause } from 'node:timers/promises';
import { MongoBulkWriteError } from 'mongodb';
import { type Appended, type LogStore, type NewEntry, pageSize, type StoredEntry, Unavailable } from '../port.ts';
import type { Connection } from './connection.ts';
import { query } from './queries.ts';
import { makeTurns } from './turns.ts';

interface LogDoc {
  _id: number;
  id: string;
  via: string;
  at: number;
  v: number;
  /** JSON. */
  event: string;
  raw?: string;
}

export const LOG_QUERIES = {
  // With the entry at the head: one that is believed to be there is to be seen by the same look.
  known: query({
    on: 'log',
    filter: (ids: string[], head: number) => ({ $or: [{ id: { $in: ids } }, { _id: head }] }),
    sample: [['a', 'b'], 5],
  }),
  after: query({ on: 'log', filter: (seq: number) => ({ _id: { $gt: seq } }), sort: { _id: 1 }, sample: [5] }),
  last: query({ on: 'log', filter: () => ({ _id: { $gt: 0 } }), sort: { _id: -1 }, sample: [] }),
  place: query({ on: 'log', filter: (seq: number) => ({ _id: seq }), sample: [5] }),
};

/** An append that is overtaken again and again gives up after so many times. */
const mostRounds = 500;
/** How long the head that was seen is believed to be the newest; else it is asked for, that no append need come second. */
const freshMs = 500;

export function makeLog(connection: Connection): LogStore {
  const { of, run } = connection;
  const log = of<LogDoc>('log');
  const turns = makeTurns(connection);
  /** The newest place known here; every place up to it is taken. */
  let head: number | undefined;
  let headAt = 0;
  /** Appends of one process wait for each other, so that they do not overtake themselves. */
  let turn: Promise<unknown> = Promise.resolve();
  const figures = { batches: 0, retries: 0 };

  async function newest(): Promise<number> {
    const [last] = await log
      .find(LOG_QUERIES.last.filter(), { sort: { _id: -1 }, limit: 1, projection: { _id: 1 } })
      .toArray();
    return last?._id ?? 0;
  }

  function moveTo(place: number): void {
    head = place;
    headAt = performance.now();
  }

  /** Appends when it is this process's turn; what has come until then goes along. */
  async function appendInTurn(given: NewEntry[], more: () => NewEntry[]): Promise<Appended[]> {
    const told = await turns.take();
    try {
      if (told > (head ?? 0)) moveTo(told);
      else if (performance.now() - headAt > freshMs) head = undefined;
      return await append([...given, ...more()]);
    } finally {
      turns.pass(head ?? 0);
    }
  }

  async function append(entries: NewEntry[]): Promise<Appended[]> {
    const places = new Map<string, { seq: number; mine: boolean }>();
    const ids = [...new Set(entries.map(entry => entry.id))];
    for (let round = 0; round < mostRounds; round++) {
      if (head === undefined) moveTo(await newest());
      const after = head ?? 0;
      // This looks at every entry up to the head. When the next insert succeeds, no other has come since.
      if (!(await look(ids, after, places))) {
        head = undefined;
        continue;
      }
      const fresh = firsts(entries).filter(entry => !places.has(entry.id));
      if (fresh.length === 0) return answer(entries, places);
      const made = await insert(fresh, after);
      for (const [index, { id }] of fresh.slice(0, made).entries())
        places.set(id, { seq: after + index + 1, mine: true });
      moveTo(after + made);
      if (made === fresh.length) {
        figures.batches += 1;
        return answer(entries, places);
      }
      figures.retries += 1;
      await turns.overtaken();
      await catchUp();
    }
    throw new Unavailable('The log is written by too many at once.');
  }

  /** Finds those of the ids that the log has; false when the entry at the head is not seen there. */
  async function look(ids: string[], after: number, places: Map<string, { seq: number; mine: boolean }>) {
    const open = ids.filter(id => !places.has(id));
    const found = await log.find(LOG_QUERIES.known.filter(open, after), { projection: { id: 1 } }).toArray();
    const sought = new Set(open);
    for (const { _id, id } of found) if (sought.has(id)) places.set(id, { seq: _id, mine: false });
    return after === 0 || found.some(({ _id }) => _id === after);
  }

  /** Inserts in order after a place; gives how many went in before one was found taken. */
  async function insert(entries: NewEntry[], after: number): Promise<number> {
    const docs = entries.map((entry, index) => toDoc(entry, after + index + 1));
    try {
      await log.insertMany(docs, { ordered: true });
      return docs.length;
    } catch (error) {
      const taken =
        error instanceof MongoBulkWriteError && Number(error.code) === 11000 && !hasWriteConcernError(error);
      if (!taken) throw error;
      return error.insertedCount;
    }
  }

  /** Moves the head to what others have appended: at least one, since a place was found taken. */
  async function catchUp(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const found = await newest();
      if (found > (head ?? 0)) return moveTo(found);
      // The one in our place may not be on a majority yet, and then it is not shown.
      if (tries === 100) throw new Unavailable('An entry was not taken by a majority in time.');
      await pause(5 + tries);
    }
  }

  async function answer(entries: NewEntry[], places: Map<string, { seq: number; mine: boolean }>): Promise<Appended[]> {
    const others = [...places.values()].filter(place => !place.mine).map(place => place.seq);
    const old = new Map<string, StoredEntry>();
    if (others.length > 0) {
      for (const doc of await log.find({ _id: { $in: others } }).toArray()) old.set(doc.id, toEntry(doc));
    }
    const given = new Map<string, StoredEntry>();
    return entries.map((entry): Appended => {
      const known = old.get(entry.id) ?? given.get(entry.id);
      if (known) return { entry: known, fresh: false };
      const stored = { ...entry, seq: places.get(entry.id)?.seq ?? 0 };
      given.set(entry.id, stored);
      return { entry: stored, fresh: true };
    });
  }

  return {
    append(entries, more = () => []) {
      if (entries.length === 0) return Promise.resolve([]);
      const mine = turn.then(() =>
        run(() => appendInTurn(entries, more)).catch(error => {
          head = undefined;
          throw error;
        }),
      );
      turn = mine.catch(() => {});
      return mine;
    },

    read: (after, limit) =>
      run(async () => {
        const found = log.find(LOG_QUERIES.after.filter(after), { sort: { _id: 1 }, limit: Math.min(limit, 1000) });
        const entries: StoredEntry[] = [];
        let size = 0;
        for await (const doc of found) {
          entries.push(toEntry(doc));
          size += doc.event.length + (doc.raw?.length ?? 0);
          if (size >= pageSize) break;
        }
        return entries;
      }),

    get: id =>
      run(async () => {
        const doc = await log.findOne({ id });
        return doc ? toEntry(doc) : undefined;
      }),

    head: () => run(newest),

    figures: () => ({ ...figures }),

    redact: seq =>
      run(async () => {
        const done = await log.updateOne({ _id: seq }, { $set: { event: 'null' }, $unset: { raw: '' } });
        return done.matchedCount === 1;
      }),
  };
}

/** Each id once, as it came first. */
function firsts(entries: NewEntry[]): NewEntry[] {
  return [...new Map(entries.toReversed().map(entry => [entry.id, entry])).values()].reverse();
}

function hasWriteConcernError(error: MongoBulkWriteError): boolean {
  return error.result.getWriteConcernError() !== undefined;
}

function toDoc({ id, via, at, v, event, raw }: NewEntry, seq: number): LogDoc {
  return { _id: seq, id, via, at, v, event: JSON.stringify(event) ?? 'null', ...(raw !== undefined && { raw }) };
}

function toEntry({ _id, id, via, at, v, event, raw }: LogDoc): StoredEntry {
  return { seq: _id, id, via, at, v, event: JSON.parse(event) as unknown, ...(raw !== undefined && { raw }) };
}
