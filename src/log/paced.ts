// What others send is taken in as fast as it is applied, but for a stretch: what a member does is applied in its turn, and would
// wait behind all that several processes together take in. Rule: whoever is refused has left nothing behind.
import { Problem } from '../domain/problem.ts';
import type { Cursor } from './cursor.ts';
import type { Take } from './take.ts';

export interface PacedDeps {
  take: Take;
  applied: Pick<Cursor, 'position' | 'reached'>;
  /** How many entries applying may be behind. */
  most?: number;
  /** The longest wait, in ms: peers go on waiting for a multiple of it. */
  limitMs?: number;
}

/** Some seconds of applying where that is slow, less than one where it is fast. */
const mostBehind = 2000;
const patienceMs = 5000;
/** Seconds to stay away for. */
const retryAfter = 30;

/** As `take`, but waits while applying is too far behind what was taken here; throws `busy` (503) when that lasts. */
export function makePaced({ take, applied, most = mostBehind, limitMs = patienceMs }: PacedDeps): Take {
  let newest = 0;
  return async (event, via, raw) => {
    const due = newest - most;
    if (due > applied.position() && !(await applied.reached(due, limitMs)))
      throw new Problem('busy', 503, 'The hub has too much to do just now.', { retryAfter });
    const appended = await take(event, via, raw);
    newest = Math.max(newest, appended.entry.seq);
    return appended;
  };
}
