// Records in MongoDB, and the changes by which records and links become others.
// Rule: what was worked out from what is stored is written only where that still stands; else it is worked out again. A
// burial is written before it takes links away, and a link is written before its ends are looked at once more: so whichever
// of two processes comes second sees the other.
import { MongoBulkWriteError } from 'mongodb';
import { type Change, type RecordStore, type StoredRecord, toldBy, Unavailable } from '../port.ts';
import type { Connection } from './connection.ts';
import { type Folded, fold, type Head, type LinkDoc, type RecordChange } from './folding.ts';
import { nameLink } from './links.ts';
import { query } from './queries.ts';
import { together } from './together.ts';

interface RecordDoc extends Head {
  _id: string;
  num?: string;
  /** JSON. */
  body: string;
}

export const RECORDS_QUERIES = {
  some: query({ on: 'records', filter: (ids: string[]) => ({ _id: { $in: ids } }), sample: [['a', 'b']] }),
  byNum: query({ on: 'records', filter: (num: string) => ({ num }), sample: ['1'] }),
  scan: query({
    on: 'records',
    // Behind what an id may go on with comes the last of all signs.
    filter: (after: string, prefix: string) => ({
      _id: { $gt: after > prefix ? after : prefix, ...(prefix !== '' && { $lt: `${prefix}\u{10ffff}` }) },
    }),
    sort: { _id: 1 },
    sample: ['a', 'a'],
  }),
  linksOf: query({ on: 'links', filter: (from: string) => ({ from }), sample: ['a'] }),
  linksTo: query({ on: 'links', filter: (to: string) => ({ to }), sample: ['a'] }),
  madeBy: query({ on: 'links', filter: (by: string) => ({ 'makers.by': by }), sample: ['a'] }),
};

const mostRounds = 20;
const part = 1000;
/** Reads of more ids have a query of their own. */
const few = 20;
const absent = { $exists: false };
const headFields = { kind: 1, owner: 1, version: 1, buried: 1, graves: 1 } as const;

export function makeRecords({ of, run }: Connection): RecordStore {
  const records = of<RecordDoc>('records');
  const links = of<LinkDoc>('links');

  const fewOf = together(async (asked: string[][]) => {
    const found = new Map((await manyOf([...new Set(asked.flat())])).map(doc => [doc._id, doc]));
    return asked.map(ids => ids.flatMap(id => found.get(id) ?? []));
  });

  function manyOf(ids: string[]): Promise<RecordDoc[]> {
    return records.find(RECORDS_QUERIES.some.filter(ids)).toArray();
  }

  async function applyOnce(changes: Change[]): Promise<boolean[] | undefined> {
    const folded = fold(changes, await read(changes), nameLink);
    if (!(await writeRecords(folded.records))) return undefined;
    if (!(await writeLinks(folded.links))) return undefined;
    for (const id of folded.forgotten) await forget(id);
    await lookAgain(folded);
    return folded.changed;
  }

  async function read(changes: Change[]): Promise<{ heads: Map<string, Head>; links: Map<string, LinkDoc> }> {
    const ids = new Set<string>();
    const names = new Set<string>();
    for (const change of changes) {
      if (change.do === 'put' || change.do === 'bury') ids.add(change.id);
      else names.add(nameLink(change));
      if (change.do === 'link') for (const id of [change.by, change.from, change.to]) ids.add(id);
    }
    const heads = new Map<string, Head>();
    for (const some of parts([...ids]))
      for (const { _id, ...head } of await records
        .find(RECORDS_QUERIES.some.filter(some), { projection: headFields })
        .toArray())
        heads.set(_id, head);
    const known = new Map<string, LinkDoc>();
    for (const some of parts([...names]))
      for (const link of await links.find({ _id: { $in: some } }).toArray()) known.set(link._id, link);
    return { heads, links: known };
  }

  async function writeRecords(changes: Map<string, RecordChange>): Promise<boolean> {
    const operations = [...changes].map(([_id, { was, now }]) => {
      if (!was) return { insertOne: { document: { _id, ...now } } };
      const { kind, version, buried = absent, graves = absent } = was;
      return { replaceOne: { filter: { _id, kind, version, buried, graves }, replacement: now } };
    });
    return written(operations.length, () => records.bulkWrite(operations, { ordered: false }));
  }

  async function writeLinks(changes: Map<string, LinkDoc>): Promise<boolean> {
    const operations = [...changes.values()]
      .filter(link => link.rev > 0 || link.makers.length > 0)
      .map(link => {
        const { _id, from, rev } = link;
        if (rev === 0) return { insertOne: { document: { ...link, rev: 1 } } };
        if (link.makers.length === 0) return { deleteOne: { filter: { _id, from, rev } } };
        return { replaceOne: { filter: { _id, from, rev }, replacement: { ...link, rev: rev + 1 } } };
      });
    return written(operations.length, () => links.bulkWrite(operations, { ordered: false }));
  }

  /** Removes every link from or to a buried id, and takes it out of those that it made. */
  async function forget(id: string): Promise<void> {
    await links.deleteMany(RECORDS_QUERIES.linksOf.filter(id));
    await links.deleteMany(RECORDS_QUERIES.linksTo.filter(id));
    for (;;) {
      const made = await links.find(RECORDS_QUERIES.madeBy.filter(id), { limit: part }).toArray();
      if (made.length === 0) return;
      await applyOnce(made.map(({ kind, from, to }): Change => ({ do: 'unlink', kind, from, to, by: id })));
    }
  }

  /** Takes away what was linked while another process buried one of its ends, or while this one buried its maker. */
  async function lookAgain({ held, forgotten, lent, missed }: Folded): Promise<void> {
    const withdrawn: Change[] = [...missed];
    for (const some of parts([...held].filter(id => !forgotten.has(id)))) {
      const found = await records
        .find(RECORDS_QUERIES.some.filter(some), { projection: { buried: 1, graves: 1 } })
        .toArray();
      for (const { _id, buried, graves } of found) {
        if (buried !== undefined) await forget(_id);
        const lost = lent.filter(({ by, owner }) => by === _id && graves?.some(grave => grave.owner === owner));
        withdrawn.push(...lost.map(({ kind, from, to, by }): Change => ({ do: 'unlink', kind, from, to, by })));
      }
    }
    if (withdrawn.length > 0) await apply(withdrawn);
  }

  /** Works the changes out again for as long as others change the same. */
  async function apply(changes: Change[]): Promise<boolean[]> {
    for (let round = 0; round < mostRounds; round++) {
      const changed = await applyOnce(changes);
      if (changed) return changed;
    }
    throw new Unavailable('The records are changed by too many at once.');
  }

  return {
    apply: changes => run(async () => (changes.length === 0 ? [] : apply(changes))),

    get: id =>
      run(async () => {
        const [doc] = await fewOf([id]);
        return doc && toRecord(doc);
      }),

    getMany: ids =>
      run(async () => {
        const wanted = [...new Set(ids)].slice(0, 1000);
        if (wanted.length === 0) return [];
        return (await (wanted.length > few ? manyOf(wanted) : fewOf(wanted))).map(toRecord);
      }),

    byNum: num =>
      run(async () => {
        const doc = num === '' ? null : await records.findOne(RECORDS_QUERIES.byNum.filter(num));
        return doc ? toRecord(doc) : undefined;
      }),

    scan: (after, limit, prefix = '') =>
      run(async () => {
        const filter = RECORDS_QUERIES.scan.filter(after, prefix);
        return (await records.find(filter, { sort: { _id: 1 }, limit: Math.min(limit, 1000) }).toArray()).map(toRecord);
      }),

    clear: () =>
      run(async () => {
        for (const name of ['records', 'links', 'search']) await of(name).deleteMany({});
      }),
  };
}

/** True when every operation found what it was worked out from. */
async function written(
  operations: number,
  write: () => Promise<{ insertedCount: number; matchedCount: number; deletedCount: number }>,
): Promise<boolean> {
  if (operations === 0) return true;
  try {
    const { insertedCount, matchedCount, deletedCount } = await write();
    return insertedCount + matchedCount + deletedCount === operations;
  } catch (error) {
    if (error instanceof MongoBulkWriteError && Number(error.code) === 11000) return false;
    throw error;
  }
}

function* parts<T>(all: T[]): Generator<T[]> {
  for (let start = 0; start < all.length; start += part) yield all.slice(start, start + part);
}

function toRecord({ _id, num, body, kind, owner, version, buried, graves }: RecordDoc): StoredRecord {
  if (graves) return { id: _id, version, num: '', body: null, ...toldBy(graves) };
  const record = { id: _id, kind, owner, version, num: num ?? '', body: JSON.parse(body) as unknown };
  return buried === undefined ? record : { ...record, buried };
}
