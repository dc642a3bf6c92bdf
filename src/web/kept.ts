// Pages that are the same for everybody, kept as they were sent while nothing has been applied since, so that what many read
// is made once. Rule: a kept page is never older than what was applied when it was asked for, nor than ten seconds, for what
// no entry tells of: a poll that ends, an entry tried again, a policy that another process learns of late. Who is signed
// in, or is to be given a cookie, never meets one.
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { cookieOf } from './cookies.ts';
import { languageOf } from './language.ts';
import { sessionCookie } from './session.ts';

export interface Kept {
  /**
   * Sends a kept page again to whoever asks for it in the same words as somebody before; goes before everything else, since
   * what those words lead to was found out then.
   */
  again: RequestHandler;
  /** Keeps what `answer` sends, and sends it again; those who ask while it is being made wait for it. */
  keeping(answer: RequestHandler): RequestHandler;
}

interface Page {
  /** Names and values in turn. */
  headers: string[];
  body: Buffer;
  /** How far the log was applied before the page was made. */
  place: number;
}

const mostBytes = 8 * 1024 * 1024;
const longestMs = 10_000;
/** Ways in which pages are asked for, and the longest of them that is remembered. */
const mostWordings = 5000;
const wordingLength = 600;

/** `applied` tells how far the log is applied. */
export function makeKept(applied: () => number): Kept {
  const pages = new LRUCache<string, Page>({
    maxSize: mostBytes,
    ttl: longestMs,
    sizeCalculation: ({ body }, key) => body.length + key.length + 2000,
  });
  /** Where a wording led. */
  const keys = new LRUCache<string, string>({ max: mostWordings });
  const making = new Map<string, Promise<Page | undefined>>();

  function standing(key: string): Page | undefined {
    const page = pages.get(key);
    return page?.place === applied() ? page : undefined;
  }

  async function make(key: string, answer: () => unknown, res: Response): Promise<void> {
    const place = applied();
    const turn = `${place} ${key}`;
    const { promise, resolve } = Promise.withResolvers<Page | undefined>();
    making.set(turn, promise);
    let page: Page | undefined;
    try {
      await answer();
      page = pageOf(res, place);
      if (page) pages.set(key, page);
    } finally {
      making.delete(turn);
      resolve(page);
    }
  }

  return {
    again(req, res, next) {
      const key = keys.get(wordingOf(req));
      const page = key === undefined ? undefined : standing(key);
      if (!page) return next();
      // Only a browser that has a page asks whether it is still the same, which is express's to tell.
      if (req.headers['if-none-match'] !== undefined) return send(res, page);
      res.writeHead(200, page.headers).end(page.body);
    },

    keeping: answer => async (req, res, next) => {
      if (cookieOf(req, sessionCookie) !== undefined) return answer(req, res, next);
      const packed = req.acceptsEncodings('gzip') === 'gzip';
      const key = `${languageOf(req, undefined)} ${packed} ${req.url}`;
      const wording = wordingOf(req);
      if (wording) keys.set(wording, key);
      const page = standing(key) ?? (await making.get(`${applied()} ${key}`));
      if (page) send(res, page);
      else await make(key, () => answer(req, res, next), res);
    },
  };
}

/** Everything of a request that decides about a page for everybody; empty where something else may. */
function wordingOf({ method, originalUrl, headers }: Request): string {
  const { cookie, authorization, signature } = headers;
  if (method !== 'GET' || (cookie ?? authorization ?? signature) !== undefined) return '';
  const wording = `${originalUrl}\n${headers.accept}\n${headers['accept-language']}\n${headers['accept-encoding']}`;
  return wording.length <= wordingLength ? wording : '';
}

/** What was sent, if it may be sent to others. */
function pageOf(res: Response, place: number): Page | undefined {
  const body: unknown = res.locals.sent;
  if (res.statusCode !== 200 || res.hasHeader('set-cookie') || !Buffer.isBuffer(body)) return undefined;
  const headers = Object.entries(res.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
  return { headers, body, place };
}

function send(res: Response, { headers, body }: Page): void {
  for (let n = 0; n < headers.length; n += 2) res.setHeader(headers[n] as string, headers[n + 1] as string);
  res.send(body);
}
