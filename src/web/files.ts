// Files that members gave: served by their content's name, so they never change, and as inert as a browser can be told.
import type { Request, Response } from 'express';
import type { Storage } from '../../storage/port.ts';
import { Problem } from '../domain/problem.ts';

/** Types that a browser may show by itself; everything else of ours is saved to disk. */
const shown: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  m4a: 'audio/mp4',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
  txt: 'text/plain; charset=utf-8',
};

/** Types that are named truly, so that the right program opens them, but never shown. */
const saved: Record<string, string> = {
  pdf: 'application/pdf',
  epub: 'application/epub+zip',
  zip: 'application/zip',
  csv: 'text/csv; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  h5p: 'application/zip',
};

/** The media type that a file is kept and served under, by its name's ending. */
export function mediaTypeOf(name: string): { type: string; inline: boolean } {
  const ending = name.toLowerCase().split('.').at(-1) ?? '';
  if (Object.hasOwn(shown, ending)) return { type: shown[ending] ?? '', inline: true };
  const type = Object.hasOwn(saved, ending) ? saved[ending] : undefined;
  return { type: type ?? 'application/octet-stream', inline: false };
}

/** The address of a file. */
export function fileAddress(origin: string, sha256: string, name: string): string {
  return `${origin}/files/${sha256}/${encodeURIComponent(name)}`;
}

/** What one of our file addresses names; undefined for any other text. */
export function parseFileAddress(origin: string, address: string): { sha256: string; name: string } | undefined {
  if (!address.startsWith(`${origin}/files/`)) return undefined;
  const match = /^([0-9a-f]{64})\/([^/?#]{1,1000})$/.exec(address.slice(origin.length + 7));
  if (!match?.[1] || !match[2]) return undefined;
  try {
    return { sha256: match[1], name: decodeURIComponent(match[2]) };
  } catch {
    return undefined;
  }
}

/** Serves one file, whole or in part (RFC 9110, 14). Throws `not-found`. */
export async function serveFile(req: Request, res: Response, blobs: Storage['blobs']): Promise<void> {
  const sha256 = String(req.params.sha256);
  const name = String(req.params.name);
  const size = await fileSize(blobs, sha256);
  if (size === undefined) throw new Problem('not-found', 404, 'error.notFound');
  const { type, inline } = mediaTypeOf(name);
  res.set({
    'Content-Type': type,
    'Content-Disposition': disposition(inline, name),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Accept-Ranges': 'bytes',
    ETag: `"${sha256}"`,
  });
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  await send(req, res, { blobs, sha256, size });
}

/** Bytes of a file of ours; undefined when there is none. */
export async function fileSize(blobs: Storage['blobs'], sha256: string): Promise<number | undefined> {
  const blob = /^[0-9a-f]{64}$/.test(sha256) ? await blobs.get(sha256) : undefined;
  await blob?.stream[Symbol.asyncIterator]().return?.();
  return blob?.bytes;
}

interface Sending {
  blobs: Storage['blobs'];
  sha256: string;
  size: number;
}

async function send(req: Request, res: Response, { blobs, sha256, size }: Sending): Promise<void> {
  const range = wantedRange(req, size);
  if (range === 'outside') {
    res.status(416).set('Content-Range', `bytes */${size}`).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : size;
  res.set('Content-Length', String(length));
  if (range) res.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  const blob = await blobs.get(sha256, range);
  for await (const chunk of blob?.stream ?? []) {
    if (res.destroyed) return;
    if (!res.write(chunk)) await drained(res);
  }
  res.end();
}

/** One range or none; several at once, and those of an older form, get the whole. */
function wantedRange(req: Request, size: number): { start: number; end: number } | 'outside' | undefined {
  if (req.headers['if-range']) return undefined;
  // The last bytes of a file that has fewer are all of it (RFC 9110, 14.1.2), of which `range` knows nothing.
  const last = /^bytes=-(\d{1,15})$/.exec(req.headers.range ?? '')?.[1];
  if (size > 0 && Number(last) > size) return { start: 0, end: size - 1 };
  const ranges = req.range(size);
  if (ranges === -1) return 'outside';
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}

function drained(res: Response): Promise<void> {
  return new Promise(resolve => {
    res.once('drain', resolve);
    res.once('close', resolve);
  });
}

function disposition(inline: boolean, name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
