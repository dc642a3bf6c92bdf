// The baselines of the benchmarks do the work they are measured by: they take what is signed, and only that.

import { expect } from 'chai';
import { startLoad } from '../../scripts/bench/load.ts';
import { measure } from '../../scripts/bench/measure.ts';
import type { RunningTarget, Target } from '../../scripts/bench/target.ts';
import { apex } from '../../scripts/bench/targets/apex.ts';
import { ceiling } from '../../scripts/bench/targets/ceiling.ts';
import { fedify } from '../../scripts/bench/targets/fedify.ts';
import type { ServerProcess } from './process.ts';

describe('the load of the benchmarks', function () {
  this.timeout(330_000);
  let load: ServerProcess;

  before(async () => {
    load = await startLoad();
  });
  after(() => load?.stop());

  for (const target of [ceiling, fedify, apex]) {
    it(`is accepted by ${target.name}, and every activity has its effect`, async () => {
      const [measured] = await measure([target], load, { count: 40, warm: 1, rounds: 1, concurrency: 8 });
      expect(measured).to.include({ name: target.name, count: 40 });
      expect(measured?.settledPerSecond)
        .to.be.above(0)
        .and.at.most(measured?.perSecond ?? 0);
      expect(measured?.p99).to.be.at.least(measured?.p50 ?? Number.NaN);
    });

    it(`has no unsigned rival at ${target.name}`, async () => {
      const running = await target.start(load.origin);
      try {
        const actor = `${load.origin}/users/sender0`;
        const note = { id: `${actor}/1`, type: 'Note', content: 'Unsigned.', attributedTo: actor };
        const create = { '@context': 'https://www.w3.org/ns/activitystreams', id: `${actor}/2`, type: 'Create', actor };
        const body = JSON.stringify({ ...create, object: note });
        const headers = { 'content-type': 'application/activity+json' };
        const { status } = await fetch(running.inbox, { method: 'POST', headers, body });
        expect(status).to.equal(401);
        await running.settled(0);
      } finally {
        await running.stop();
      }
    });
  }

  it('gives no figure when a request was refused', async () => {
    const deaf: Target = {
      name: 'deaf',
      async start(senders): Promise<RunningTarget> {
        const running = await ceiling.start(senders);
        return { ...running, inbox: `${new URL(running.inbox).origin}/nowhere` };
      },
    };
    const plan = { count: 4, warm: 1, rounds: 1, concurrency: 2 };
    const error = await measure([deaf], load, plan).catch((thrown: Error) => thrown);
    expect(error)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/^deaf refused 4 of 4: 404/);
  });
});
