// A replay on MongoDB of what was altered in the database by hand: each piece is named, and all is as the log says after it.
import { expect } from 'chai';
import { type Document, MongoClient } from 'mongodb';
import type { Differences } from '../../src/log/aside.ts';
import type { Storage } from '../../storage/port.ts';
import { hubCommand } from '../helpers/process.ts';
import { type Cluster, openCluster, ownDatabase } from './cluster.ts';
import { post } from './load.ts';
import { atRest } from './proof.ts';

const server = process.env.TEST_MONGODB_URI;

(server ? describe : describe.skip)('a replay on MongoDB', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let client: MongoClient;
  const uri = server ? ownDatabase(server) : '';
  const of = (name: string) => client.db().collection<Document & { _id: string }>(name);

  before(async () => {
    cluster = await openCluster(uri);
    client = await MongoClient.connect(uri);
    const process = await cluster.start();
    const amina = await cluster.member('amina');
    for (let n = 0; n < 4; n += 1)
      await post(amina, { type: 'Article', name: `Sheet ${n}`, content: `<p>naïve 🎓 ${n}</p>`, to: 'as:Public' });
    await atRest(cluster);
    await process.end();
    // What it says of itself while it runs is gone with it.
    expect(await cluster.storage.state.list('running', '', 1)).to.deep.equal([]);
  });
  after(async () => {
    await client.close();
    await cluster.close();
  });

  /** What is told of a part in which nothing differed. */
  const none = ({ total }: Differences): Differences => {
    return { total, differing: 0, missing: 0, surplus: 0, examples: [] };
  };

  async function replayed() {
    const { status, stdout, stderr } = await hubCommand(cluster.env, ['replay', '--json']);
    expect(status, stderr).to.equal(0);
    return JSON.parse(stdout);
  }

  /** Replays what was altered by hand, and sees that all is as before; what was found. */
  async function mended(work: () => Promise<unknown>) {
    const before = await everything(cluster.storage);
    await work();
    expect(await everything(cluster.storage)).not.to.deep.equal(before);
    const found = await replayed();
    expect(await everything(cluster.storage)).to.deep.equal(before);
    return found;
  }

  /** Alters one document, removes another and adds a third, which is a copy of the first; the `_id`s of the three. */
  async function byHand(name: string, filter: Document, change: Document): Promise<string[]> {
    const [first, second] = await of(name)
      .find(filter, { sort: { _id: 1 }, limit: 2 })
      .toArray();
    if (!first || !second) throw new Error(`too few in ${name}`);
    const { _id, ...rest } = first;
    // Without an `_id`, as by hand: the driver makes an ObjectId.
    const { insertedId } = await client.db().collection(name).insertOne(rest);
    await of(name).updateOne({ _id }, { $set: change });
    await of(name).deleteOne({ _id: second._id });
    return [_id, second._id, String(insertedId)];
  }

  it('finds everything as the log says', async () => {
    const found = await replayed();
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
    expect(found.links).to.deep.equal(none(found.links));
    expect(found.search).to.deep.equal({ ...none(found.search), total: 6 });
    expect(found.words).to.deep.equal({ ...none(found.words), total: 0 });
    expect(found.links.total).to.be.greaterThan(8);
  });

  it('names each record that was altered, removed or added by hand', async () => {
    let ids: string[] = [];
    const found = await mended(async () => {
      ids = await byHand('records', { kind: 'thing' }, { body: 'no JSON' });
    });
    expect(found).to.include({ differing: 1, missing: 1, surplus: 1 });
    expect(found.examples).to.have.members(ids);
    expect([found.links, found.search]).to.deep.equal([none(found.links), none(found.search)]);
  });

  it('names each link that was altered, removed or added by hand', async () => {
    const found = await mended(async () => {
      await byHand('links', { kind: 'outbox' }, { sort: '1' });
      await of('links').updateOne({ kind: 'home' }, { $set: { makers: 'none' } });
    });
    expect(found.links).to.include({ differing: 2, missing: 1, surplus: 1 });
    const kinds = found.links.examples.map((name: string) => name.split(' ')[0]);
    expect(kinds).to.have.members(['outbox', 'outbox', 'outbox', 'home']);
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
  });

  it('names each search document that was altered, removed or added by hand', async () => {
    let ids: string[] = [];
    const found = await mended(async () => {
      ids = await byHand('search', { terms: 'w:sheet' }, { terms: ['a', 'w:forged'] });
    });
    expect(found.search).to.include({ differing: 1, missing: 1, surplus: 1 });
    expect(found.search.examples).to.have.members(ids);
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
  });
});

async function everything({ prints }: Storage): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const part of ['records', 'links', 'search', 'words'] as const)
    for await (const page of prints.of(part)) for (const { name, print } of page) found.set(`${part} ${name}`, print);
  return found;
}
