// `status`: how far the hub is with its work. Nothing is changed, and nothing is done that the hub would do.
import { makeRoster } from '../../federation/gather/peer.ts';
import { openStorage } from '../../src/core.ts';
import { readPlace } from '../../src/log/cursor-place.ts';
import type { Verb } from './verb.ts';

export const status: Verb = {
  usage: 'status',
  async run({ config }) {
    const storage = await openStorage(config);
    try {
      const [entries, applied, delivered, jobs, peers] = await Promise.all([
        storage.log.head(),
        readPlace(storage.records, 'apply'),
        readPlace(storage.records, 'deliver'),
        storage.jobs.counts(Date.now()),
        makeRoster(storage).status(),
      ]);
      const waiting = jobs.waiting + Math.max(0, applied - delivered);
      const json = { entries, applied, jobs: { ...jobs, waiting }, peers };
      const lines = [
        `entries ${entries}, applied ${applied}`,
        `jobs: ${waiting} waiting, ${jobs.resting} resting, ${jobs.dead} dead`,
      ];
      return {
        json,
        text: [...lines, ...peers.map(each => `${each.origin}  ${each.state}  ${each.items} items`)].join('\n'),
      };
    } finally {
      await storage.close();
    }
  },
};
