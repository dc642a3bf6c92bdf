// Chance that comes out the same each time: a corpus is named by its seed, and everything in it follows from that.
// Rule: nothing here reads a clock or Math.random.

/** A source of chance. */
export interface Random {
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  /** True with a probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Log-normal with a median, rounded and kept between two bounds. */
  length(median: number, sigma: number, low: number, high: number): number;
  /** A whole number from 0 to n - 1, small ones far more often (density falls with the square root). */
  early(n: number): number;
}

/** Begins a source from a seed: sfc32 by Chris Doty-Humphrey, which passes PractRand and takes a few nanoseconds. */
export function makeRandom(seed: number): Random {
  let [a, b, c, d] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 0xb7e15162 | 0];
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let warm = 0; warm < 15; warm += 1) next();
  const fraction = () => next() / 2 ** 32;
  const below = (n: number) => Math.floor(fraction() * n);
  return {
    below,
    chance: probability => fraction() < probability,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    length(median, sigma, low, high) {
      // Box and Muller.
      const normal = Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction());
      return Math.min(high, Math.max(low, Math.round(median * Math.exp(sigma * normal))));
    },
    early: n => Math.floor(fraction() ** 2 * n),
  };
}

/** Draws ranks from 0 to n - 1 as words of a language occur: Zipf's law as Mandelbrot corrected it. */
export function makeZipf(n: number): (random: Random) => number {
  const table = new Uint32Array(2 ** 20);
  const weight = (rank: number) => 1 / (rank + 2.7) ** 1.05;
  let total = 0;
  for (let rank = 0; rank < n; rank += 1) total += weight(rank);
  let rank = 0;
  let sum = weight(0);
  for (let slot = 0; slot < table.length; slot += 1) {
    while (sum < ((slot + 0.5) / table.length) * total && rank < n - 1) sum += weight(++rank);
    table[slot] = rank;
  }
  return random => table[random.below(table.length)] as number;
}
