// The blobs' part of the suite.
import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { BlobTooLarge } from '../../storage/port.ts';
import { type Open, opened } from './open.ts';

async function* chunks(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function* broken(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw new Error('The line was cut.');
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export function blobsContract(open: Open): void {
  const db = opened(open);
  const read = async (name: string, range?: { start: number; end: number }) => {
    const blob = await db.storage.blobs.get(name, range);
    return blob && { bytes: blob.bytes, content: await collect(blob.stream) };
  };

  it('keeps a stream under the hash of its bytes', async () => {
    const bytes = randomBytes(250_000);
    const stored = await db.storage.blobs.put(chunks(bytes), 250_000);
    expect(stored).to.deep.equal({ sha256: sha256(bytes), bytes: 250_000 });
    const blob = await read(stored.sha256);
    expect(blob?.bytes).to.equal(250_000);
    expect(blob?.content.equals(bytes)).to.equal(true);
  });

  it('keeps an empty file', async () => {
    const stored = await db.storage.blobs.put(chunks(new Uint8Array(0)), 10);
    expect(stored.bytes).to.equal(0);
    expect((await read(stored.sha256))?.content).to.have.length(0);
  });

  it('keeps the same bytes once, also when they come at once', async () => {
    const bytes = randomBytes(5000);
    const stored = await Promise.all(Array.from({ length: 4 }, () => db.storage.blobs.put(chunks(bytes), 5000)));
    expect(new Set(stored.map(blob => blob.sha256)).size).to.equal(1);
    expect(await db.storage.blobs.list('', 10)).to.have.length(1);
    expect((await read(sha256(bytes)))?.content.equals(bytes)).to.equal(true);
  });

  it('refuses what is too large, reads no more of it and keeps nothing', async () => {
    const asked: number[] = [];
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let n = 0; ; n++) {
        asked.push(n);
        yield new Uint8Array(1000);
      }
    }
    const error = await db.storage.blobs.put(endless(), 4500).catch(error => error);
    expect(error).to.be.instanceOf(BlobTooLarge);
    expect(asked.length).to.be.at.most(6);
    expect(await db.storage.blobs.list('', 10)).to.deep.equal([]);
  });

  it('keeps nothing of a stream that breaks, and tells why', async () => {
    const bytes = randomBytes(2000);
    const error = await db.storage.blobs.put(broken(bytes), 10_000).catch(error => error);
    expect(error).to.be.instanceOf(Error).with.property('message', 'The line was cut.');
    expect(await db.storage.blobs.list('', 10)).to.deep.equal([]);
    expect(await read(sha256(bytes))).to.equal(undefined);
  });

  it('gives a part, from the first to the last byte named, beside the length of the whole', async () => {
    const bytes = Buffer.from('0123456789');
    const { sha256: name } = await db.storage.blobs.put(chunks(bytes, 3), 10);
    const part = async (start: number, end: number) => (await read(name, { start, end }))?.content.toString();
    expect(await part(2, 5)).to.equal('2345');
    expect(await part(0, 0)).to.equal('0');
    expect(await part(8, 99)).to.equal('89');
    expect(await part(10, 20)).to.equal('');
    expect(await part(5, 4)).to.equal('');
    expect((await read(name, { start: 2, end: 5 }))?.bytes).to.equal(10);
  });

  it('does not mind a reader that stops early or never begins', async () => {
    const { sha256: name } = await db.storage.blobs.put(chunks(randomBytes(500_000)), 500_000);
    await db.storage.blobs.get(name);
    const blob = await db.storage.blobs.get(name);
    for await (const part of blob?.stream ?? []) {
      expect(part.length).to.be.greaterThan(0);
      break;
    }
    expect((await read(name))?.content).to.have.length(500_000);
  });

  it('knows no other names than hashes', async () => {
    for (const name of ['', 'x', '../hub.db', '0'.repeat(63), '0'.repeat(64), 'A'.repeat(64), `../${'0'.repeat(61)}`]) {
      expect(await db.storage.blobs.get(name), name).to.equal(undefined);
    }
  });

  it('lists the names in order, in pages', async () => {
    const names: string[] = [];
    for (let n = 0; n < 25; n++) {
      names.push((await db.storage.blobs.put(chunks(Buffer.from(`file ${n}`)), 100)).sha256);
    }
    names.sort();
    expect(await db.storage.blobs.list('', 1000)).to.deep.equal(names);
    expect(await db.storage.blobs.list('', 10)).to.deep.equal(names.slice(0, 10));
    expect(await db.storage.blobs.list(names[9] ?? '', 10)).to.deep.equal(names.slice(10, 20));
    expect(await db.storage.blobs.list(names[24] ?? '', 10)).to.deep.equal([]);
  });

  it('is all there after the database was closed and opened again', async () => {
    const bytes = randomBytes(3000);
    const { sha256: name } = await db.storage.blobs.put(chunks(bytes), 3000);
    const storage = await db.now.reopen();
    const blob = await storage.blobs.get(name);
    expect(blob && (await collect(blob.stream)).equals(bytes)).to.equal(true);
  });
}
