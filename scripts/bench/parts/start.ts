// What the large corpus costs a hub that only holds it: from its start to `ready`, memory at rest, memory under the inbox
// load. Rule: at rest is when nothing was asked of it for a while, and what it was sent must be found before its memory counts.
import { setTimeout as pause } from 'node:timers/promises';
import { ofCorpus } from '../../corpus/make.ts';
import { median, megabytes, told } from '../figures.ts';
import { addPeer, hubEnv, memberOf, startHub, withCore } from '../hub.ts';
import { fireAt, startLoad } from '../load.ts';
import type { Bench, Line, Part } from '../part.ts';
import { settled } from '../targets/hub.ts';

export const start: Part = { name: 'start', minutes: 40, measure: measureStart };

const concurrency = 64;

async function measureStart(bench: Bench): Promise<Line[]> {
  const corpus = await bench.corpus(bench.sizes.at(-1) as number);
  const restMs = bench.quick ? 1000 : 5000;
  const load = await startLoad();
  try {
    const env = await hubEnv(corpus.folder, { ...ofCorpus, peers: [load.origin] });
    const { id } = await withCore(env, async core => {
      await addPeer(core, load.origin);
      return memberOf(core, 'amina');
    });
    const ready: number[] = [];
    const idle: number[] = [];
    for (let round = 0; round < (bench.quick ? 1 : 5); round += 1) {
      const running = await startHub(env);
      ready.push(running.readyAfter / 1000);
      await pause(restMs);
      idle.push(megabytes(running.pid));
      await running.stop();
    }
    const count = bench.amount(20_000, 500);
    const running = await startHub(env);
    let greatest = 0;
    const watch = setInterval(() => {
      greatest = Math.max(greatest, megabytes(running.pid));
    }, 100);
    try {
      const inbox = `${running.origin}/inbox`;
      await fireAt(load, { inbox, at: [running.at], actor: id, count, concurrency });
      await settled(running, count, new URL(load.origin).host);
    } finally {
      clearInterval(watch);
      await running.stop();
    }
    const size = `${told(corpus.size)} entries`;
    return [
      {
        what: `From start to ready with ${size}`,
        value: median(ready),
        unit: 's',
        aim: { most: 1 },
        from: `${ready.length} starts`,
      },
      {
        what: `Memory at rest with ${size}`,
        value: median(idle),
        unit: 'MB',
        aim: { most: 120 },
        from: `${restMs / 1000} s after ready`,
      },
      {
        what: `Memory under the inbox load with ${size}`,
        value: greatest,
        unit: 'MB',
        aim: { most: 300 },
        from: `the most during ${told(count)} activities`,
      },
    ];
  } finally {
    await load.stop();
  }
}
