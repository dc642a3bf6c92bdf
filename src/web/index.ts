// The web side of a hub: pages for people, the search for programs, files. It reads through views, writes through
// `perform`, and knows neither the fediverse nor the database behind the port.
import express, { type RequestHandler, type Router } from 'express';
import { Problem } from '../domain/problem.ts';
import { securityHeaders } from './headers.ts';
import { makeKept } from './kept.ts';
import { problemEdge } from './problems.tsx';
import { bareRoutes, pageRoutes, setupRoutes } from './routes.ts';
import { makeSite, type Site, type WebDeps } from './site.ts';

export type { WebDeps } from './site.ts';

/**
 * The web side: its router answers every request that reaches it, so mount it last; `again` answers what was asked in the same
 * words before, so mount it first.
 */
export function makeWeb(deps: WebDeps): { again: RequestHandler; router: Router } {
  const site = makeSite(deps);
  const kept = makeKept(site.applied);
  const router = express.Router({ caseSensitive: true });
  router.use(securityHeaders(site));
  bareRoutes(router, site);
  router.use(forReads(site));
  setupRoutes(router, site);
  router.use(firstRun(site));
  pageRoutes(router, site, kept);
  router.use(nothingHere);
  router.use(problemEdge(site));
  return { again: kept.again, router };
}

/** What is written is whole only when its handler has read it. */
function forReads({ gate }: Site): RequestHandler {
  return (req, res, next) => (req.method === 'GET' || req.method === 'HEAD' ? gate(req, res, next) : next());
}

/** Until there is an admin, every page leads to the first-run page. */
function firstRun(site: Site): RequestHandler {
  return async (req, res, next) => {
    if ((await site.hasAdmin()) || req.accepts(['html', 'json']) !== 'html') return next();
    res.redirect(303, '/setup');
  };
}

const nothingHere: RequestHandler = () => {
  throw new Problem('not-found', 404, 'error.notFound');
};
