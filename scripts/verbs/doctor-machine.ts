// What `doctor` looks at outside the store: the machine that the hub runs on, and its configuration.
import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../../src/config.ts';

/** `look` says what is not as it should be and may be meant, `bad` what keeps the hub from its work. */
export interface Found {
  level: 'good' | 'look' | 'bad';
  /** A sentence, or a few words. */
  found: string;
  /** What to do about it, in a sentence. */
  todo?: string;
}

export interface Finding extends Found {
  name: string;
}

export interface Check<Args> {
  name: string;
  look(args: Args): Promise<Found>;
}

const leastNode = 24;
const fewBytes = 2_000_000_000;
const tooFewBytes = 200_000_000;

export const machineChecks: Check<Config>[] = [
  {
    name: 'node',
    async look() {
      const major = Number(process.versions.node.split('.')[0]);
      if (major >= leastNode) return { level: 'good', found: process.version };
      return { level: 'bad', found: process.version, todo: 'Start the hub through npm, which brings its own Node.' };
    },
  },
  {
    name: 'folder',
    async look({ data }) {
      const probe = join(data, `.doctor-${randomUUID()}`);
      const fault = await mkdir(data, { recursive: true, mode: 0o700 })
        .then(() => writeFile(probe, 'x'))
        .then(() => rm(probe))
        .catch((error: NodeJS.ErrnoException) => error.code ?? 'error');
      if (fault === undefined) return { level: 'good', found: `${data} takes files` };
      return {
        level: 'bad',
        found: `${data} takes no files (${fault}).`,
        todo: 'Give the user of the hub the right to write there, or name another folder in HUB_DATA.',
      };
    },
  },
  {
    name: 'disk',
    async look({ data }) {
      const { bavail, bsize } = await statfs(data);
      const free = bavail * bsize;
      const found = `${(free / 1e9).toFixed(1)} GB free`;
      if (free >= fewBytes) return { level: 'good', found };
      return { level: free < tooFewBytes ? 'bad' : 'look', found: `${found}.`, todo: 'Make room, or move HUB_DATA.' };
    },
  },
  {
    name: 'origin',
    async look({ origin }) {
      const { protocol, hostname, port } = new URL(origin);
      const local =
        hostname === 'localhost' || hostname.endsWith('.localhost') || isIP(hostname.replace(/^\[|\]$/g, ''));
      if (local || !hostname.includes('.'))
        return {
          level: 'look',
          found: `${origin} is no public name.`,
          todo: 'To federate, start anew with HUB_ORIGIN=https://YOUR.NAME: it cannot be changed once there is data.',
        };
      if (protocol !== 'https:')
        return {
          level: 'bad',
          found: `${origin} is not https.`,
          todo: 'No other hub takes it: put a proxy before the hub.',
        };
      if (port) return { level: 'look', found: `${origin} has a port.`, todo: 'Some servers refuse such names.' };
      return { level: 'good', found: origin };
    },
  },
];
