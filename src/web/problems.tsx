// The one error edge of the web side: a refusal becomes a page that helps, or problem+json for programs;
// a bug becomes a page without a word of what went wrong inside, and a line in the log.
import type { ErrorRequestHandler, Request, Response } from 'express';
import { Unavailable } from '../../storage/port.ts';
import { Problem, type ProblemCode } from '../domain/problem.ts';
import type { Form } from './forms.ts';
import { isTextKey } from './messages/index.ts';
import { type ErrorModel, ErrorPage } from './pages/error.tsx';
import type { Site } from './site.ts';
import { openVisit, show, type Visit } from './visit.tsx';
import { type Words, wordsFor } from './words.ts';

/** Answers whatever a route threw. */
export function problemEdge(site: Site): ErrorRequestHandler {
  return async (error, req, res, next) => {
    const problem = asProblem(error);
    if (problem.status >= 500 && problem.code !== 'busy')
      site.log('error', 'a page failed', { path: req.path, err: error });
    if (res.headersSent) {
      next(error);
      return;
    }
    if (problem.extras.retryAfter) res.set('Retry-After', String(problem.extras.retryAfter));
    if (!wantsPage(req)) {
      sendJson(req, res, problem);
      return;
    }
    try {
      const visit = (res.locals.visit as Visit | undefined) ?? (await openVisit(site, req, res, problem.status >= 500));
      const model = { ...modelOf(problem, visit.words, site), typed: typedIn(res.locals.typed as Form | undefined) };
      await show(visit, { title: model.title, status: problem.status, hidden: true }, <ErrorPage {...model} />);
    } catch (second) {
      site.log('error', 'the error page failed', { path: req.path, err: second });
      if (!res.headersSent) sendJson(req, res, problem);
    }
  };
}

/** The words of a form that was turned away, so that nobody writes them twice. */
function typedIn(form: Form | undefined): string {
  if (!form) return '';
  const fields = ['name', 'summary', 'text', 'warning', 'link', 'themes', 'hashtags'];
  return fields
    .map(field => form.text(field).trim())
    .filter(Boolean)
    .join('\n\n');
}

/** Browsers get pages; who asks for JSON, or sends it, gets JSON. */
function wantsPage(req: Request): boolean {
  return (
    !req.path.startsWith('/api/') &&
    req.accepts(['html', 'json', 'application/problem+json', 'application/activity+json']) === 'html'
  );
}

function sendJson(req: Request, res: Response, problem: Problem): void {
  const body = problem.toJSON();
  res
    .status(problem.status)
    .vary('Accept')
    .set({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  if (req.path.startsWith('/api/')) res.set('Access-Control-Allow-Origin', '*');
  res.send(JSON.stringify({ ...body, detail: sentence(wordsFor('en'), problem) }));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable) return new Problem('busy', 503, 'error.busy', { retryAfter: 30, cause: error });
  const status = (error as { status?: unknown } | undefined)?.status;
  if (status === 413) return new Problem('too-large', 413, 'error.tooLarge');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem('malformed', 400, 'error.malformed');
  return new Problem('busy', 500, 'error.server', { cause: error });
}

function modelOf(problem: Problem, words: Words, site: Site): ErrorModel {
  const { t } = words;
  const size = words.bytes(site.uploadLimit);
  const known: Partial<Record<ProblemCode, ErrorModel>> = {
    'not-found': { title: t('error.notFound'), help: t('error.notFoundHelp'), search: true },
    gone: { title: t('error.gone'), help: t('error.notFoundHelp'), search: true },
    'sign-in-needed': { title: t('error.signIn'), help: t('error.signInHelp'), signIn: true },
    'not-allowed': {
      title: t('error.notAllowed'),
      help: isTextKey(problem.detail) ? t(problem.detail) : t('error.notAllowedHelp'),
    },
    'too-many': { title: t('error.tooMany'), help: words.n('error.tooManyHelp', problem.extras.retryAfter ?? 60) },
    'too-large': { title: t('error.tooLarge'), help: t('error.tooLargeHelp', { size }) },
    malformed: { title: t('error.malformed'), help: t('error.malformedHelp') },
    busy: { title: t('error.busy'), help: t('error.serverHelp') },
    'set-aside': { title: t('error.setAside'), help: t('error.setAsideHelp') },
  };
  if (problem.status === 500) return { title: t('error.server'), help: t('error.serverHelp') };
  if (problem.code.startsWith('fetch-')) return { title: t('error.peer'), help: t('error.peerHelp') };
  return known[problem.code] ?? { title: t('error.title'), help: sentence(words, problem) };
}

function sentence(words: Words, { detail }: Problem): string {
  return isTextKey(detail) ? words.t(detail) : detail;
}
