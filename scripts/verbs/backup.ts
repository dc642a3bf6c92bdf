// `backup FILE`: one gzipped file that is the whole hub, written as a stream beside a running hub. It is there whole or not.
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { backupLines } from '../../src/log/backup.ts';
import { Refused, type Verb, withStorage } from './verb.ts';

export const backup: Verb = {
  name: 'backup',
  takes: ['FILE'],
  about: 'writes the whole hub into one file, also while it runs',
  run: ({ config, words: [file = ''] }) =>
    withStorage(config, async storage => {
      const origin = await storage.state.get('setting', 'origin');
      if (typeof origin !== 'string') throw new Refused(`there is no hub in ${config.data}`);
      const part = `${file}.part`;
      try {
        await pipeline(
          Readable.from(backupLines(storage, origin)),
          createGzip(),
          createWriteStream(part, { mode: 0o600 }),
        );
        await sync(part);
        await rename(part, file);
      } finally {
        await rm(part, { force: true });
      }
      const { size } = await stat(file);
      return {
        json: { file, bytes: size, origin },
        text: `${origin} is in ${file} (${(size / 1e6).toFixed(1)} MB); it holds passwords and keys, keep it as safe as the hub`,
      };
    }),
};

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
