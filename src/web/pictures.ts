// Pictures that members add are drawn anew: what a camera writes into them (where they were taken, by whom) is gone, and so is
// whatever else was hidden in the file. A file is a picture by its first bytes, whatever it is called.
import type { Sharp, SharpOptions } from 'sharp';

/** Bytes of a picture as it is sent, at most: it is held in memory while it is drawn. */
export const pictureBytes = 25_000_000;
/** Pixels of a picture, or of all frames of a moving one. */
const pixels = 60_000_000;
/** Seconds that drawing one may take. */
const patience = 30;
/** How many are drawn at once; each takes a processor and some hundred megabytes. */
const together = 2;

/** What libvips may read; it can also do SVG, PDF and formats that nobody sends, each with a parser that strangers could feed. */
const loaders = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map(name => `VipsForeignLoad${name}`);

const beginnings = [
  /^\xff\xd8\xff/,
  /^\x89PNG/,
  /^GIF8/,
  /^RIFF....WEBP/s,
  /^....ftyp(?:avi|hei|hev|mif|msf)/s,
  /^(?:II\*\0|MM\0\*)/,
];

/** True when a file that begins with these bytes, at least 16 of them, calls itself a picture. */
export function isPicture(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  return beginnings.some(beginning => beginning.test(text));
}

let library: Promise<typeof import('sharp').default> | undefined;

/** The picture library, loaded when the first picture comes; what it may read is said once, before it reads anything. */
async function load(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: loaders });
  return sharp;
}

/** The picture in the bytes, ready to be drawn in a bounded time. */
export async function openPicture(bytes: Buffer, options: SharpOptions = {}): Promise<Sharp> {
  library ??= load();
  const sharp = await library;
  return sharp(bytes, { limitInputPixels: pixels, failOn: 'error', ...options }).timeout({ seconds: patience });
}

/** The same picture without anything but what one sees, and the ending of its name; undefined when it cannot be read. */
export async function redraw(bytes: Buffer): Promise<{ data: Buffer; ending: string } | undefined> {
  await turn();
  try {
    const { format, pages = 1 } = await (await openPicture(bytes)).metadata();
    const form = format && Object.hasOwn(forms, format) ? forms[format] : undefined;
    if (!form) return undefined;
    const picture = await openPicture(bytes, pages > 1 ? { pages: -1 } : {});
    const upright = pages > 1 ? picture : picture.rotate();
    return { data: await form.write(upright).toBuffer(), ending: form.ending };
  } catch {
    return undefined;
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
}

const forms: Record<string, { ending: string; write(picture: Sharp): Sharp }> = {
  jpeg: { ending: 'jpg', write: picture => picture.jpeg({ quality: 88 }) },
  png: { ending: 'png', write: picture => picture.png() },
  gif: { ending: 'gif', write: picture => picture.gif() },
  webp: { ending: 'webp', write: picture => picture.webp({ quality: 85 }) },
  heif: { ending: 'webp', write: picture => picture.webp({ quality: 85 }) },
  tiff: { ending: 'tif', write: picture => picture.tiff({ compression: 'lzw' }) },
};

let busy = 0;
const waiting: (() => void)[] = [];

async function turn(): Promise<void> {
  if (busy >= together) await new Promise<void>(resolve => waiting.push(resolve));
  busy += 1;
}
