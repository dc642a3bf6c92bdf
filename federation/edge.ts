// The edge of everything machines talk to: a refusal becomes application/problem+json (RFC 9457), a full store 503, and a
// bug a plain 500 that tells nothing.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '../src/domain/problem.ts';
import { Unavailable } from '../storage/port.ts';

export type OnBug = (error: unknown, req: IncomingMessage) => void;

/** Error middleware for machine-facing routes. `onBug` hears of what was no refusal. */
export function makeEdge(onBug: OnBug) {
  return (error: unknown, req: IncomingMessage, res: ServerResponse, next: (error: unknown) => void): void => {
    // It was told that the hub is busy, and what it had begun failed after all.
    if (res.writableEnded) return;
    if (res.headersSent) {
      next(error);
      return;
    }
    const problem = asProblem(error);
    if (!problem) onBug(error, req);
    const said = problem ?? new Problem('busy', 500, 'Something went wrong on this hub.');
    const body = JSON.stringify(said);
    if (said.extras.retryAfter) res.setHeader('Retry-After', said.extras.retryAfter);
    res.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    res.setHeader('Content-Length', Buffer.byteLength(body));
    res.statusCode = said.status;
    res.end(body);
  };
}

/** The refusal that an error stands for; undefined for a bug. */
export function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof Unavailable)
    return new Problem('busy', 503, 'The hub cannot store just now.', { retryAfter: 30 });
  if (!isHttpError(error)) return undefined;
  if (error.status === 413) return new Problem('too-large', 413, 'The body is too large.');
  if (error.status === 415) return new Problem('unsupported-type', 415, 'The body is in a form that is not read.');
  return error.status < 500 ? new Problem('malformed', 400, 'The request is malformed.') : undefined;
}

function isHttpError(error: unknown): error is { status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}
