// What follows from a batch of entries: much of the past is one task, whatever else there is stays as it was.
import { expect } from 'chai';
import { type Asked, followUps, together } from '../../src/domain/followups.ts';

const home = { origin: 'https://home.followups.example', hub: 'https://home.followups.example/a/hub' };
const far = 'https://far.followups.example';

describe('the tasks of a batch', () => {
  const share = (seq: number, via: 'observed' | 'remote', shown = true): Asked[] => {
    const id = `${far}/e/${seq}`;
    const at = '2026-02-03T04:05:06.789Z';
    const what = `${far}/o/${seq}`;
    const event = { type: 'shared' as const, id, actor: `${far}/a/hub`, at, what, into: [], shown, box: [] };
    return followUps({ id, via, event }, home).map((task, index) => ({ seq, index, task }));
  };

  it('give back what was shown in the past as one, and what is shown now one by one', () => {
    const asked = together([...share(7, 'observed'), ...share(8, 'remote'), ...share(9, 'observed')]);
    expect(asked.map(({ task }) => task)).to.deep.equal([
      { lane: home.hub, task: 'giveBack', share: `${far}/e/8`, live: true },
      { lane: home.hub, key: 'past 7-9', task: 'giveBackPast', shares: [`${far}/e/7`, `${far}/e/9`] },
    ]);
  });

  it('give nothing back on account of a share that shows nothing', () => {
    expect(share(7, 'observed', false)).to.deep.equal([]);
  });

  it('have another key when the batch that they follow from is cut otherwise', () => {
    const keys = [
      [7, 8],
      [7, 8, 9],
      [8, 9],
    ].map(seqs => together(seqs.flatMap(seq => share(seq, 'observed')))[0]?.task.key);
    expect(new Set(keys).size).to.equal(3);
  });

  it('stay as they are when there is one', () => {
    expect(together(share(7, 'observed'))).to.deep.equal(share(7, 'observed'));
  });
});
