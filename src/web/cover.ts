// Covers: every picture becomes a WebP of at most 640 pixels and 25 KB, without the data a camera adds.

import type { Storage } from '../../storage/port.ts';
import type { Attachment } from '../domain/records.ts';
import { fileAddress } from './files.ts';
import { openPicture } from './pictures.ts';

/** Bytes of a cover at most. */
export const coverBytes = 25_000;
const widths = [640, 480, 320];
const qualities = [78, 60, 42, 28];

/** Keeps the cover; undefined when the bytes are no picture that can be read. */
export async function keepCover(
  blobs: Storage['blobs'],
  origin: string,
  { picture, alt }: { picture: Buffer; alt: string },
): Promise<Attachment | undefined> {
  const small = await shrink(picture);
  if (!small) return undefined;
  const { sha256, bytes } = await blobs.put(once(small.data), coverBytes);
  const { width, height } = small;
  return {
    as: 'image',
    url: fileAddress(origin, sha256, 'cover.webp'),
    mediaType: 'image/webp',
    name: alt,
    bytes,
    sha256,
    width,
    height,
  };
}

async function shrink(picture: Buffer): Promise<{ data: Buffer; width: number; height: number } | undefined> {
  for (const width of widths) {
    for (const quality of qualities) {
      try {
        const { data, info } = await (await openPicture(picture))
          .rotate()
          .resize({ width, height: width, fit: 'inside', withoutEnlargement: true })
          .flatten({ background: '#ffffff' })
          .webp({ quality, effort: 4 })
          .toBuffer({ resolveWithObject: true });
        if (data.length <= coverBytes) return { data, width: info.width, height: info.height };
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}

async function* once(data: Buffer): AsyncGenerator<Uint8Array> {
  yield data;
}
