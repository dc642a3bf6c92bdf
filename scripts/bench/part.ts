// What a part of the benchmarks is: it measures the hub beside something, in one run on one machine, and gives lines of the
// table. Rule: a part in which a request failed or an effect is missing throws, and then has no figure.
import type { Corpus } from '../corpus/make.ts';

/** One line of the table. */
export interface Line {
  /** What was measured, and against what. */
  what: string;
  value: number;
  unit: '%' | '×' | 'ms' | 's' | 'MB' | 'KB';
  aim: { least: number } | { most: number };
  /** The figures that the value was made of, in words. */
  from: string;
}

export interface Part {
  /** What `--only` calls it. */
  name: string;
  /** At most so many minutes, after which it counts as not measured. */
  minutes: number;
  /** Left out of `--quick`: it needs what a quick run must not wait for. */
  slow?: boolean;
  measure(bench: Bench): Promise<Line[]>;
}

/** What a part is given. */
export interface Bench {
  quick: boolean;
  /** How much to do: `full`, times what `--scale` says, or in a quick run `quick`. */
  amount(full: number, quick: number): number;
  /** Sizes of the corpora, the greatest last. */
  sizes: number[];
  /** A hub's folder with so many entries, made once a run. */
  corpus(size: number): Promise<Corpus>;
  /** Says how far it has got. */
  say(text: string): void;
}

/** True when the line reaches its aim. */
export function holds({ value, aim }: Line): boolean {
  return 'least' in aim ? value >= aim.least : value <= aim.most;
}

/**
 * True for a value that no busy machine explains: a twelfth of what is aimed at, or twenty-five times the bound; of a time,
 * which a busy machine stretches, a hundred times.
 */
export function isAbsurd({ value, unit, aim }: Line): boolean {
  if (!Number.isFinite(value) || value < 0) return true;
  if ('least' in aim) return value < aim.least / 12;
  return value > aim.most * (unit === 'ms' || unit === 's' ? 100 : 25);
}
