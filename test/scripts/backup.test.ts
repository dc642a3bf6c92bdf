import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Storage, StoredEntry, StoredRecord } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { startHub } from '../helpers/hub.ts';
import { type HubEnv, hubCommand, startHubProcess } from '../helpers/process.ts';
import { neverKnown, withdrawUnknown } from '../helpers/unknown.ts';

const hostile = 'line one\u2028line two\u2029three\r\nfour \u0000 𝛼 "quoted" \\ end';

async function wholeLog(storage: Storage): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (let more = await storage.log.read(0, 100); more.length > 0; more = await storage.log.read(entries.length, 100))
    entries.push(...more);
  return entries;
}

async function wholeRecords(storage: Storage): Promise<StoredRecord[]> {
  return (await storage.records.scan('', 1000)).filter(({ kind }) => kind !== 'cursor');
}

describe('a backup', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let env: HubEnv;
  let blob: { sha256: string };
  let kept: { entries: StoredEntry[]; records: StoredRecord[] };
  let found: unknown;
  const bytes = randomBytes(300_000);
  const password = 'kuku wanga ndi tsopano';

  /** The environment of the same hub on another folder. */
  const on = (name: string): HubEnv => ({ ...env, HUB_DATA: join(folder, name) });
  async function opened<T>({ HUB_DATA }: HubEnv, work: (storage: Storage) => Promise<T>): Promise<T> {
    const storage = await openSqlite({ folder: HUB_DATA });
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  }
  async function* stream(whole: Buffer): AsyncGenerator<Uint8Array> {
    yield whole;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hub-backup-'));
    file = join(folder, 'hub.gz');
    const hub = await startHub({ folder: join(folder, 'data') });
    const { port } = new URL(hub.origin);
    env = {
      PORT: port,
      HUB_ORIGIN: hub.origin,
      HUB_NAME: 'Test Hub',
      HUB_DATA: join(folder, 'data'),
      HUB_LOG: 'error',
    };
    const amina = await hub.member('amina', 'admin');
    await hub.hub.core.accounts.setPassword(amina.actor.id, password);
    await hub.hub.core.accounts.openSession(amina.actor.id);
    for (let number = 1; number <= 30; number++) {
      const content = `<p>Sheet ${number} ${hostile}</p>`;
      await amina.post({ type: 'Article', name: `Counting sheet ${number}`, content, contentMap: { en: content } });
    }
    const [item] = (await hub.search('q=sheet')).items;
    await amina.post({
      type: 'Update',
      object: { type: 'Article', id: item?.id, name: 'Counting anew', content: 'x' },
    });
    const other = (await hub.search('q=sheet')).items.at(-1);
    await amina.post({ type: 'Delete', object: other?.id });
    await withdrawUnknown(hub);
    const { storage } = hub.hub.core;
    await storage.log.append([
      { id: 'urn:test:raw', via: 'remote', at: 1_700_000_000_000, v: 1, event: null, raw: `{"a":"${hostile}"}` },
      { id: 'urn:test:redacted', via: 'remote', at: 1_700_000_000_001, v: 1, event: null, raw: 'secret' },
    ]);
    expect(await storage.log.redact(await storage.log.head())).to.equal(true);
    blob = await storage.blobs.put(stream(bytes), 1_000_000);
    await hub.idle();
    const made = await hubCommand(env, ['backup', file, '--json']);
    expect(made.status, made.stderr).to.equal(0);
    found = await hub.search('q=sheet&limit=50');
    await hub.stop({ keep: true });
    kept = await opened(env, async storage => ({
      entries: await wholeLog(storage),
      records: await wholeRecords(storage),
    }));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('is one private file, made beside the running hub', async () => {
    expect((await stat(file)).mode & 0o077).to.equal(0);
    const lines = gunzipSync(await readFile(file))
      .toString()
      .trim()
      .split('\n');
    const head = JSON.parse(lines[0] ?? '');
    expect(head).to.include({ line: 'hub', format: 1, origin: env.HUB_ORIGIN, entries: kept.entries.length });
    const end = JSON.parse(lines.at(-1) ?? '');
    expect(end.lines).to.equal(lines.length - 1);
    expect(lines.join('\n')).to.not.include('"space":"session"').and.not.include('secret');
  });

  it('brings back the same log, records, secrets and files in an empty folder', async () => {
    const restored = await hubCommand(on('restored'), ['restore', file, '--json']);
    expect(restored.status, restored.stderr).to.equal(0);
    expect(JSON.parse(restored.stdout)).to.deep.equal({
      origin: env.HUB_ORIGIN,
      entries: kept.entries.length,
      files: 1,
    });
    await opened(on('restored'), async storage => {
      expect(await wholeLog(storage)).to.deep.equal(kept.entries);
      expect(await wholeRecords(storage)).to.deep.equal(kept.records);
      expect((await storage.records.get(neverKnown))?.graves).to.have.length(2);
      const stored = await storage.blobs.get(blob.sha256);
      const parts: Uint8Array[] = [];
      for await (const part of stored?.stream ?? []) parts.push(part);
      expect(createHash('sha256').update(Buffer.concat(parts)).digest('hex')).to.equal(blob.sha256);
      expect(await storage.state.list('session', '', 10)).to.deep.equal([]);
    });
    const hub = await startHubProcess(on('restored'));
    try {
      expect(await (await fetch(`${hub.origin}/api/search?q=sheet&limit=50`)).json()).to.deep.equal(found);
      expect((await hub.command(['token', 'amina'])).status).to.equal(0);
    } finally {
      await hub.kill();
    }
  });

  it('of a restored hub is the same but for when it was made', async () => {
    const again = join(folder, 'again.gz');
    await hubCommand(on('twice'), ['restore', file]);
    expect((await hubCommand(on('twice'), ['backup', again])).status).to.equal(0);
    const linesOf = async (path: string) =>
      gunzipSync(await readFile(path))
        .toString()
        .split('\n')
        .slice(1, -2);
    expect(await linesOf(again)).to.deep.equal(await linesOf(file));
  });

  it('is restored into an empty store only, and only as the hub that it is of', async () => {
    const full = await hubCommand(env, ['restore', file]);
    expect(full).to.include({ status: 1, stdout: '' });
    expect(full.stderr).to.match(/empty store/);
    const other = await hubCommand({ ...on('other'), HUB_ORIGIN: 'https://other.example' }, ['restore', file]);
    expect(other.status).to.equal(1);
    expect(other.stderr).to.include(env.HUB_ORIGIN);
    expect(await stat(on('other').HUB_DATA).catch(() => undefined)).to.equal(undefined);
  });

  it('that was cut short, altered or added to is refused, and leaves nothing behind', async () => {
    const packed = await readFile(file);
    const text = gunzipSync(packed).toString();
    const lines = text.split('\n');
    const spoilt: Record<string, Buffer> = {
      'half of the file': packed.subarray(0, packed.length / 2),
      'all but the last byte': packed.subarray(0, -1),
      'a flipped bit': Buffer.from(packed.map((byte, at) => (at === packed.length >> 1 ? byte ^ 4 : byte))),
      'another name in an entry': gzipSync(text.replace('Counting sheet 3', 'Counting sheep 3')),
      'a line left out': gzipSync([...lines.slice(0, 5), ...lines.slice(6)].join('\n')),
      'no closing line': gzipSync(lines.slice(0, -2).join('\n')),
      'a line after the closing line': gzipSync(`${text}{"line":"entry"}\n`),
      'another form': gzipSync(text.replace('"format":1', '"format":2')),
      'plain text': Buffer.from(text),
      nothing: Buffer.alloc(0),
      'null lines': gzipSync('null\nnull\n'),
    };
    for (const [name, content] of Object.entries(spoilt)) {
      await writeFile(join(folder, 'spoilt.gz'), content);
      const answer = await hubCommand(on('spoilt'), ['restore', join(folder, 'spoilt.gz')]);
      expect(answer, name).to.include({ status: 1, stdout: '' });
      expect(answer.stderr, name).to.match(/^[^\n]+\n$/);
      expect(await stat(on('spoilt').HUB_DATA).catch(() => undefined), name).to.equal(undefined);
    }
  });

  it('whose restore was cut short lets no hub start on what is there', async () => {
    await opened(on('cut'), storage => storage.state.put('rebuild', 'now', { what: 'restore' }));
    for (const args of [['member', 'list'], ['replay']]) {
      const answer = await hubCommand(on('cut'), args);
      expect(answer.status, args.join(' ')).to.equal(1);
      expect(answer.stderr).to.match(/restore/);
    }
    await expectThrown(startHubProcess(on('cut')), /restore/);
    expect((await hubCommand(on('cut'), ['restore', file])).status).to.equal(0);
    expect((await hubCommand(on('cut'), ['member', 'list'])).stdout).to.match(/^@amina/);
  });
});

async function expectThrown(promise: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await promise.then(
    () => undefined,
    thrown => thrown,
  );
  expect(error?.message).to.match(message);
}
