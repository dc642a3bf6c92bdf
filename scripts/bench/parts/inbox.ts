// Signed inbox activities: the same load on the hub, on Fedify, on activitypub-express and on the least that Express must do.
// One rule: every target of a run gets the same activities, the same concurrency and its own process on the same machine.
import { told } from '../figures.ts';
import { startLoad } from '../load.ts';
import { type Measurement, measure } from '../measure.ts';
import type { Bench, Line, Part } from '../part.ts';
import { apex } from '../targets/apex.ts';
import { ceiling } from '../targets/ceiling.ts';
import { fedify } from '../targets/fedify.ts';
import { hub } from '../targets/hub.ts';

export const inbox: Part = { name: 'inbox', minutes: 15, measure: measureInbox };

const concurrency = 64;

async function measureInbox(bench: Bench): Promise<Line[]> {
  const rounds = bench.quick ? { warm: 1, rounds: 1 } : { warm: 3, rounds: 7 };
  const plan = { count: bench.amount(6000, 300), ...rounds, concurrency };
  // The peers' packages are installed apart, which a quick run does not wait for.
  const targets = bench.quick ? [ceiling, hub] : [ceiling, hub, fedify, apex];
  const load = await startLoad();
  try {
    const measured = await measure(targets, load, plan);
    for (const one of measured) bench.say(spoken(one));
    const [bare, ours, fedifys, apexs] = measured as [Measurement, Measurement, ...Measurement[]];
    return [
      against('the bare Express ceiling', ours, { by: bare, aim: { least: 60 } }),
      ...(fedifys ? [against('Fedify, which only accepts', ours, { by: fedifys, aim: { least: 10 } })] : []),
      ...(apexs ? [against('activitypub-express, which only accepts', ours, { by: apexs, aim: { least: 3.5 } })] : []),
    ];
  } finally {
    await load.stop();
  }
}

function against(whom: string, ours: Measurement, { by, aim }: { by: Measurement; aim: { least: number } }): Line {
  const ratio = ours.settledPerSecond / by.settledPerSecond;
  const asPart = aim.least > 20;
  return {
    what: `Signed inbox activities, durable, applied and searchable; against ${whom}`,
    value: asPart ? 100 * ratio : ratio,
    unit: asPart ? '%' : '×',
    aim,
    from: `${told(ours.settledPerSecond)}/s to ${told(by.settledPerSecond)}/s; p99 ${told(ours.p99)} ms to ${told(by.p99)} ms`,
  };
}

function spoken(one: Measurement): string {
  const memory = `${told(one.rssIdle / 2 ** 20)} to ${told(one.rssAfter / 2 ** 20)} MB`;
  const latency = `p50 ${told(one.p50)} p95 ${told(one.p95)} p99 ${told(one.p99)} ms`;
  return `${one.name}: ${told(one.settledPerSecond)}/s, ${latency}, ready in ${told(one.readyAfter)} ms, ${memory}`;
}
