// Small sums, and what the machine tells of a process. Rule: CPU time is all threads of the process, resident memory what it
// holds now; both are read from outside, so that no process has to tell on itself.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** The value below which a part `p` of all lie; 0 of none. */
export function percentile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
}

/** A number as people read it: `2,152`, `0.67`. */
export function told(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

const MB = 2 ** 20;

/** The resident memory of a process in bytes. */
export function residentMemory(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
  }
}

/** The same in megabytes. */
export function megabytes(pid: number): number {
  return residentMemory(pid) / MB;
}

/** Ticks of the clock that /proc counts in: 100 a second on every Linux (sysconf(_SC_CLK_TCK)). */
const ticks = 100;

/** The CPU time that a process has used so far, in seconds. */
export function cpuSeconds(pid: number): number {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return clockSeconds(execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' }).trim());
  }
  // The name in brackets may hold blanks; utime and stime are fields 14 and 15 of all (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** `1-02:03:04`, `02:03.45` → seconds. */
function clockSeconds(text: string): number {
  const [rest = '', days = '0'] = text.split('-').reverse();
  return rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
