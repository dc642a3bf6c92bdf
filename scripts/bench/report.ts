// What a run found, as a table for the terminal, as JSON, and as the table of docs/performance.md.
// Rule: what was not measured is said to be so, and never looks like a figure.
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { told } from './figures.ts';
import { holds, type Line } from './part.ts';

/** One part of a run. */
export interface PartReport {
  name: string;
  /** When it was measured; ISO 8601. */
  at: string;
  seconds: number;
  lines: Line[];
  /** Why there are no lines. */
  failed?: string;
}

export interface Report {
  machine: { cores: number; model: string; memoryGB: number; platform: string; node: string };
  scale: number;
  parts: PartReport[];
}

export function makeReport(parts: PartReport[], scale: number): Report {
  return {
    machine: {
      cores: cpus().length,
      model: cpus()[0]?.model.trim() ?? '',
      memoryGB: Math.round(totalmem() / 2 ** 30),
      platform: `${platform()} ${arch()}`,
      node: process.version,
    },
    scale,
    parts,
  };
}

/** Writes the report; parts that the file has and this run has not stay as they are. */
export function writeReport(file: string, report: Report): Report {
  const before = readReport(file)?.parts ?? [];
  const measured = new Set(report.parts.map(part => part.name));
  const whole = { ...report, parts: [...before.filter(part => !measured.has(part.name)), ...report.parts] };
  writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

/** The lines of one part for the terminal. */
export function asText({ name, seconds, lines, failed }: PartReport): string {
  if (failed !== undefined) return `${name}: NOT measured: ${failed}\n`;
  const rows = lines.map(line => {
    const verdict = holds(line) ? 'holds' : 'DOES NOT HOLD';
    return `  ${amount(line).padStart(9)}  ${aimed(line).padEnd(10)} ${verdict.padEnd(14)} ${line.what} (${line.from})\n`;
  });
  return `${name}, ${told(seconds)} s\n${rows.join('')}`;
}

/** The table of all parts in Markdown. */
export function asMarkdown(report: Report): string {
  const { cores, model, memoryGB, node } = report.machine;
  const rows = report.parts.flatMap(part =>
    part.failed !== undefined
      ? [`| ${part.name} | not measured | | | ${part.failed} |`]
      : part.lines.map(
          line =>
            `| ${line.what} | **${amount(line)}** | ${aimed(line)} | ${holds(line) ? 'yes' : 'no'} | ${line.from} |`,
        ),
  );
  return [
    `${cores} cores (${model}), ${memoryGB} GB, Node ${node.slice(1)}; everything on this one machine.`,
    '',
    '![How far each figure is from its aim](bench.svg)',
    '',
    '| what, against what | figure | aim | holds | from |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const markers = { begin: '<!-- figures: written by npm run bench -->', end: '<!-- end of figures -->' };

/** Puts the table between the markers of a document. Throws when it has none. */
export function intoDocument(file: string, table: string): void {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [text.indexOf(markers.begin), text.indexOf(markers.end)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the table of figures`);
  writeFileSync(file, `${text.slice(0, begin + markers.begin.length)}\n${table}\n${text.slice(end)}`);
}

function amount({ value, unit }: Line): string {
  return `${told(value)} ${unit}`;
}

function aimed({ aim, unit }: Line): string {
  return 'least' in aim ? `≥ ${told(aim.least)} ${unit}` : `≤ ${told(aim.most)} ${unit}`;
}
