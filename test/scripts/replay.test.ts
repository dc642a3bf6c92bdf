import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { Differences } from '../../src/log/aside.ts';
import { isRunning, startRunning } from '../../src/log/running.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { startHub } from '../helpers/hub.ts';
import { type HubEnv, hubCommand, hubEnv, removeData, startHubProcess } from '../helpers/process.ts';
import { neverKnown, withdrawUnknown } from '../helpers/unknown.ts';

describe('a replay', function () {
  this.timeout(60_000);
  let env: HubEnv;
  let things: { id: string }[];

  async function opened<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
    const storage = await openSqlite({ folder: env.HUB_DATA });
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  }
  const replayed = async () => {
    const { status, stdout, stderr } = await hubCommand(env, ['replay', '--json']);
    expect(status, stderr).to.equal(0);
    return JSON.parse(stdout);
  };

  /** What is told of a part in which nothing differed. */
  const none = ({ total }: Differences): Differences => {
    return { total, differing: 0, missing: 0, surplus: 0, examples: [] };
  };

  before(async () => {
    env = await hubEnv();
    const hub = await startHub({ folder: env.HUB_DATA, port: Number(env.PORT), name: 'Learning Hub' });
    const amina = await hub.member('amina', 'admin');
    const binta = await hub.member('binta');
    await binta.post({ type: 'Follow', object: amina.actor.id });
    for (const name of ['Rivers', 'Mountains', 'Deserts'])
      await amina.post({ type: 'Article', name, content: `<p>${name} of the continent</p>` });
    things = (await hub.search('q=continent')).items;
    await binta.post({ type: 'Like', object: things[0]?.id });
    await binta.post({ type: 'Note', content: '<p>And lakes?</p>', inReplyTo: things[0]?.id });
    await amina.post({ type: 'Delete', object: things[2]?.id });
    await withdrawUnknown(hub);
    await hub.idle();
    await hub.stop({ keep: true });
  });

  after(() => removeData(env));

  it('finds the records of a hub as the log says', async () => {
    const found = await replayed();
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
    expect(found.aside).to.deep.equal([]);
    expect(found.records).to.be.greaterThan(8);
    expect(found.links).to.deep.equal(none(found.links));
    expect(found.links.total).to.be.greaterThan(8);
    expect(found.search).to.deep.equal({ ...none(found.search), total: 6 });
    expect(found.words).to.deep.equal(none(found.words));
    expect(found.words.total).to.be.greaterThan(20);
    const unknown = await opened(storage => storage.records.get(neverKnown));
    expect(unknown?.graves, 'withdrawn before it was known, by two').to.have.length(2);
  });

  it('tells what was other than the log says, and mends it', async () => {
    const [first, second] = things;
    await opened(async storage => {
      const record = await storage.records.get(first?.id ?? '');
      if (!record) throw new Error('the thing is not there');
      const forged = { ...(record.body as object), name: 'Forged' };
      const { id, kind, owner, num } = record;
      await storage.records.apply([
        { do: 'put', id, kind, owner, num, version: '9999', body: forged },
        {
          do: 'put',
          id: 'urn:test:stray',
          kind: 'thing',
          owner: 'x',
          num: '1'.padStart(18, '0'),
          version: '1',
          body: {},
        },
        { do: 'bury', id: second?.id ?? '', kind: 'thing', owner, at: '2026-01-01T00:00:00.000Z' },
      ]);
    });
    const found = await replayed();
    expect(found).to.include({ differing: 2, missing: 0, surplus: 1 });
    expect(found.examples).to.have.members([first?.id, second?.id, 'urn:test:stray']);
    expect(await replayed()).to.include({ differing: 0, missing: 0, surplus: 0 });
    const hub = await startHubProcess(env);
    try {
      const { items } = (await (await fetch(`${hub.origin}/api/search?q=continent`)).json()) as { items: unknown[] };
      expect(items).to.have.length(2);
    } finally {
      await hub.end();
    }
  });

  const everything = () =>
    opened(async storage => {
      const found = new Map<string, string>();
      for (const part of ['records', 'links', 'search', 'words'] as const)
        for await (const page of storage.prints.of(part))
          for (const { name, print } of page) found.set(`${part} ${name}`, print);
      return found;
    });

  /** Replays what was altered by hand, and sees that all is as before; what was found. */
  async function mended(work: (db: DatabaseSync) => void) {
    const before = await everything();
    const db = new DatabaseSync(join(env.HUB_DATA, 'derived.db'));
    try {
      work(db);
    } finally {
      db.close();
    }
    expect(await everything()).not.to.deep.equal(before);
    const found = await replayed();
    expect(await everything()).to.deep.equal(before);
    return found;
  }
  const numberOf = (id?: string) => `(SELECT n FROM names WHERE id = '${id}')`;

  it('names each record that was altered, removed or added by hand', async () => {
    const [first, second] = things;
    const found = await mended(db => {
      db.exec(`UPDATE records SET body = 'no JSON' WHERE n = ${numberOf(first?.id)};
        DELETE FROM records WHERE n = ${numberOf(second?.id)};
        INSERT INTO records (n, kind, owner, version, body) VALUES (999999, 'thing', 'x', '1', '{}')`);
    });
    expect(found).to.include({ differing: 1, missing: 1, surplus: 1 });
    expect(found.examples).to.have.members([first?.id, second?.id, '#999999']);
    expect([found.links, found.search]).to.deep.equal([none(found.links), none(found.search)]);
  });

  it('names each link that was altered, removed or added by hand', async () => {
    const likes = numberOf('likes');
    const found = await mended(db => {
      db.exec(`UPDATE links SET sort = '1' WHERE kind = ${likes};
        DELETE FROM links WHERE kind = ${numberOf('replies')};
        INSERT INTO links (young, old, kind, leaves, src, dst, sort, maker) VALUES (999999, 1, ${likes}, 1, 999999, 1, '1', 1)`);
    });
    expect(found.links).to.include({ differing: 1, missing: 1, surplus: 1 });
    expect(found.links.examples[0]).to.match(/^likes http/);
    expect(found.links.examples[1]).to.match(/^replies http/);
    expect(found.links.examples[2]).to.match(/^likes #999999 http/);
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
  });

  it('names a link that its maker could not take back, for the index of makers had lost it', async () => {
    const { links } = await mended(db => db.exec('DELETE FROM made'));
    expect(links).to.include({ missing: 0, surplus: 0 });
    expect(links.differing).to.equal(links.examples.length).and.be.greaterThan(0);
  });

  it('names each search document that was altered, removed or added', async () => {
    const [first, second] = things;
    const before = await everything();
    await opened(async ({ search }) => {
      const doc = { num: '5', title: [], words: ['forged'], kind: 'resource', language: '', hub: 'x.test' };
      await search.put([
        { ...doc, id: first?.id ?? '' },
        { ...doc, id: 'urn:test:stray' },
      ]);
      await search.remove([second?.id ?? '']);
    });
    const found = await replayed();
    expect(found.search).to.include({ differing: 1, missing: 1, surplus: 1 });
    expect(found.search.examples).to.have.members([first?.id, second?.id, 'urn:test:stray']);
    expect(found.words.examples).to.include('wforged').and.include('wcontinent');
    expect(found).to.include({ differing: 0, missing: 0, surplus: 0 });
    expect(await everything()).to.deep.equal(before);
  });

  it('names what the index of search lost and got behind the back of its documents', async () => {
    const [first, second] = things;
    const numOf = (id?: string) => `(SELECT num FROM docs WHERE n = ${numberOf(id)})`;
    const lost = await mended(db => db.exec(`DELETE FROM words WHERE rowid = ${numOf(first?.id)}`));
    expect(lost.search).to.include({ differing: 1, missing: 0, surplus: 0, total: 6 });
    expect(lost.search.examples).to.deep.equal([first?.id]);
    expect(lost.words.differing).to.be.greaterThan(3);

    const got = await mended(db => db.exec("INSERT INTO words (rowid, terms) VALUES (7, 'a wghost')"));
    expect(got.search).to.deep.equal(none(got.search));
    expect(got.words).to.include({ differing: 1, missing: 0, surplus: 1 });
    expect(got.words.examples).to.deep.equal(['a', 'wghost']);

    // One word in place of another, so that their number is the same: only the words tell.
    const swapped = await mended(db => {
      const { num } = db.prepare(`SELECT CAST(${numOf(second?.id)} AS TEXT) AS num`).get() as { num: string };
      db.exec(`CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, instance)`);
      const terms = db.prepare('SELECT term FROM terms WHERE doc = CAST(? AS INTEGER)').all(num) as { term: string }[];
      const other = terms.map(({ term }) => (term === 'wcontinent' ? 'wcontinents' : term)).join(' ');
      db.exec(`DELETE FROM words WHERE rowid = ${num}`);
      db.prepare('INSERT INTO words (rowid, terms) VALUES (CAST(? AS INTEGER), ?)').run(num, other);
    });
    expect(swapped.search).to.deep.equal(none(swapped.search));
    expect(swapped.words.examples).to.deep.equal(['wcontinent', 'wcontinents']);
  });

  it('tells people what it tells programs', async () => {
    const db = new DatabaseSync(join(env.HUB_DATA, 'derived.db'));
    db.exec(`UPDATE links SET sort = '1' WHERE kind = ${numberOf('likes')}`);
    db.close();
    const { stdout } = await hubCommand(env, ['replay']);
    expect(stdout).to.match(/^\d+ entries folded into \d+ records, \d+ links and 6 search documents$/m);
    expect(stdout).to.match(/^records other than the log says: 0 differed, 0 were missing, 0 were too many$/m);
    expect(stdout).to.match(
      /^links other than the log says: 1 differed, 0 were missing, 0 were too many\n {2}likes http/m,
    );
  });

  it('that was killed in the middle is finished by whoever opens the data next', async () => {
    await opened(async storage => {
      const applied = await storage.log.head();
      await storage.state.put('rebuild', 'now', { what: 'replay', applied, delivered: applied });
      await storage.records.clear();
    });
    const members = await hubCommand(env, ['member', 'list', '--json']);
    expect(JSON.parse(members.stdout)).to.have.length(2);
    const status = JSON.parse((await hubCommand(env, ['status', '--json'])).stdout);
    expect(status).to.deep.include({ applied: status.entries });
    expect(status.jobs.waiting).to.equal(0);
    expect(await replayed()).to.include({ differing: 0, missing: 0, surplus: 0 });
  });

  it('and a process that serves never meet on the same data', async () => {
    await opened(async storage => {
      const running = await startRunning(storage.state);
      const refused = await hubCommand(env, ['replay']);
      expect(refused).to.include({ status: 1, stdout: '' });
      expect(refused.stderr).to.match(/running/);
      expect(await isRunning(storage.state)).to.equal(true);
      await running.close();

      await storage.state.put('rebuild', 'now', { what: 'restore' });
      const started = await startRunning(storage.state).catch(error => error);
      expect(started).to.include({ name: 'NotAlone' });
      expect(await isRunning(storage.state)).to.equal(false);
      await storage.state.delete('rebuild', 'now');
    });
    expect(await replayed()).to.include({ differing: 0 });
  });
});
