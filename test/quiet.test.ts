import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { watchForQuiet } from '../src/quiet.ts';

describe('a hub that has fallen quiet', function () {
  this.timeout(60_000);
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as NodeJS.GCFunction;

  it('gives back what it no longer needs, but never while it works', async () => {
    let times = 0;
    const collect = ((options: NodeJS.GCOptions) => {
      times += 1;
      return gc(options);
    }) as NodeJS.GCFunction;
    const watching = watchForQuiet({ collect, everyMs: 25 });
    const heap = () => getHeapStatistics().total_heap_size;
    const began = heap();
    let grown = began;
    try {
      let held: object[] = [];
      for (let n = 0; heap() < began + 64 * 1024 * 1024 || n < 100; n += 1) {
        for (let some = 0; some < 20_000; some += 1) held.push({ some });
        grown = Math.max(grown, heap());
        await turn();
      }
      expect(times, 'while it worked').to.equal(0);
      held = [];
      while (times === 0) await pause(50);
      expect(heap()).to.be.below(grown - 32 * 1024 * 1024);
    } finally {
      watching.close();
    }
  });
});
