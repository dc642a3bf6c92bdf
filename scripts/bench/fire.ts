// Fires requests that exist before the clock starts, so many at a time, each on a kept connection.
// Rule: a request counts when it was answered as it should be; a run with one that was not has no figure.
import { percentile } from './figures.ts';
import { type Answer, Wire } from './wire.ts';

/** What to fire. `at` are the origins to connect to, taken in turn by the connections. */
export interface Firing {
  at: string[];
  count: number;
  concurrency: number;
  /** The n-th request, and what is wrong with its answer, if anything is. */
  request(n: number): Buffer;
  fault(n: number, answer: Answer): string | undefined;
}

/** Seconds for the whole; latency in milliseconds. */
export interface Fired {
  accepted: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
}

/** Where something was refused, only the counts and the first refusal. */
export type LoadResult = Fired | { accepted: number; refused: number; firstRefusal: string };

/** Sends the requests in order and measures from the first one to the last answer. */
export async function fire({ at, count, concurrency, request, fault }: Firing): Promise<LoadResult> {
  const took = new Float64Array(count);
  let next = 0;
  let refused = 0;
  let firstRefusal = '';

  const worker = async (_: unknown, n: number) => {
    const origin = new URL(at[n % at.length] as string);
    let wire = new Wire(origin);
    for (let i = next++; i < count; i = next++) {
      const from = performance.now();
      try {
        const wrong = fault(i, await wire.send(request(i)));
        if (wrong) throw new Error(wrong);
      } catch (error) {
        refused += 1;
        firstRefusal ||= (error as Error).message;
        wire.close();
        wire = new Wire(origin);
      }
      took[i] = performance.now() - from;
    }
    wire.close();
  };

  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - began) / 1000;
  const accepted = count - refused;
  if (refused > 0) return { accepted, refused, firstRefusal };
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map(p => percentile(took, p)) as [number, number, number];
  return { accepted, seconds, perSecond: accepted / seconds, p50, p95, p99 };
}
