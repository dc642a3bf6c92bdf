// Which language the pages speak to this visitor: asked for in the address, remembered in a cookie, chosen by the member,
// or accepted by the browser, in this order.
import type { Request, Response } from 'express';
import type { Actor } from '../domain/records.ts';
import { cookieOf } from './cookies.ts';
import { type PageLanguage, pageLanguages } from './messages/index.ts';

const cookie = 'hub_language';

/** The language of a request. */
export function languageOf(req: Request, viewer: Actor | undefined): PageLanguage {
  const asked = spoken(typeof req.query.lang === 'string' ? req.query.lang : undefined);
  const accepted = req.acceptsLanguages(...pageLanguages);
  return asked ?? spoken(cookieOf(req, cookie)) ?? spoken(viewer?.language) ?? spoken(accepted || undefined) ?? 'en';
}

/** Remembers the language for a year. */
export function rememberLanguage(res: Response, language: PageLanguage, secure: boolean): void {
  res.cookie(cookie, language, { httpOnly: true, sameSite: 'lax', secure, maxAge: 31_536_000_000, path: '/' });
}

/** The page language of a tag (`pt-BR` is `pt`), or undefined. */
export function spoken(tag: string | undefined): PageLanguage | undefined {
  const primary = tag?.toLowerCase().split('-')[0];
  return pageLanguages.find(language => language === primary);
}
