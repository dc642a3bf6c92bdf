// The inbox load on MongoDB with one, two and four processes of one hub. They share two cores with the database and the load,
// so work is counted and not time: the CPU that all of the hub's processes use for one activity, and how many of their
// appends came second and were made again. Rule: every activity must be applied and found, as everywhere.

import { until } from '../../../test/helpers/until.ts';
import type { ServerProcess } from '../../../test/peers/process.ts';
import { findMongodb, howToHaveOne } from '../../mongodb-server.ts';
import { told } from '../figures.ts';
import { addPeer, hubEnv, memberOf, type RunningHub, startHub, withCore } from '../hub.ts';
import { fireAt, startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';

export const mongodb: Part = { name: 'mongodb', minutes: 15, slow: true, measure: measureMongodb };

const processes = [1, 2, 4];
const concurrency = 64;

/** With so many processes: CPU of one activity in µs, and append batches made again among a hundred. */
interface WithProcesses {
  n: number;
  cpu: number;
  retried: number;
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
      found.push(await measureWith(n, { uri: uri.href, load, count: bench.amount(3000, 200) }));
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

async function measureWith(
  n: number,
  { uri, load, count }: { uri: string; load: ServerProcess; count: number },
): Promise<WithProcesses> {
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
    let total = 0;
    const send = async (many: number) => {
      await fireAt(load, { inbox: `${asked.origin}/inbox`, at, actor: id, count: many, concurrency });
      total += many;
      await asked.applied();
      const there = async () => (await asked.found(`hub=${host}`)) === Math.min(total, 10_000);
      await until(there, { limitMs: 60_000, what: `${total} activities found by search` });
    };
    // Each process has half as many to get used to as are counted.
    await send((count * Math.max(n, 2)) / 2);
    const sum = async (figure: (one: RunningHub) => number | Promise<number>) =>
      (await Promise.all(running.map(figure))).reduce((all, one) => all + one, 0);
    const batches = () => sum(one => one.figure('hub_log_batches_total'));
    const retries = () => sum(one => one.figure('hub_log_retries_total'));
    const before = [await sum(one => one.cpu()), await batches(), await retries()] as const;
    await send(count);
    const after = [await sum(one => one.cpu()), await batches(), await retries()] as const;
    return {
      n,
      cpu: (1e6 * (after[0] - before[0])) / count,
      retried: (100 * (after[2] - before[2])) / (after[1] - before[1]),
    };
  } finally {
    await Promise.all(running.map(one => one.stop()));
  }
}
