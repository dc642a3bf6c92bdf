// Who is visiting, and whether a form really comes from a page of ours. The session cookie is HttpOnly and SameSite=Lax;
// a form must come from this origin and, in a session, carry the session's word.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Session } from '../accounts/index.ts';
import { sessionLength } from '../accounts/sessions.ts';
import { Problem } from '../domain/problem.ts';
import type { Actor } from '../domain/records.ts';
import { ofSort } from '../views/reader.ts';
import { cookieOf } from './cookies.ts';
import type { Site } from './site.ts';

/** The cookie that holds a session's secret. */
export const sessionCookie = 'hub_session';

/** A session and the member it is of. */
export interface SignedIn {
  session: Session;
  viewer: Actor;
}

/** Who visits; undefined for anybody. */
export async function signedIn(site: Site, req: Request): Promise<SignedIn | undefined> {
  const secret = cookieOf(req, sessionCookie);
  const session = secret ? await site.accounts.session(secret) : undefined;
  if (!session) return undefined;
  const viewer = ofSort(await site.storage.records.get(session.member), 'actor')?.body;
  return viewer?.local && (await site.trust(viewer.id)).level !== 'suspend' ? { session, viewer } : undefined;
}

/** Hands the session to the browser, for as long as it lasts. */
export function giveCookie(site: Site, res: Response, session: Session): void {
  res.cookie(sessionCookie, session.secret, { ...attributes(site), maxAge: sessionLength });
}

export function takeCookie(site: Site, res: Response): void {
  res.clearCookie(sessionCookie, attributes(site));
}

/** Throws unless the browser says, or leaves open, that the form was sent from this origin (Fetch Metadata, RFC 6454). */
export function mustBeFromHere(site: Site, req: Request): void {
  const from = req.headers['sec-fetch-site'];
  if (typeof from === 'string') {
    if (from === 'same-origin' || from === 'none') return;
    throw foreign();
  }
  const { origin, host } = req.headers;
  if (origin === undefined || origin === site.origin) return;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw foreign();
}

/** Throws unless the form carries the word of the session. */
export function mustCarryWord(session: Session, word: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(word), digest(session.csrf))) throw foreign();
}

function foreign(): Problem {
  return new Problem('not-allowed', 403, 'error.formOld');
}

function attributes(site: Site) {
  return { httpOnly: true, sameSite: 'lax', secure: site.secure, path: '/' } as const;
}
