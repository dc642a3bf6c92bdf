// Waiting for what another part does in its own time: asked again and again, with a limit, and never for a fixed time.
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves once the question is answered with true; rejects after `limitMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`it did not come about within ${limitMs} ms`);
    await pause(20);
  }
}
