// A process that works, rests, works and rests, and tells what was given back of its memory: a process of its own, since one
// that runs other specs as well is never quiet. Run with --expose-gc.
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { watchForQuiet } from '../../src/quiet.ts';

/** What the process says, as a line of JSON. */
export interface QuietTold {
  /** How often memory was given back by the end of each piece of work, and of the rest that followed. */
  times: number[];
  /** How much the heap was below its most after the first rest, in bytes. */
  givenBack: number;
  /** How long it rested before memory was given back again, in looks. */
  rested: number;
}

const everyMs = 100;

const heap = () => getHeapStatistics().total_heap_size;
const times: number[] = [];
let count = 0;

/** Works until the heap has grown by 64 MB, and gives the most that it was. */
async function work(): Promise<number> {
  const began = heap();
  const held: object[] = [];
  let most = began;
  for (let n = 0; heap() < began + 64 * 1024 * 1024 || n < 100; n += 1) {
    for (let some = 0; some < 20_000; some += 1) held.push({ some });
    most = Math.max(most, heap());
    await turn();
  }
  times.push(count);
  return most;
}

async function rest(): Promise<void> {
  const before = count;
  while (count === before) await pause(50);
  times.push(count);
}

if (import.meta.main) {
  const collect = ((options: NodeJS.GCOptions) => {
    count += 1;
    return globalThis.gc?.(options);
  }) as NodeJS.GCFunction;
  const watching = watchForQuiet({ collect, everyMs });
  const most = await work();
  await rest();
  const givenBack = most - heap();
  await work();
  const began = performance.now();
  await rest();
  const rested = (performance.now() - began) / everyMs;
  watching.close();
  console.log(JSON.stringify({ times, givenBack, rested } satisfies QuietTold));
}
