// How long something that was given for a time is surely still one's own: a lease, a held lane.
// Rule: it ends by whichever clock says so first. The one that nobody sets stands still while the machine sleeps; the other
// may be set back.

/** Others may read a clock that is a little ahead. */
const mostAheadMs = 1000;

/** Starts a term of `ms`, to be called before it is asked for; what it gives is true while the term lasts, less a margin. */
export function startTerm(ms: number): () => boolean {
  const sure = ms - Math.min(mostAheadMs, ms / 4);
  const steady = performance.now();
  const wall = Date.now();
  return () => performance.now() - steady < sure && Date.now() - wall < sure;
}
