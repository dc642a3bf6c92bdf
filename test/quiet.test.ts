import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { watchForQuiet } from '../src/quiet.ts';

describe('a hub that has fallen quiet', function () {
  this.timeout(60_000);
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as NodeJS.GCFunction;

  const heap = () => getHeapStatistics().total_heap_size;
  let times = 0;
  const collect = ((options: NodeJS.GCOptions) => {
    times += 1;
    return gc(options);
  }) as NodeJS.GCFunction;

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
    return most;
  }

  it('gives back what it no longer needs, but never while it works, and waits for longer once it has', async () => {
    const everyMs = 100;
    const watching = watchForQuiet({ collect, everyMs });
    try {
      const most = await work();
      expect(times, 'while it worked').to.equal(0);
      while (times === 0) await pause(50);
      expect(heap()).to.be.below(most - 32 * 1024 * 1024);

      await work();
      const rested = performance.now();
      expect(times, 'while it worked again').to.equal(1);
      while (times === 1) await pause(50);
      expect(performance.now() - rested, 'how long it then rested').to.be.above(12 * everyMs);
    } finally {
      watching.close();
    }
  });
});
