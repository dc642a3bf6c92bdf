// A link that is made by one process while another buries what made it: whoever comes second sees the other. Rule: each
// stands where nothing but the other's write can come between what it has read and what it writes.
import { expect } from 'chai';
import { openMongodb } from '../../storage/mongodb/index.ts';
import type { Change, Storage } from '../../storage/port.ts';
import { dropDatabase, ownDatabase } from './cluster.ts';
import { type Line, startProxy } from './proxy.ts';

const server = process.env.TEST_MONGODB_URI;
const ends = { kind: 'likes', from: 'ann', to: 'x', by: 'like' };
const made: Change = { do: 'link', ...ends, sort: '1', owner: 'ann' };
const undone: Change[] = [
  { do: 'bury', id: 'like', kind: 'thing', owner: 'ann', at: '2026-01-01T00:00:00.000Z' },
  { do: 'unlink', ...ends },
];

(server ? describe : describe.skip)('a link and the burial of its maker on MongoDB', function () {
  this.timeout(60_000);
  let uri: string;
  let line: Line;
  let one: Storage;
  let other: Storage;

  beforeEach(async () => {
    uri = ownDatabase(server ?? '');
    line = await startProxy(uri);
    one = await openMongodb({ uri });
    other = await openMongodb({ uri: line.uri });
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await line.close();
    await dropDatabase(uri);
  });

  for (const [name, late, early] of [
    ['the burial', undone, [made]],
    ['the link', [made], undone],
  ] as [string, Change[], Change[]][]) {
    it(`leave nothing standing when ${name} is written last`, async () => {
      const insert = line.hold();
      const writing = other.records.apply(late);
      await insert.came;
      await one.records.apply(early);
      insert.let();
      await writing;
      expect(await one.links.list({ kind: 'likes', from: 'ann' }, { limit: 10 })).to.deep.equal([]);
    });
  }
});
