// How many requests are worked on at once. Whoever comes beyond is told at once to come again: waiting would only make the
// queue before a slow database longer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { makeDeadline } from './deadline.ts';
import { Problem } from './domain/problem.ts';

/** Handles a request of Node's server, and so of express. */
export type Handler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

const retryAfter = 5;

/**
 * Lets `most` requests pass at once; refuses others as `busy` (503 with Retry-After). One that has no answer after `limitMs`
 * is refused so too, though what it began goes on: for what may be asked again. Mount it where a request is whole.
 */
export function makeGate(most: number, limitMs?: number): Handler {
  const deadline = limitMs === undefined ? undefined : makeDeadline(limitMs);
  let inside = 0;
  return (_req, res, next) => {
    if (inside >= most) throw busy();
    inside += 1;
    const inTime = deadline?.(() => next(busy()));
    res.once('close', () => {
      inside -= 1;
      inTime?.();
    });
    next();
  };
}

function busy(): Problem {
  return new Problem('busy', 503, 'The hub has too much to do just now.', { retryAfter });
}
