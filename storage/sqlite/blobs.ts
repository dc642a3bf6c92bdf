// Files by their SHA-256, beside the database: files/aa/aabb…, written to files/incoming first.
// Rule: a name in place is a whole file on disk; what was cut short leaves nothing.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobStore, BlobTooLarge, Unavailable } from '../port.ts';

const NAME = /^[0-9a-f]{64}$/;
/** An upload that takes longer has died with its process. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

export interface Blobs extends BlobStore {
  /** Resolves when every `put` under way is in place or gone: whoever ends the process before leaves half a file. */
  settled(): Promise<void>;
}

/** `usable` throws once the storage is closed. */
export async function makeBlobs(folder: string, usable: () => void): Promise<Blobs> {
  const files = join(folder, 'files');
  const incoming = join(files, 'incoming');
  await guarded(() => mkdir(incoming, { recursive: true, mode: 0o700 }));
  await removeAbandoned(incoming);
  const placeOf = (sha256: string) => join(files, sha256.slice(0, 2), sha256);
  const underWay = new Set<Promise<void>>();

  return {
    put(bytes, limit) {
      const putting = put(bytes, limit);
      const over = putting.then(
        () => void underWay.delete(over),
        () => void underWay.delete(over),
      );
      underWay.add(over);
      return putting;
    },

    async get(sha256, range) {
      usable();
      if (!NAME.test(sha256)) return undefined;
      const place = placeOf(sha256);
      const found = await guarded(() => stat(place)).catch(absent);
      return found && { bytes: found.size, stream: read(place, range) };
    },

    async list(after, limit) {
      usable();
      const names: string[] = [];
      for (const part of (await guarded(() => readdir(files))).sort()) {
        if (part.length !== 2 || part < after.slice(0, 2)) continue;
        const more = await guarded(() => readdir(join(files, part)));
        names.push(...more.filter(name => NAME.test(name) && name > after).sort());
        if (names.length >= limit) break;
      }
      return names.slice(0, Math.min(limit, 1000));
    },

    async settled() {
      await Promise.all(underWay);
    },
  };

  async function put(bytes: AsyncIterable<Uint8Array>, limit: number) {
    usable();
    const temporary = join(incoming, randomUUID());
    try {
      const blob = await receive(bytes, temporary, limit);
      const place = placeOf(blob.sha256);
      await guarded(async () => {
        if (await mkdir(join(place, '..'), { recursive: true, mode: 0o700 })) await sync(files);
        await rename(temporary, place);
        await sync(join(place, '..'));
      });
      return blob;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

async function receive(bytes: AsyncIterable<Uint8Array>, path: string, limit: number) {
  const hash = createHash('sha256');
  let size = 0;
  const file = await guarded(() => open(path, 'wx', 0o600));
  try {
    for await (const chunk of bytes) {
      size += chunk.byteLength;
      if (size > limit) throw new BlobTooLarge(`The file is larger than ${limit} bytes.`);
      hash.update(chunk);
      await guarded(() => file.appendFile(chunk));
    }
    await guarded(() => file.sync());
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes: size };
}

/** Opens the file only when somebody reads, so that an answer nobody wants holds nothing open. */
async function* read(path: string, range?: { start: number; end: number }): AsyncGenerator<Uint8Array> {
  if (range && range.end < range.start) return;
  for await (const chunk of createReadStream(path, range)) yield chunk as Uint8Array;
}

/** Makes the names in a folder durable. */
async function sync(folder: string): Promise<void> {
  const handle: FileHandle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await guarded(() => readdir(incoming))) {
    const path = join(incoming, name);
    const found = await stat(path).catch(absent);
    if (found && found.mtimeMs < Date.now() - ABANDONED_MS) await rm(path, { force: true });
  }
}

const PASSING = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE', 'EACCES', 'EPERM', 'EFBIG']);

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw PASSING.has(codeOf(error)) ? new Unavailable('The files cannot be used now.', { cause: error }) : error;
  }
}

function absent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
