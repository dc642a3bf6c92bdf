// What two strangers withdraw that never came: it is remembered of each of them.
import type { TestHub } from './hub.ts';

export const neverKnown = 'https://elsewhere.test/notes/1';

/** Has two members of one server withdraw the same unknown thing. */
export async function withdrawUnknown({ hub }: TestHub): Promise<void> {
  for (const actor of ['https://elsewhere.test/users/ann', 'https://elsewhere.test/users/bob']) {
    const at = new Date().toISOString();
    const withdrawn = { type: 'withdrawn' as const, id: `${actor}#delete`, actor, at, what: neverKnown, author: actor };
    await hub.core.take(withdrawn, 'observed');
  }
}
