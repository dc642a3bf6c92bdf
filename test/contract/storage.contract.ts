// The promises of storage/port.ts as one suite, run on every adapter. Each part stands in its own file.
import { expect } from 'chai';
import { Unavailable } from '../../storage/port.ts';
import { blobsContract } from './blobs.ts';
import { jobsContract } from './jobs.ts';
import { lanesContract } from './lanes.ts';
import { linksContract } from './links.ts';
import { logContract } from './log.ts';
import { type Open, opened } from './open.ts';
import { printsContract } from './prints.ts';
import { recordsContract } from './records.ts';
import { searchContract } from './search.ts';
import { stateContract } from './state.ts';

export type { Open, Opened } from './open.ts';

/** Declares the suite for one adapter. */
export function storageContract(name: string, open: Open): void {
  describe(`storage on ${name}`, () => {
    describe('the log', () => logContract(open));
    describe('records', () => recordsContract(open));
    describe('links', () => linksContract(open));
    describe('jobs', () => jobsContract(open));
    describe('jobs and their lanes', () => lanesContract(open));
    describe('search', () => searchContract(open));
    describe('prints of what is made from the log', () => printsContract(open));
    describe('state', () => stateContract(open));
    describe('blobs', () => blobsContract(open));
    describe('as a whole', () => wholeContract(open));
  });
}

function wholeContract(open: Open): void {
  const db = opened(open);

  it('tells that a durable write works', async () => {
    await db.storage.check();
    await db.storage.check();
  });

  it('backs every declared query by an index', async () => {
    const queries = await db.storage.explain();
    expect(queries.length).to.be.greaterThan(10);
    const walked = queries.filter(query => !query.indexed).map(query => `${query.query}: ${query.plan}`);
    expect(walked).to.deep.equal([]);
  });

  it('is unavailable once it is closed, and may be closed twice', async () => {
    const { storage } = db;
    await storage.close();
    await storage.close();
    const attempts = [
      () => storage.check(),
      () => storage.log.head(),
      () => storage.log.append([{ id: 'late', via: 'test', at: 1, v: 1, event: {} }]),
      () => storage.records.get('late'),
      () => storage.records.apply([{ do: 'link', kind: 'likes', from: 'a', to: 'b', by: 'c', sort: '1' }]),
      () => storage.links.count({ kind: 'likes', from: 'a' }),
      () => storage.jobs.counts(1),
      () => storage.search.find({ words: ['late'], limit: 1 }),
      () => storage.prints.of('links')[Symbol.asyncIterator]().next(),
      () => storage.state.get('space', 'late'),
      () => storage.blobs.list('', 1),
    ];
    for (const attempt of attempts) {
      const error = await attempt().then(
        () => undefined,
        error => error,
      );
      expect(error, String(attempt)).to.be.instanceOf(Unavailable);
    }
  });
}
