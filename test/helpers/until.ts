// Waiting for what another part does in its own time: asked again and again, with a limit, and never for a fixed time.
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves with what the question gives once that is truthy; rejects, saying `what` was waited for, after `limitMs`. */
export async function until<T>(
  ask: () => T | Promise<T>,
  { limitMs = 20_000, what = 'it' }: { limitMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (performance.now() > end) throw new Error(`${what} did not come about within ${limitMs} ms`);
    await pause(20);
  }
}
