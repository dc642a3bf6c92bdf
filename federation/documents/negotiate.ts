// Which form of an address is asked for: people get pages, peers get ActivityStreams, from the same address (I27).
import type { Request, Response } from 'express';
import type { Json } from '../read/json.ts';
import { withContext } from '../write/index.ts';

/** The one content type we send, in the form that Lemmy compares letter by letter (I42). */
export const activityType = 'application/activity+json; charset=utf-8';

const wanted = ['application/activity+json', 'application/ld+json'];

/** True when the request prefers ActivityStreams to a page. A browser, or anything that takes everything, gets the page. */
export function wantsActivity(req: Request): boolean {
  const accept = req.headers.accept;
  if (!accept || accept.length > 1000) return false;
  const ranges = accept.split(',').map(readRange);
  const quality = (types: string[]) =>
    Math.max(0, ...ranges.filter(range => types.includes(range.type)).map(range => range.q));
  const asked = quality(wanted);
  return asked > 0 && asked >= quality(['text/html', 'application/xhtml+xml']);
}

function readRange(range: string): { type: string; q: number } {
  const [type = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase());
  const q = parameters.find(parameter => parameter.startsWith('q='));
  const value = q === undefined ? 1 : Number(q.slice(2));
  return { type, q: Number.isFinite(value) ? value : 0 };
}

/** Sends a node as a document of its own. Public ones may be kept for a minute; `status` is 200 unless told. */
export function sendActivity(res: Response, node: Json, options: { status?: number; isPrivate?: boolean } = {}): void {
  res.status(options.status ?? 200);
  res.set('Content-Type', activityType);
  res.set('Cache-Control', options.isPrivate ? 'private, no-store' : 'public, max-age=60');
  if (!options.isPrivate) res.set('Access-Control-Allow-Origin', '*');
  res.send(Buffer.from(JSON.stringify(withContext(node))));
}
