// Files by their SHA-256, in GridFS. A file is sent up under an id of its own and gets its name when it is whole.
// Rule: a name is a document that points to a whole file; what was cut short has none, and is swept away after a day.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { GridFSBucket, ObjectId } from 'mongodb';
import { type BlobStore, BlobTooLarge } from '../port.ts';
import { type Connection, isTaken } from './connection.ts';
import { query } from './queries.ts';

interface NameDoc {
  _id: string;
  file: ObjectId;
  bytes: number;
}

const named = /^[0-9a-f]{64}$/;
/** An upload that takes longer has died with its process. */
const abandonedMs = 24 * 60 * 60 * 1000;

export const BLOBS_QUERIES = {
  one: query({ on: 'blobs', filter: (sha256: string) => ({ _id: sha256 }), sample: ['a'] }),
  pointing: query({ on: 'blobs', filter: (file: ObjectId) => ({ file }), sample: [new ObjectId()] }),
  list: query({ on: 'blobs', filter: (after: string) => ({ _id: { $gt: after } }), sort: { _id: 1 }, sample: ['a'] }),
  abandoned: query({
    on: 'uploads',
    filter: (before: ObjectId) => ({ _id: { $lt: before } }),
    sample: [new ObjectId()],
  }),
};

export async function makeBlobs({ db, of, run, stream }: Connection): Promise<BlobStore> {
  const bucket = new GridFSBucket(db, { bucketName: 'files' });
  const names = of<NameDoc>('blobs');
  const uploads = of<{ _id: ObjectId }>('uploads');
  const chunks = of<{ _id: ObjectId; files_id: ObjectId }>('files.chunks');
  const files = of<{ _id: ObjectId }>('files.files');

  async function forget(file: ObjectId): Promise<void> {
    await chunks.deleteMany({ files_id: file });
    await files.deleteOne({ _id: file });
    await uploads.deleteOne({ _id: file });
  }

  async function receive(bytes: AsyncIterable<Uint8Array>, file: ObjectId, limit: number) {
    const hash = createHash('sha256');
    let size = 0;
    const upload = bucket.openUploadStreamWithId(file, 'upload');
    const failed = new Promise<never>((_, reject) => upload.once('error', reject));
    failed.catch(() => {});
    try {
      for await (const chunk of bytes) {
        size += chunk.byteLength;
        if (size > limit) throw new BlobTooLarge(`The file is larger than ${limit} bytes.`);
        hash.update(chunk);
        if (!upload.write(chunk)) await Promise.race([once(upload, 'drain'), failed]);
      }
      const finished = once(upload, 'finish');
      upload.end();
      await Promise.race([finished, failed]);
    } catch (error) {
      upload.destroy();
      throw error;
    }
    return { sha256: hash.digest('hex'), bytes: size };
  }

  await run(async () => {
    const before = ObjectId.createFromTime((Date.now() - abandonedMs) / 1000);
    const found = await uploads.find(BLOBS_QUERIES.abandoned.filter(before), { limit: 1000 }).toArray();
    for (const { _id } of found) {
      if (await names.findOne(BLOBS_QUERIES.pointing.filter(_id))) await uploads.deleteOne({ _id });
      else await forget(_id);
    }
  });

  return {
    put: (bytes, limit) =>
      run(async () => {
        const file = new ObjectId();
        await uploads.insertOne({ _id: file });
        // Once the name was sent it may stand, whatever the answer: then the file is left to the sweep, which looks.
        let offered = false;
        try {
          const blob = await receive(bytes, file, limit);
          offered = true;
          const first = await names.insertOne({ _id: blob.sha256, file, bytes: blob.bytes }).then(
            () => true,
            error => (isTaken(error) ? false : Promise.reject(error)),
          );
          if (first) await uploads.deleteOne({ _id: file });
          else await forget(file);
          return blob;
        } catch (error) {
          if (!offered) await forget(file).catch(() => {});
          throw error;
        }
      }),

    get: (sha256, range) =>
      run(async () => {
        if (!named.test(sha256)) return undefined;
        const found = await names.findOne(BLOBS_QUERIES.one.filter(sha256));
        return found ? { bytes: found.bytes, stream: stream(read(bucket, found, range)) } : undefined;
      }),

    list: (after, limit) =>
      run(async () => {
        const filter = BLOBS_QUERIES.list.filter(after);
        const found = await names
          .find(filter, { sort: { _id: 1 }, limit: Math.min(limit, 1000), projection: { _id: 1 } })
          .toArray();
        return found.map(({ _id }) => _id);
      }),
  };
}

/** Asks the database only when somebody reads. */
async function* read(
  bucket: GridFSBucket,
  { file, bytes }: NameDoc,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  const [start, end] = [range?.start ?? 0, Math.min((range?.end ?? bytes) + 1, bytes)];
  if (start >= end) return;
  const download = bucket.openDownloadStream(file, { start, end });
  try {
    for await (const chunk of download) yield chunk as Uint8Array;
  } finally {
    download.destroy();
  }
}
