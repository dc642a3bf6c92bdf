// The figures as a picture: a bar for each line, as long as its value is to its aim, on a scale that halves and doubles.
// Rule: one glance tells what holds, in light and in dark, for who cannot tell colours apart as well, and without a font of ours.
import { told } from './figures.ts';
import { holds, type Line } from './part.ts';
import type { Report } from './report.ts';

const size = { width: 900, row: 46, top: 64, left: 24, right: 24 };
/** The scale goes from a quarter of the aim to four times it. */
const octaves = 2;
const ink = '#7b8794';
const colours = { good: '#2f9e66', bad: '#d9622b' };

/** An SVG of the report. */
export function draw(report: Report): string {
  const lines = report.parts.flatMap(part => part.lines);
  const height = size.top + lines.length * size.row + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" role="img" font-family="system-ui, sans-serif">`,
    `<title>Learning Hub, measured: ${lines.filter(holds).length} of ${lines.length} aims hold</title>`,
    `<g fill="${ink}" font-size="13">`,
    `<text x="${size.left}" y="24" font-size="16" font-weight="600">How far each figure is from its aim</text>`,
    `<text x="${size.left}" y="44">better to the right; the line is the aim, each step doubles</text>`,
    `</g>`,
    ...lines.map((line, place) => bar(line, size.top + place * size.row)),
    `</svg>`,
    '',
  ].join('\n');
}

function bar(line: Line, y: number): string {
  const half = (size.width - size.left - size.right) / 2;
  const better = 'least' in line.aim ? line.value / line.aim.least : line.aim.most / line.value;
  const steps = Math.max(-octaves, Math.min(octaves, Math.log2(better)));
  const x = size.width / 2;
  const length = Math.max(2, (Math.abs(steps) / octaves) * half);
  const good = holds(line);
  const { value, unit, aim, what } = line;
  const bound = 'least' in aim ? `at least ${told(aim.least)}` : `at most ${told(aim.most)}`;
  const ticks = [-1, 0, 1].map(step => tick(x + (step * half) / octaves, y, step));
  return [
    ...ticks,
    `<rect x="${(good ? x : x - length).toFixed(1)}" y="${y + 20}" width="${length.toFixed(1)}" height="14" rx="2" fill="${good ? colours.good : colours.bad}"/>`,
    `<text x="${size.left}" y="${y + 14}" font-size="12" fill="${ink}">${escaped(what)}: ` +
      `<tspan font-weight="700">${escaped(`${told(value)} ${unit}`)}</tspan> (${escaped(bound)}, ${good ? 'holds' : 'does not hold'})</text>`,
  ].join('\n');
}

/** Beside the bar alone, so that no line goes through words. */
function tick(x: number, y: number, step: number): string {
  return `<line x1="${x}" x2="${x}" y1="${y + 17}" y2="${y + 37}" stroke="${ink}" stroke-width="${step === 0 ? 2 : 0.7}"/>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
