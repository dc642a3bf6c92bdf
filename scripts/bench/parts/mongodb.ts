// The inbox load on MongoDB with one, two and four processes of one hub. They share two cores with the database and the load,
// so work is counted and not time: the CPU that all of the hub's processes use for one activity, and how many of their
// appends came second and were made again. Rule: every row has as many connections, and each of its processes has done as much
// before anything is counted; every activity must be applied and found, as everywhere.

import { until } from '../../../test/helpers/until.ts';
import type { ServerProcess } from '../../../test/peers/process.ts';
import { findMongodb, howToHaveOne } from '../../mongodb-server.ts';
import { told } from '../figures.ts';
import { addPeer, hubEnv, memberOf, type RunningHub, startHub, withCore } from '../hub.ts';
import { fireAt, startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';

export const mongodb: Part = { name: 'mongodb', minutes: 15, slow: true, measure: measureMongodb };

const processes = [1, 2, 4];
/** As many for one process as for four, and enough that each of four has as many under way as one has in `inbox`. */
const concurrency = 256;
/** What is sent at a time before anything is counted. */
const part = 4000;

/** With so many processes: CPU of one activity in µs, and append batches made again among a hundred. */
interface WithProcesses {
  n: number;
  cpu: number;
  retried: number;
  perSecond: number;
  p99: number;
}

async function measureMongodb(bench: Bench): Promise<Line[]> {
  const server = await findMongodb();
  if (!server) throw new Error(`there is no MongoDB server: ${howToHaveOne}`);
  const load = await startLoad();
  try {
    bench.say(`MongoDB: ${server.name}`);
    const found: WithProcesses[] = [];
    for (const n of processes) {
      const uri = new URL(server.uri);
      uri.pathname = `/bench-${process.pid}-${n}`;
      const amounts = { each: bench.amount(4000, 200), count: bench.amount(6000, 200) };
      const one = await measureWith(n, { uri: uri.href, load, ...amounts });
      bench.say(`${n}: ${told(one.cpu)} µs, ${told(one.perSecond)}/s, p99 ${told(one.p99)} ms`);
      found.push(one);
    }
    const [one, , four] = found as [WithProcesses, WithProcesses, WithProcesses];
    const lines: Line[] = [
      {
        what: 'CPU of the hub for one signed activity on MongoDB, four processes; against one process',
        value: four.cpu / one.cpu,
        unit: '×',
        aim: { most: 1.25 },
        from: found.map(({ n, cpu }) => `${n}: ${told(cpu)} µs`).join('; '),
      },
    ];
    if (!Number.isNaN(four.retried))
      lines.push({
        what: 'Append batches on MongoDB made again because another process came first, four processes',
        value: four.retried,
        unit: '%',
        aim: { most: 5 },
        from: found.map(({ n, retried }) => `${n}: ${told(retried)} %`).join('; '),
      });
    return lines;
  } finally {
    await load.stop();
    await server.stop();
  }
}

interface Measuring {
  uri: string;
  load: ServerProcess;
  /** What each process does before anything is counted: V8 makes the last of its code only after thousands. */
  each: number;
  /** How many are counted, of all processes together. */
  count: number;
}

async function measureWith(n: number, { uri, load, each, count }: Measuring): Promise<WithProcesses> {
  const first = { ...(await hubEnv('', { peers: [load.origin] })), MONGODB_URI: uri };
  const { id } = await withCore(first, async core => {
    await addPeer(core, load.origin);
    return memberOf(core, 'amina');
  });
  const running: RunningHub[] = [];
  try {
    for (let number = 0; number < n; number += 1) {
      const env = number === 0 ? first : { ...first, PORT: (await hubEnv('')).PORT };
      running.push(await startHub(env));
    }
    const [asked] = running as [RunningHub];
    const host = new URL(load.origin).host;
    const at = running.map(one => one.at);
    const sum = async (figure: (one: RunningHub) => number | Promise<number>) =>
      (await Promise.all(running.map(figure))).reduce((all, one) => all + one, 0);
    const figures = async () => ({
      entries: await asked.figure('hub_log_entries'),
      cpu: await sum(one => one.cpu()),
      batches: await sum(one => one.figure('hub_log_batches_total')),
      retries: await sum(one => one.figure('hub_log_retries_total')),
    });
    let sent = 0;
    const { entries: none } = await figures();
    const send = async (many: number) => {
      const { entries } = await figures();
      const fired = fireAt(load, { inbox: `${asked.origin}/inbox`, at, actor: id, count: many, concurrency });
      fired.catch(() => {});
      // What the processes do while the load still signs is counted by nobody.
      const begun = async () => (await asked.figure('hub_log_entries')) > entries;
      await Promise.race([fired, until(begun, { limitMs: 60_000, what: 'the first activity' })]);
      const before = await figures();
      const { perSecond, p99 } = await fired;
      sent += many;
      await asked.applied();
      const there = async () => (await asked.found(`hub=${host}`)) === Math.min(sent, 10_000);
      await until(there, { limitMs: 60_000, what: `${sent} activities found by search` });
      const after = await figures();
      if (after.entries < none + sent) throw new Error(`${none + sent - after.entries} of ${sent} are not in the log`);
      return { before, after, perSecond, p99 };
    };
    // In parts, so that nothing is still to be applied of them when the counting begins.
    for (let left = n * each; left > 0; left -= part) await send(Math.min(left, part));
    const { before, after, perSecond, p99 } = await send(count);
    return {
      n,
      cpu: (1e6 * (after.cpu - before.cpu)) / (after.entries - before.entries),
      retried: (100 * (after.retries - before.retries)) / (after.batches - before.batches),
      perSecond,
      p99,
    };
  } finally {
    await Promise.all(running.map(one => one.stop()));
  }
}
