// Pages that are the same for everybody, kept as they were sent while nothing has been applied since, so that what many read
// is made once. Rule: a kept page is never older than the last entry that this process knows of, nor than a second, whatever
// else a page may show; and who is signed in, or is to be given a cookie, never meets one.
import type { RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { cookieOf } from './cookies.ts';
import { languageOf } from './language.ts';
import { sessionCookie } from './session.ts';
import type { Site } from './site.ts';

interface Kept {
  headers: ReturnType<Response['getHeaders']>;
  body: Buffer;
  /** How far the log was applied before the page was made. */
  place: number;
}

const mostBytes = 8 * 1024 * 1024;
const longestMs = 1000;

/** Keeps what `answer` sends, and sends it again. */
export function makeKeeping(site: Site): (answer: RequestHandler) => RequestHandler {
  const pages = new LRUCache<string, Kept>({
    maxSize: mostBytes,
    ttl: longestMs,
    sizeCalculation: ({ body }, key) => body.length + key.length + 2000,
  });

  return answer => async (req, res, next) => {
    if (cookieOf(req, sessionCookie) !== undefined) return answer(req, res, next);
    const packed = req.acceptsEncodings('gzip') === 'gzip';
    const key = `${languageOf(req, undefined)} ${packed} ${req.url}`;
    const place = site.applied();
    const kept = pages.get(key);
    if (kept?.place === place) {
      for (const [name, value] of Object.entries(kept.headers)) if (value !== undefined) res.setHeader(name, value);
      res.send(kept.body);
      return;
    }
    await answer(req, res, next);
    const headers = res.getHeaders();
    const body = res.locals.sent;
    if (res.statusCode !== 200 || headers['set-cookie'] !== undefined || !Buffer.isBuffer(body)) return;
    pages.set(key, { headers, body, place });
  };
}
