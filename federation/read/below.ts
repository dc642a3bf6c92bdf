// Whose an address is that nothing is known of. One origin has many members, and most servers put what is theirs below their
// own address: what stands below somebody else's is not the first one's who speaks of it.
import type { Context } from './context.ts';

/** Most steps of an address that are looked at. */
const stepLimit = 8;

/** True for an address below that of a known actor other than this one. */
export async function isBelowAnother(
  what: string,
  actor: string,
  { stored }: Pick<Context, 'stored'>,
): Promise<boolean> {
  const { origin } = new URL(what);
  let above = what;
  for (let step = 0; step < stepLimit; step++) {
    above = above.slice(0, Math.max(above.lastIndexOf('/'), above.lastIndexOf('#')));
    if (above === actor || above.length <= origin.length) return false;
    if ((await stored(above))?.record === 'actor') return true;
  }
  return false;
}
