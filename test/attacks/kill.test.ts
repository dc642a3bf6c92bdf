import { expect } from 'chai';
import { prove } from '../../scripts/bench/kill.ts';

describe('a hub that is killed in the middle of deliveries', () => {
  it('has everything that it answered 2xx, once and applied', async function () {
    this.timeout(120_000);
    const proof = await prove({ rounds: 3, count: 300 });
    expect(proof.acknowledged).to.be.greaterThan(80);
    expect(proof.acknowledged, 'everything that was sent was answered in the end').to.equal(proof.sent);
    expect(proof.inLog).to.equal(proof.sent);
    expect(proof).to.include({ lost: 0, halves: 0, doubled: 0 });
  });
});
