// One request of one visitor: who it is, in which language, and how it is answered. A page is rendered here and nowhere else.
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import type { ComponentChildren } from 'preact';
import type { Session } from '../accounts/index.ts';
import type { Actor } from '../domain/records.ts';
import type { Reader } from '../views/reader.ts';
import { type Frame, renderPage } from './frame.ts';
import { languageOf, rememberLanguage } from './language.ts';
import { type Head, Layout } from './parts/layout.tsx';
import { signedIn } from './session.ts';
import type { Site } from './site.ts';
import { stylePath } from './style.ts';
import { type Words, wordsFor } from './words.ts';

/** A request being answered. */
export interface Visit {
  req: Request;
  res: Response;
  site: Site;
  words: Words;
  reader: Reader;
  session: Session | undefined;
  viewer: Actor | undefined;
  frame: Frame;
}

/** A visit of a signed-in member. */
export type MemberVisit = Visit & { session: Session; viewer: Actor };

/** Finds out who visits. `anonymous` asks no store, for when there may be none. */
export async function openVisit(site: Site, req: Request, res: Response, anonymous = false): Promise<Visit> {
  const who = anonymous ? undefined : await signedIn(site, req);
  const words = wordsFor(languageOf(req, who?.viewer));
  if (req.query.lang === words.language) rememberLanguage(res, words.language, site.secure);
  const frame: Frame = {
    words,
    hub: { name: site.name, origin: site.origin, host: site.host },
    viewer: who?.viewer,
    csrf: who?.session.csrf ?? '',
    path: pathWithoutLanguage(req),
    style: stylePath,
  };
  const reader: Reader = { storage: site.storage, origin: site.origin, trust: site.trust, viewer: who?.viewer };
  return { req, res, site, words, reader, session: who?.session, viewer: who?.viewer, frame };
}

/** Answers with a page; a `secret` one is kept nowhere. */
export async function show(
  visit: Visit,
  head: Head & { status?: number; secret?: boolean },
  body: ComponentChildren,
): Promise<void> {
  const html = renderPage(visit.frame, <Layout {...head}>{body}</Layout>);
  visit.res
    .status(head.status ?? 200)
    .vary('Accept, Accept-Language, Cookie')
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': visit.words.language,
      'Cache-Control': head.secret ? 'no-store' : visit.viewer ? 'private, no-cache' : 'no-cache',
    });
  await sendText(visit.req, visit.res, `<!doctype html>${html}`);
}

/** Sends the browser to another page of the hub. */
export function go(visit: Visit, path: string): void {
  visit.res.redirect(303, path);
}

const packAside = promisify(gzip);
/** To have another thread pack less than this takes longer than the packing. */
const worthAside = 64_000;

/**
 * Sends a text, packed when the client takes it: on a slow line the packing costs less than the bytes. What was sent stays in
 * `res.locals.sent`.
 */
export async function sendText(req: Request, res: Response, text: string): Promise<void> {
  res.vary('Accept-Encoding');
  const packs = text.length >= 1400 && req.acceptsEncodings('gzip') === 'gzip';
  const body = packs ? await pack(text) : Buffer.from(text);
  if (packs) res.set('Content-Encoding', 'gzip');
  res.locals.sent = body;
  res.send(body);
}

function pack(text: string): Buffer | Promise<Buffer> {
  return text.length < worthAside ? gzipSync(text) : packAside(text);
}

function pathWithoutLanguage(req: Request): string {
  // A link to `//name` would lead to another site.
  const path = req.path.replace(/^[/\\]+/, '/');
  if (req.method !== 'GET') return path;
  const query = new URLSearchParams(req.url.split('?')[1] ?? '');
  query.delete('lang');
  return query.size > 0 ? `${path}?${query}` : path;
}
