// One file of a form into the store: a picture is drawn anew, a film or a recording loses where it was taken, anything else
// goes in as it comes. A fault with it becomes a fault of the form.
import type { Readable } from 'node:stream';
import { BlobTooLarge } from '../../storage/port.ts';
import type { Form, StoredFile } from './forms.ts';
import { isMovie, withoutPlace } from './movies.ts';
import { isPicture, pictureBytes, redraw } from './pictures.ts';
import type { Visit } from './visit.tsx';

/** Stores the file and adds it, or its fault, to the form. Rejects when the store fails. */
export async function storeFile(
  visit: Visit,
  form: Form,
  { stream, name }: { stream: Readable; name: string },
): Promise<void> {
  const { site, words } = visit;
  const chunks: AsyncIterator<Buffer> = stream.iterator({ destroyOnReturn: false });
  const head = await begin(chunks);
  const tooLarge = (limit: number) =>
    form.faults.push({ field: 'files', message: words.t('fault.fileLarge', { name, size: words.bytes(limit) }) });
  try {
    if (isPicture(head)) {
      const limit = Math.min(site.uploadLimit, pictureBytes);
      const bytes = await whole(head, chunks, limit);
      const drawn = bytes && (await redraw(bytes));
      if (!bytes) tooLarge(limit);
      else if (!drawn) form.faults.push({ field: 'files', message: words.t('fault.picture', { name }) });
      else form.files.push(await keep(visit, once(drawn.data), nameAs(name, drawn.ending)));
    } else if (head.length > 0) {
      const bytes = rest(head, chunks);
      form.files.push(await keep(visit, isMovie(head) ? withoutPlace(bytes) : bytes, name));
    }
  } catch (error) {
    if (!(error instanceof BlobTooLarge)) throw error;
    tooLarge(site.uploadLimit);
  } finally {
    // What is left unread can only flow away once nobody reads.
    await chunks.return?.();
  }
}

async function keep({ site }: Visit, bytes: AsyncIterable<Uint8Array>, name: string): Promise<StoredFile> {
  const kept = await site.storage.blobs.put(bytes, site.uploadLimit);
  return { sha256: kept.sha256, bytes: kept.bytes, name };
}

/** The first bytes of a file, enough to tell what it is. */
async function begin(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 16) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* rest(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

/** All bytes; undefined when they are more than the limit. */
async function whole(head: Buffer, chunks: AsyncIterator<Buffer>, limit: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of rest(head, chunks)) {
    bytes += part.length;
    if (bytes > limit) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function* once(data: Buffer): AsyncGenerator<Buffer> {
  yield data;
}

/** A name with the ending of what the file is. */
function nameAs(name: string, ending: string): string {
  const same = ending === 'jpg' ? /\.jpe?g$/i : ending === 'tif' ? /\.tiff?$/i : new RegExp(`\\.${ending}$`, 'i');
  return same.test(name) ? name : `${name.replace(/\.[A-Za-z0-9]{1,8}$/, '')}.${ending}`;
}
