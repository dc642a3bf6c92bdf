// `doctor`: looks for what keeps a hub from working well, and says what to do about each finding.
import { statfs } from 'node:fs/promises';
import { openStorage } from '../../src/core.ts';
import type { Verb } from './verb.ts';

const leastFreeBytes = 500_000_000;

export const doctor: Verb = {
  usage: 'doctor',
  async run({ config }) {
    const findings: string[] = [];
    const storage = await openStorage(config);
    try {
      await storage
        .check()
        .catch(error =>
          findings.push(
            `the store does not take a write (${error.message}): check disk space and rights of ${config.data}`,
          ),
        );
      for (const { query, indexed } of await storage.explain()) {
        if (!indexed) findings.push(`the query ${query} has no index: report it`);
      }
      const { dead } = await storage.jobs.counts(Date.now());
      if (dead > 0) findings.push(`${dead} jobs were put aside: see the log for the peers that refused them`);
    } finally {
      await storage.close();
    }
    const { bavail, bsize } = await statfs(config.data);
    if (bavail * bsize < leastFreeBytes) findings.push('less than 500 MB of disk are free: make room');
    if (config.origin.startsWith('http:'))
      findings.push('HUB_ORIGIN is http: no other hub will take it; put a proxy with https before the hub');
    return { json: { findings }, text: findings.length > 0 ? findings.join('\n') : 'nothing is wrong' };
  },
};
