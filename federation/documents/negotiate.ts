// Does a request want the activity document or the page of the same address? By q-values, then by what is named first
// (I27); `*/*` and browsers get the page, and either answer says that it depends on who asks and how.
import type { Request, RequestHandler, Response } from 'express';
import { enter, varies } from './admit.ts';

interface Range {
  type: string;
  q: number;
}

const profile = 'https://www.w3.org/ns/activitystreams';
const rangeLimit = 50;
/** One media range, quoted parameter values and all, up to the next comma. */
const rangeForm = /(?:[^,"]|"[^"]*"?)+/g;

/** True when the activity document is wanted rather than a page; a bare `*` does not want it. */
export function wantsActivity(req: Pick<Request, 'headers'>): boolean {
  const ranges = rangesOf(req.headers.accept);
  const activity = first(ranges, type => type === 'activity');
  const page = first(ranges, type => type === 'page');
  if (!activity) return false;
  if (!page) return true;
  return activity.q === page.q ? ranges.indexOf(activity) < ranges.indexOf(page) : activity.q > page.q;
}

/** For an address that has a page too: the activity document when it is wanted, else what comes next. */
export function withPage(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return async (req, res, next) => {
    varies(res);
    if (!wantsActivity(req)) return next();
    await enter(req, res);
    await handle(req, res);
  };
}

/** For an address without a page: the document for everybody but a browser. */
export function withoutPage(handle: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return async (req, res, next) => {
    varies(res);
    if (!wantsActivity(req) && first(rangesOf(req.headers.accept), type => type === 'page')) return next();
    await enter(req, res);
    await handle(req, res);
  };
}

/** The best range of a sort, the first of equals; none with q=0. */
function first(ranges: Range[], fits: (type: string) => boolean): Range | undefined {
  return ranges.reduce<Range | undefined>(
    (best, range) => (fits(range.type) && range.q > (best?.q ?? 0) ? range : best),
    undefined,
  );
}

function rangesOf(accept = ''): Range[] {
  return (accept.slice(0, 4000).match(rangeForm) ?? []).slice(0, rangeLimit).map(readRange);
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map(part => part.trim());
  const values = new Map(parameters.map(parameter => readParameter(parameter)));
  const q = Number(values.get('q') ?? 1);
  return { type: sortOf(type.toLowerCase(), values.get('profile')), q: Number.isNaN(q) ? 0 : q };
}

function readParameter(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 0) return [text.toLowerCase(), ''];
  const value = text.slice(at + 1).trim();
  return [text.slice(0, at).trim().toLowerCase(), value.replace(/^"|"$/g, '')];
}

function sortOf(type: string, asked: string | undefined): 'activity' | 'page' | 'other' {
  if (type === 'application/activity+json' || type === 'application/json') return 'activity';
  if (type === 'application/ld+json')
    return asked === undefined || asked.split(' ').includes(profile) ? 'activity' : 'other';
  return type === 'text/html' || type === 'application/xhtml+xml' ? 'page' : 'other';
}
